import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { isDirectName } from "../../../lib/wire/names.ts";
import { notificationLevels } from "../../../lib/wire/notification_levels.ts";
import type { NotificationLevel } from "../../../lib/wire/notification_levels.ts";
import { late } from "../../i18n/late_texts.ts";
import type { NotificationLevels } from "../../notifications/notification_levels.ts";

interface LevelSelectProps {
  levels: NotificationLevels;
  /** Name of the room. */
  room: string;
  /** What it is called to people. */
  title: string;
}

/** Which messages of a room one is told of. */
export function LevelSelect({ levels, room, title }: LevelSelectProps): JSX.Element {
  const id = useId();
  const hasFailed = useSignal(false);
  const { direct, notifications: { level, levels: words, notStored } } = late();

  async function choose(level: NotificationLevel): Promise<void> {
    hasFailed.value = false;
    hasFailed.value = !await levels.choose(room, level);
  }

  return (
    <div class="choice">
      <label for={id}>{isDirectName(room) ? direct.level(title) : level(title)}</label>
      <select
        id={id}
        value={levels.of(room)}
        onChange={({ currentTarget }) => void choose(currentTarget.value as NotificationLevel)}
      >
        {notificationLevels.map((choice) => (
          <option key={choice} value={choice}>{words[choice]}</option>
        ))}
      </select>
      {hasFailed.value && <p class="problem" role="alert">{notStored}</p>}
    </div>
  );
}
