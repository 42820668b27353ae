import type { RoomEvent } from "../../lib/wire/messages.ts";

/** An entry that changes nothing, so that the page misses no number. @param you Id of oneself. */
export function nothingAt(seq: number, you: string): RoomEvent {
  return { type: "deleted", seq, at: 0, from: { id: you, name: "", kind: "user" }, target: seq };
}
