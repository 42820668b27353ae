import { limits } from "../wire/limits.ts";
import type { Person, Presence as PresenceMessage } from "../wire/messages.ts";

interface Present {
  person: Person;
  /** Open sockets in the room at this node; 0 while the person may still come back. */
  sockets: number;
  /** Whether the person counts as present at this node. */
  isHere: boolean;
  /** Other nodes at which the person is; `undefined` unless there are any. */
  nodes: Set<string> | undefined;
  leftAtMs: number;
  /** Whether the others know this person by name: the first 200 are named, the rest counted. */
  isListed: boolean;
  typingAtMs: number;
}

/** Who came to a room at this node and who left it, for the other nodes. */
export interface Comings {
  readonly joined: readonly Person[];
  /** By their ids. */
  readonly left: readonly string[];
}

/**
 * Who is in a room: people, not sockets.
 *
 * Somebody with two tabs is there once, joined with the first and gone with the last; a return
 * within 5 s was never an absence. So is somebody with tabs at several nodes. Changes gather until
 * {@linkcode takeNews}, and those at this node for the others until {@linkcode takeComings}.
 */
export class Presence {
  readonly #people = new Map<string, Present>();
  readonly #joined = new Map<string, Person>();
  readonly #left = new Set<string>();
  /** Who came to this node and left it since {@linkcode takeComings}. */
  readonly #came = new Map<string, Person>();
  readonly #went = new Set<string>();
  #countHere = 0;
  #listed = 0;
  #hasNews = false;

  /** How many people are present. */
  get count(): number {
    return this.#people.size;
  }

  /** How many of them are present at this node. */
  get countHere(): number {
    return this.#countHere;
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

  /** Whether the person `id` has a socket here just now, or is at another node. */
  isHere(id: string): boolean {
    const known = this.#people.get(id);
    return known !== undefined && (known.sockets > 0 || known.nodes !== undefined);
  }

  /** Those who are present at this node. */
  here(): Person[] {
    return this.#people.values().filter(({ isHere }) => isHere).map(({ person }) => person)
      .toArray();
  }

  /** Counts one more socket of `person`; `false`, and nothing changed, when there are too many. */
  join(person: Person): boolean {
    const known = this.#people.get(person.id) ?? this.#add(person);
    if (known.sockets >= limits.socketsPerIdentity) return false;
    known.sockets++;
    const isRenamed = this.#call(known, person);
    if (!known.isHere) this.#countHere++;
    if (!known.isHere || isRenamed) {
      this.#went.delete(person.id);
      this.#came.set(person.id, person);
    }
    known.isHere = true;
    return true;
  }

  /** Another node says that `person` is there. */
  joinAt(node: string, person: Person): void {
    const known = this.#people.get(person.id) ?? this.#add(person);
    (known.nodes ??= new Set()).add(node);
    // Who is here too is called as here.
    if (!known.isHere) this.#call(known, person);
  }

  /** Another node says that the person `id` is there no more. */
  leaveAt(node: string, id: string): void {
    const known = this.#people.get(id);
    if (!known?.nodes?.delete(node) || known.nodes.size > 0) return;
    known.nodes = undefined;
    if (known.isHere) return;
    this.#remove(id, known);
    this.#fillList();
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
    for (const [id, known] of this.#people) {
      const { sockets, isHere, leftAtMs } = known;
      if (sockets > 0 || !isHere) continue;
      const dueMs = leftAtMs + limits.absenceMs - nowMs;
      if (dueMs > 0) {
        nextMs = Math.min(dueMs, nextMs ?? Infinity);
        continue;
      }
      known.isHere = false;
      this.#countHere--;
      this.#came.delete(id);
      this.#went.add(id);
      if (known.nodes === undefined) this.#remove(id, known);
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

  /** Who came to this node and left it since the last call; `undefined` when nobody did. */
  takeComings(): Comings | undefined {
    if (this.#came.size === 0 && this.#went.size === 0) return undefined;
    const comings = { joined: [...this.#came.values()], left: [...this.#went] };
    this.#came.clear();
    this.#went.clear();
    return comings;
  }

  #add(person: Person): Present {
    const isListed = this.#listed < limits.membersListed;
    if (isListed) {
      this.#listed++;
      this.#tell(person);
    }
    this.#hasNews = true;
    const known: Present = {
      person,
      sockets: 0,
      isHere: false,
      nodes: undefined,
      leftAtMs: 0,
      isListed,
      typingAtMs: -Infinity,
    };
    this.#people.set(person.id, known);
    return known;
  }

  /** Somebody is called so from now on; tells whether that is another name. */
  #call(known: Present, person: Person): boolean {
    if (known.person.name === person.name) return false;
    known.person = person;
    if (known.isListed) this.#tell(person);
    return true;
  }

  #remove(id: string, { isListed }: Present): void {
    this.#people.delete(id);
    this.#hasNews = true;
    if (!isListed) return;
    this.#listed--;
    this.#joined.delete(id);
    this.#left.add(id);
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
