import { limits } from "../wire/limits.ts";
import type { Person, Presence as PresenceMessage } from "../wire/messages.ts";

interface Present {
  person: Person;
  /** Open sockets in the room; 0 while the person may still come back. */
  sockets: number;
  leftAtMs: number;
  /** Whether the others know this person by name: the first 200 are named, the rest counted. */
  isListed: boolean;
  typingAtMs: number;
}

/**
 * Who is in a room: people, not sockets.
 *
 * Somebody with two tabs is there once, joined with the first and gone with the last; a return
 * within 5 s was never an absence. Changes gather until {@linkcode takeNews}.
 */
export class Presence {
  readonly #people = new Map<string, Present>();
  readonly #joined = new Map<string, Person>();
  readonly #left = new Set<string>();
  #listed = 0;
  #hasNews = false;

  /** How many people are present. */
  get count(): number {
    return this.#people.size;
  }

  /** Whether there is anything to tell since the last {@linkcode takeNews}. */
  get hasNews(): boolean {
    return this.#hasNews;
  }

  /** The people known by name, in the order they came; at most 200. */
  list(): Person[] {
    const people: Person[] = [];
    for (const { person, isListed } of this.#people.values()) {
      if (isListed) people.push(person);
      if (people.length === this.#listed) break;
    }
    return people;
  }

  /** Everybody, named or not, in the order they came: at most `limit`, from number `start` on. */
  page(start: number, limit: number): Person[] {
    return this.#people.values().drop(start).take(limit).map(({ person }) => person).toArray();
  }

  /** Somebody who is present. */
  find(id: string): Person | undefined {
    return this.#people.get(id)?.person;
  }

  /** Whether the person `id` has a socket here just now. */
  isHere(id: string): boolean {
    return (this.#people.get(id)?.sockets ?? 0) > 0;
  }

  /** Counts one more socket of `person`; `false`, and nothing changed, when there are too many. */
  join(person: Person): boolean {
    const known = this.#people.get(person.id);
    if (known) {
      if (known.sockets >= limits.socketsPerIdentity) return false;
      known.sockets++;
      if (known.person.name !== person.name) {
        known.person = person;
        if (known.isListed) this.#tell(person);
      }
      return true;
    }
    const isListed = this.#listed < limits.membersListed;
    if (isListed) {
      this.#listed++;
      this.#tell(person);
    }
    this.#hasNews = true;
    this.#people.set(person.id, {
      person,
      sockets: 1,
      leftAtMs: 0,
      isListed,
      typingAtMs: -Infinity,
    });
    return true;
  }

  /** Counts one socket less of the person `id`. */
  leave(id: string, nowMs: number): void {
    const known = this.#people.get(id);
    if (!known) return;
    known.sockets--;
    known.leftAtMs = nowMs;
  }

  /**
   * Lets go of those whose last socket left 5 s ago or earlier.
   *
   * @returns Milliseconds until the next one is due; `undefined` when nobody is away.
   */
  forget(nowMs: number): number | undefined {
    let nextMs: number | undefined;
    for (const [id, { sockets, leftAtMs, isListed }] of this.#people) {
      if (sockets > 0) continue;
      const dueMs = leftAtMs + limits.absenceMs - nowMs;
      if (dueMs > 0) {
        nextMs = Math.min(dueMs, nextMs ?? Infinity);
        continue;
      }
      this.#people.delete(id);
      this.#hasNews = true;
      if (!isListed) continue;
      this.#listed--;
      this.#joined.delete(id);
      this.#left.add(id);
    }
    this.#fillList();
    return nextMs;
  }

  /** Tells whether a typing sign of `id` counts: one every 2 s does. */
  countsTyping(id: string, nowMs: number): boolean {
    const known = this.#people.get(id);
    if (!known || nowMs - known.typingAtMs < limits.typingIntervalMs) return false;
    known.typingAtMs = nowMs;
    return true;
  }

  /** The changes since the last call, for all who are there; `undefined` when there are none. */
  takeNews(): PresenceMessage | undefined {
    if (!this.#hasNews) return undefined;
    const news: PresenceMessage = {
      type: "presence",
      joined: [...this.#joined.values()],
      left: [...this.#left],
      count: this.count,
    };
    this.#joined.clear();
    this.#left.clear();
    this.#hasNews = false;
    return news;
  }

  /** Names those who were only counted, first come first, as far as there is room. */
  #fillList(): void {
    if (this.#listed === Math.min(this.count, limits.membersListed)) return;
    for (const known of this.#people.values()) {
      if (known.isListed) continue;
      known.isListed = true;
      this.#tell(known.person);
      if (++this.#listed === limits.membersListed) return;
    }
  }

  #tell(person: Person): void {
    this.#left.delete(person.id);
    this.#joined.set(person.id, person);
    this.#hasNews = true;
  }
}
