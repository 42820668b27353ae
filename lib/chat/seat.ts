import { ChatError } from "../errors.ts";
import type { Standing } from "../store/memberships.ts";
import type { RoomRecord } from "../store/store.ts";
import type { Role } from "../wire/messages.ts";

/** What somebody is in a room that they may be in. */
export interface Seat {
  readonly role: Role;
  /** Until when they may only read, Unix milliseconds. */
  readonly mutedUntil?: number;
}

/**
 * Finds out what somebody is in a room.
 *
 * @throws {ChatError} `not_found` when they may not know of it, `forbidden` when they are banned.
 */
export function seatIn(
  { name, visibility }: RoomRecord,
  { membership, ban }: Standing,
  nowMs: number,
): Seat {
  if (visibility === "private" && !membership) throw noRoom(name);
  if (ban && (ban.until ?? Infinity) > nowMs) {
    throw new ChatError("forbidden", `Cannot enter room "${name}": you were banned from it`, {
      reason: "banned",
    });
  }
  if (!membership) return { role: "member" };
  const { role, mutedUntil = 0 } = membership;
  return { role, ...(mutedUntil > nowMs && { mutedUntil }) };
}

/** There is no such room, or nobody is to know of it. */
export function noRoom(name: string): ChatError {
  return new ChatError("not_found", `Cannot find room "${name}"`, { reason: "no_room" });
}
