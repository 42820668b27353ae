import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { notificationLevels } from "../../lib/wire/notification_levels.ts";
import type { NotificationLevel } from "../../lib/wire/notification_levels.ts";
import { late } from "../late_texts.ts";
import type { NotificationLevels } from "../notification_levels.ts";

interface LevelSelectProps {
  levels: NotificationLevels;
  /** Name of the room. */
  room: string;
}

/** Which messages of a room one is told of. */
export function LevelSelect({ levels, room }: LevelSelectProps): JSX.Element {
  const id = useId();
  const hasFailed = useSignal(false);
  const { level, levels: words, notStored } = late().notifications;

  async function choose(level: NotificationLevel): Promise<void> {
    hasFailed.value = false;
    hasFailed.value = !await levels.choose(room, level);
  }

  return (
    <div class="choice">
      <label for={id}>{level(room)}</label>
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
