/** Tells open sockets what their people are in a room by now, as the store has it. */
import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Standing } from "../store/memberships.ts";
import type { Store } from "../store/store.ts";
import { closeReasons } from "../wire/close_codes.ts";
import type { Room } from "./room.ts";
import type { Seat } from "./seat.ts";
import { seatIn } from "./seat.ts";

/** What is asked. */
export interface ReseatParts {
  readonly store: Pick<Store, "memberships">;
  readonly clock: Clock;
}

/** People whose standing is asked for at once. */
const peopleAtOnce = 500;

/** Tells the sockets of one person what they are; closes them where that is nothing. */
export async function reseat(
  room: Room,
  person: string,
  { store, clock }: ReseatParts,
): Promise<void> {
  room.standings.changed(person);
  const standing = (await store.memberships.find(room.name, [person])).get(person) ?? {};
  room.reseat(person, seatOrNone(room, standing, clock) ?? closeReasons.removed);
}

/** Does so for all who have become something else. */
export async function reseatAll(room: Room, { store, clock }: ReseatParts): Promise<void> {
  const seats = [...room.seats()];
  for (let start = 0; start < seats.length; start += peopleAtOnce) {
    const some = seats.slice(start, start + peopleAtOnce);
    const standings = await store.memberships.find(room.name, some.map(([person]) => person));
    for (const [person, before] of some) {
      const now = seatOrNone(room, standings.get(person) ?? {}, clock);
      if (now?.role === before.role && isMutedAlike(now, before, clock.now())) continue;
      room.reseat(person, now ?? closeReasons.removed);
    }
  }
}

/** What somebody is; `undefined` when that is nothing. */
function seatOrNone({ record }: Room, standing: Standing, clock: Clock): Seat | undefined {
  try {
    return seatIn(record, standing, clock.now());
  } catch (error) {
    if (error instanceof ChatError) return undefined;
    throw error;
  }
}

/** A mute that is over is none. */
function isMutedAlike(one: Seat, other: Seat, nowMs: number): boolean {
  const [until, before] = [one, other].map(({ mutedUntil = 0 }) => Math.max(mutedUntil, nowMs));
  return until === before;
}
