import { ChatError } from "../errors.ts";
import type { Membership, Standing } from "../store/memberships.ts";
import type { RoomRecord } from "../store/store.ts";
import type { Role } from "../wire/messages.ts";
import type { RoomRight } from "./roles.ts";
import { can } from "./roles.ts";

/** What somebody is in a room that they may be in. */
export interface Seat {
  readonly role: Role;
  /** Until when they may only read, Unix milliseconds. */
  readonly mutedUntil?: number;
}

/** The membership of somebody who belongs to a room; a stranger who is muted there has none. */
export function membershipIn({ membership }: Standing): Membership | undefined {
  return membership?.isStranger ? undefined : membership;
}

/**
 * Finds out what somebody is in a room.
 *
 * @throws {ChatError} `not_found` when they may not know of it, `forbidden` when they are banned.
 */
export function seatIn(
  { name, visibility }: RoomRecord,
  standing: Standing,
  nowMs: number,
): Seat {
  const { membership, ban } = standing;
  const isClosed = visibility === "private" || visibility === "direct";
  if (isClosed && !membershipIn(standing)) throw noRoom(name);
  if (ban && (ban.until ?? Infinity) > nowMs) {
    throw new ChatError("forbidden", `Cannot enter room "${name}": you were banned from it`, {
      reason: "banned",
    });
  }
  if (!membership) return { role: "member" };
  const { role, mutedUntil = 0 } = membership;
  return { role, ...(mutedUntil > nowMs && { mutedUntil }) };
}

/** What somebody wants to do in a room. */
export interface Wish {
  /** In a word, for the refusal: `upload`. */
  readonly what: string;
  readonly right: RoomRight;
  /** The sender's idempotency key. */
  readonly ref?: string;
}

/**
 * Refuses what somebody may not do in a room, by their role or for now.
 *
 * @throws {ChatError} `forbidden`.
 */
export function demand(
  { what, right, ref }: Wish,
  { role, mutedUntil = 0 }: Seat,
  { isArchived, nowMs }: { isArchived: boolean; nowMs: number },
): void {
  if (!can(role, right)) {
    throw new ChatError("forbidden", `Cannot ${what} here as ${role}`, { ref });
  }
  if (right === "read") return;
  if (isArchived) {
    throw new ChatError("forbidden", `Cannot ${what} here: the room is archived`, { ref });
  }
  if (mutedUntil > nowMs) {
    throw new ChatError("forbidden", `Cannot ${what} here: you are muted`, { ref });
  }
}

/** There is no such room, or nobody is to know of it. */
export function noRoom(name: string): ChatError {
  return new ChatError("not_found", `Cannot find room "${name}"`, { reason: "no_room" });
}
