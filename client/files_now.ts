import type { Asked } from "./asked.ts";
import type { LogWindow } from "./log_window.ts";
import { filesOf } from "./room_file.ts";
import type { RoomFile } from "./room_file.ts";

/**
 * The files of a room as they are now, newest first: as far as the server listed them, and what has
 * happened since. It holds while {@linkcode isCurrent} says that `asked` does.
 *
 * @param listed Those of the newest messages first, of one message the last first.
 * @param asked What was known when the first of them were asked for.
 */
export function filesNow(listed: readonly RoomFile[], asked: Asked, log: LogWindow): RoomFile[] {
  const ids = new Set(listed.map(({ id }) => id));
  const gone = new Set(
    log.changes.filter(({ type }) => type === "deleted").map(({ target }) => target),
  );
  const fresh = [...log.messages, ...log.tail]
    .filter(({ seq }) => seq > asked.known)
    .flatMap(filesOf)
    .filter(({ id }) => !ids.has(id))
    .reverse();
  return [...fresh, ...listed.filter(({ seq }) => !gone.has(seq))];
}
