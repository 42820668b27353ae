import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { late } from "../../i18n/late_texts.ts";
import type { Notifications } from "../../notifications/notifications.ts";
import type { Permission } from "../../notifications/permission.ts";
import type { Settings } from "../../platform/settings.ts";
import { LevelSelect } from "../rooms/level_select.tsx";
import { Switch } from "../controls/switch.tsx";

interface NotificationSettingsProps {
  settings: Settings;
  notifications: Notifications;
  /** The room that the page shows. */
  room: string;
  /** What it is called to people. */
  title: string;
}

/** Whether and of what one is told, or why that cannot be. */
export function NotificationSettings(
  { settings, notifications, room, title }: NotificationSettingsProps,
): JSX.Element {
  return (
    <>
      <Permitted settings={settings} notifications={notifications} />
      <LevelSelect levels={notifications.levels} room={room} title={title} />
    </>
  );
}

type PermittedProps = Omit<NotificationSettingsProps, "room" | "title">;

function Permitted({ settings, notifications }: PermittedProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const permission = notifications.permission.current.value;
  const asked = useRef(permission);
  useEffect(() => {
    // The button that had the focus is gone with the answer to it.
    if (asked.current === "default" && permission !== "default") focusFirst(box.current!);
    asked.current = permission;
  }, [permission]);
  return (
    <div class="permission" ref={box} tabIndex={-1}>
      <Answered permission={permission} settings={settings} notifications={notifications} />
    </div>
  );
}

function Answered(
  { permission, settings, notifications }: PermittedProps & { permission: Permission },
): JSX.Element {
  const { ask, askDetail, show, showDetail } = late().notifications;
  switch (permission) {
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
        <>
          <button type="button" class="button" onClick={() => void notifications.turnOn()}>
            {ask}
          </button>
          <small>{askDetail}</small>
        </>
      );
    default:
      return <p class="remark">{late().notifications[permission]}</p>;
  }
}

function focusFirst(box: HTMLElement): void {
  (box.querySelector("input") ?? box).focus();
}

function PushSwitch({ settings, notifications }: PermittedProps): JSX.Element | null {
  const status = notifications.push.status.value;
  const isWanted = settings.of("push").value === "on";
  if (!notifications.canPush || !notifications.areOn) return null;
  const { push: label, pushDetail, pushFailed } = late().notifications;
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
