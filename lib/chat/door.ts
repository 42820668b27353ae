import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Standing } from "../store/memberships.ts";
import type { RoomRecord, Store } from "../store/store.ts";
import type { Person } from "../wire/messages.ts";
import type { Room } from "./room.ts";
import type { Seat } from "./seat.ts";
import { membershipIn, noRoom, seatIn } from "./seat.ts";

/** What a {@linkcode Door} is made of. */
export interface DoorOptions {
  store: Store;
  clock: Clock;
  /** The live rooms by name, as they come and go. */
  live: ReadonlyMap<string, Room>;
  /** Whether `person` may only be where they were invited. */
  needsInvite: (person: Person) => boolean;
}

/** A room, and what somebody is in it. */
export interface Admission {
  readonly record: RoomRecord;
  readonly seat: Seat;
}

/**
 * Says who may be in which room, live or not. A room that somebody may not know of is refused like one
 * that is not there, in words and in time.
 */
export class Door {
  readonly #options: DoorOptions;

  constructor(options: DoorOptions) {
    this.#options = options;
  }

  /**
   * Lets somebody read the room `name`, live or not, and opens nothing.
   *
   * @param person Who wants in; somebody of whom nothing is known unless given.
   * @throws {ChatError} `not_found` when there is no such room, or none that `person` may know of,
   * `forbidden` when they are banned from it.
   */
  async admit(name: string, person: Person | undefined): Promise<Admission> {
    const id = person?.id ?? "";
    const refusing = this.refusing(name, id);
    const record = await this.record(name);
    // Asked for in any case, so that the time of the answer does not tell what is there.
    const standing = await this.standing(record?.name ?? name, id);
    if (!record) throw noRoom(name);
    try {
      // Who is refused is not told what it is called now.
      return { record, seat: this.seat({ ...record, name }, person, standing) };
    } catch (error) {
      return await refusing(error);
    }
  }

  /**
   * Call before anything is asked for; throw what somebody is refused with by what it gives, which takes
   * as long as finding out that there is no such room: the store is asked for what was at hand.
   */
  refusing(name: string, id: string): (error: unknown) => Promise<never> {
    const { store, live } = this.#options;
    const room = live.get(name);
    const isStandingKnown = room?.standings.knows(id) ?? false;
    return async (error) => {
      if (room) await store.findRoom(name);
      if (isStandingKnown) await store.memberships.find(name, [""]);
      throw error;
    };
  }

  /**
   * What somebody is in a room.
   *
   * @throws {ChatError} as {@linkcode admit}, and `unauthenticated` or `forbidden` for those who have to be
   * invited and were not.
   */
  seat(record: RoomRecord, person: Person | undefined, standing: Standing): Seat {
    const { clock, needsInvite } = this.#options;
    const seat = seatIn(record, standing, clock.now());
    // Nobody was invited into a direct room.
    const isInvited = membershipIn(standing) !== undefined && record.visibility !== "direct";
    if (isInvited || !person || !needsInvite(person)) return seat;
    if (person.kind === "bot") {
      throw new ChatError("forbidden", "Cannot enter as a bot that was made for another room");
    }
    throw new ChatError("unauthenticated", "Cannot enter as a guest: this server asks to sign in", {
      reason: "no_guests",
    });
  }

  /** The room that is or was called `name`. */
  async record(name: string): Promise<RoomRecord | undefined> {
    return this.#options.live.get(name)?.record ?? await this.#options.store.findRoom(name);
  }

  /** How somebody, by their id, stands in a room. */
  async standing(name: string, person: string): Promise<Standing> {
    const live = this.#options.live.get(name);
    if (live) return await live.standings.find(person);
    return (await this.#options.store.memberships.find(name, [person])).get(person) ?? {};
  }
}
