import type { JSX } from "preact";
import type { Notifications } from "../notifications.ts";
import type { Settings } from "../settings.ts";
import { texts } from "../texts.ts";
import { LevelSelect } from "./level_select.tsx";
import { Switch } from "./switch.tsx";

interface NotificationSettingsProps {
  settings: Settings;
  notifications: Notifications;
  /** The room that the page shows. */
  room: string;
}

/** Whether and of what one is told, or why that cannot be. */
export function NotificationSettings(
  { settings, notifications, room }: NotificationSettingsProps,
): JSX.Element {
  return (
    <>
      <Permitted settings={settings} notifications={notifications} />
      <LevelSelect levels={notifications.levels} room={room} />
    </>
  );
}

type PermittedProps = Omit<NotificationSettingsProps, "room">;

function Permitted({ settings, notifications }: PermittedProps): JSX.Element {
  const { permission } = notifications;
  const { ask, askDetail, show, showDetail } = texts.notifications;
  switch (permission.current.value) {
    case "granted":
      return (
        <>
          <Switch
            label={show}
            detail={showDetail}
            isOn={settings.of("notifications").value === "on"}
            onChange={(isOn) => settings.choose("notifications", isOn ? "on" : "off")}
          />
          <PushSwitch settings={settings} notifications={notifications} />
        </>
      );
    case "default":
      return (
        <div class="permission">
          <button type="button" class="button" onClick={() => void notifications.turnOn()}>
            {ask}
          </button>
          <small>{askDetail}</small>
        </div>
      );
    default:
      return <p class="remark">{texts.notifications[permission.current.value]}</p>;
  }
}

function PushSwitch({ settings, notifications }: PermittedProps): JSX.Element | null {
  const status = notifications.push.status.value;
  const isWanted = settings.of("push").value === "on";
  if (!notifications.canPush || !notifications.areOn) return null;
  const { push: label, pushDetail, pushFailed } = texts.notifications;
  return (
    <>
      <Switch
        label={label}
        detail={pushDetail}
        isOn={isWanted && status !== "failed"}
        isBusy={status === "changing"}
        onChange={(isOn) => notifications.choosePush(isOn)}
      />
      {isWanted && status === "failed" && <p class="problem" role="alert">{pushFailed}</p>}
    </>
  );
}
