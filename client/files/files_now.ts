import type { LogPoint } from "../timeline/log_point.ts";
import type { LogWindow } from "../timeline/log_window.ts";
import { filesOf } from "./room_file.ts";
import type { RoomFile } from "./room_file.ts";

/**
 * The files of a room as they are now, newest first: as far as the server listed them, and what has
 * happened since. It holds while {@linkcode isCurrent} says that `asked` does.
 *
 * @param listed Those of the newest messages first, of one message the last first.
 * @param asked What was known when the first of them were asked for.
 */
export function filesNow(listed: readonly RoomFile[], asked: LogPoint, log: LogWindow): RoomFile[] {
  const gone = new Set(
    log.changes.filter(({ type }) => type === "deleted").map(({ target }) => target),
  );
  const fresh = [...log.messages, ...log.tail]
    .filter(({ seq }) => seq > asked.known)
    .flatMap((message) => filesOf(message).reverse());
  const ids = new Set(fresh.map(({ id }) => id));
  const others = listed.filter(({ id, seq }) => !ids.has(id) && !gone.has(seq));
  // Of what came while the first page was on its way, that may hold the newest only.
  return [...fresh, ...others].sort((one, other) => other.seq - one.seq);
}
