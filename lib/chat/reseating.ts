/** Tells open sockets what their people are in a room by now, as the store has it. */
import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Standing } from "../store/memberships.ts";
import { closeReasons } from "../wire/close_codes.ts";
import type { Door } from "./door.ts";
import type { Room } from "./room.ts";
import type { Seat } from "./seat.ts";

/** By what it is judged. */
export interface ReseatParts {
  readonly door: Pick<Door, "seat">;
  readonly clock: Clock;
}

/** People whose standing is asked for at once: those who come in meanwhile wait for no more. */
const peopleAtOnce = 500;

/** Tells the sockets of one person what they are; closes them where that is nothing. */
export async function reseat(room: Room, person: string, { door }: ReseatParts): Promise<void> {
  room.standings.changed(person);
  // These are read one after the other, so that of two who ask the later one has the newer answer.
  const standing = await room.standings.find(person);
  room.reseat(person, seatOrNone(room, person, { door, standing }) ?? closeReasons.removed);
}

/**
 * Does so for all who have become something else. Nothing stays at hand of those who have no socket
 * either: they may read and search without.
 */
export async function reseatAll(room: Room, { door, clock }: ReseatParts): Promise<void> {
  room.standings.renew();
  const seats = [...room.seats()];
  for (let start = 0; start < seats.length; start += peopleAtOnce) {
    const some = seats.slice(start, start + peopleAtOnce);
    const standings = await Promise.all(some.map(([person]) => room.standings.find(person)));
    for (const [index, [person, before]] of some.entries()) {
      const now = seatOrNone(room, person, { door, standing: standings[index]! });
      if (now?.role === before.role && isMutedAlike(now, before, clock.now())) continue;
      room.reseat(person, now ?? closeReasons.removed);
    }
  }
}

/** What somebody is; `undefined` when that is nothing. */
function seatOrNone(
  room: Room,
  person: string,
  { door, standing }: Pick<ReseatParts, "door"> & { readonly standing: Standing },
): Seat | undefined {
  try {
    return door.seat(room.record, room.person(person), standing);
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
