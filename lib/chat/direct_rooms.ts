import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { DirectRoom, Store } from "../store/store.ts";
import type { Person } from "../wire/messages.ts";
import { findKnown } from "./known_people.ts";
import { rateLimited, RateLimiter } from "../rate_limiter.ts";
import type { Rooms } from "./rooms.ts";
import { membershipIn } from "./seat.ts";

/** What {@linkcode DirectRooms} are made of. */
export interface DirectRoomsOptions {
  rooms: Rooms;
  store: Store;
  clock: Clock;
  /** Whether `person` may have direct rooms. */
  mayHave: (person: Person) => boolean;
  /** Rooms a second that each person may ask for with somebody new; 0 limits nobody. */
  rate: number;
}

/** Crockford's Base32. */
const signs = "0123456789abcdefghjkmnpqrstvwxyz";
/** Of a name: 130 random bits. */
const signsOfName = 26;

/** Rooms of two people each: who may have one with whom, and which there are. */
export class DirectRooms {
  readonly #options: DirectRoomsOptions;
  readonly #limiter: RateLimiter;

  constructor(options: DirectRoomsOptions) {
    this.#options = options;
    this.#limiter = new RateLimiter(options.rate);
  }

  /**
   * Gives the direct room of somebody with another one; makes it where there is none.
   *
   * @param other The id of the other one.
   * @param where A room where both may be and the other is known, to make one.
   * @throws {ChatError} `forbidden` when one of the two may have none, `not_found` when the other is not
   * known there or may not be there, `bad_request` with oneself or without `where`, `quota` when one of
   * the two has as many as may be, `rate_limited`; and as `Rooms.admit`.
   */
  async open(
    by: Person,
    other: string,
    where?: string,
  ): Promise<{ readonly room: DirectRoom; readonly isNew: boolean }> {
    this.#demand(by);
    if (other === by.id) {
      throw new ChatError("bad_request", "Cannot open a direct room with yourself");
    }
    const { store, clock } = this.#options;
    const name = await store.findDirect(by.id, other);
    const known = name === undefined ? undefined : await this.find(by, name);
    if (known) return { room: known, isNew: false };
    if (where === undefined) {
      throw new ChatError(
        "bad_request",
        'Cannot open a direct room: "room" needs to name one where both of you are',
      );
    }
    const nowMs = clock.now();
    const retryAfterMs = this.#limiter.take(by.id, nowMs);
    if (retryAfterMs > 0) throw rateLimited(retryAfterMs);
    const peer = await this.#meet(by, other, where);
    const opened = await store.openDirect({ name: newName(), people: [by, peer], at: nowMs });
    if (opened) return { room: { record: opened.record, with: peer }, isNew: opened.isNew };
    throw new ChatError("quota", "Cannot open a direct room: one of you has as many as may be");
  }

  /** All of somebody's, in no particular order. */
  async list(person: Person): Promise<DirectRoom[]> {
    return await this.#options.store.listDirect(person.id);
  }

  /** The same, with how many messages are new to this person, where they have read before. */
  async listUnread(person: Person): Promise<(DirectRoom & { readonly unread?: number })[]> {
    const rooms = await this.list(person);
    const names = rooms.map(({ record }) => record.name);
    const all = await this.#options.store.unread(person.id, names);
    const counts = new Map(all.map(({ room, count }) => [room, count]));
    return rooms.map((room) => {
      const unread = counts.get(room.record.name);
      return { ...room, ...(unread !== undefined && { unread }) };
    });
  }

  /** The one of somebody that has this name. */
  async find(person: Person, name: string): Promise<DirectRoom | undefined> {
    return (await this.list(person)).find(({ record }) => record.name === name);
  }

  /** Finds somebody in a room where `by` may be as well. */
  async #meet(by: Person, id: string, where: string): Promise<Person> {
    const { rooms, store } = this.#options;
    const { record: { name } } = await rooms.admit(where, by);
    const standing = (await store.memberships.find(name, [id])).get(id) ?? {};
    const peer = membershipIn(standing)?.person ?? await findKnown({ rooms, store }, name, id);
    if (!peer) throw unknown();
    this.#demand(peer);
    // Who was sent out of the room, or off the server, is not to be found any more.
    await rooms.admit(name, peer).catch((error) => {
      throw error instanceof ChatError && error.code !== "unavailable" ? unknown() : error;
    });
    if (peer.kind !== "user") return peer;
    const user = await store.accounts.findUser(id);
    if (!user || user.suspended !== undefined) throw unknown();
    return { ...peer, name: user.name };
  }

  #demand(person: Person): void {
    if (this.#options.mayHave(person)) return;
    const why = person.kind === "bot" ? "bots have none" : "guests have none here";
    throw new ChatError("forbidden", `Cannot open a direct room: ${why}`);
  }
}

function newName(): string {
  const random = crypto.getRandomValues(new Uint8Array(signsOfName));
  return `direct.${Array.from(random, (byte) => signs[byte % signs.length]).join("")}`;
}

function unknown(): ChatError {
  return new ChatError("not_found", "Cannot find this person in the room");
}
