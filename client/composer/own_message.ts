import type { Message } from "../../lib/wire/messages.ts";
import { findOriginal } from "../timeline/state.ts";
import type { RoomState } from "../timeline/state.ts";

/** Finds the newest message of one's own that can be edited, among those loaded. */
export function findLastOwn({ messages, you }: RoomState): Message | undefined {
  return messages.findLast(({ from, text, deleted }) =>
    from.id === you?.id && !deleted && text !== undefined
  );
}

/** Whether a message is known to be there no more: it was deleted, or the log begins after it. */
export function isGone(state: RoomState, seq: number): boolean {
  const original = findOriginal(state, seq);
  return original === "gone" || (typeof original === "object" && original.deleted === true);
}
