import type { Person } from "../wire/messages.ts";
import type { NotificationLevel } from "../wire/notification_levels.ts";
import type {
  Listener,
  OwnedSubscription,
  Subscription,
  Subscriptions,
} from "../store/subscriptions.ts";

/** What is known of a room. */
interface Audience {
  /** Who has a level in it, `none` included. */
  readonly ids: ReadonlySet<string>;
  /** Who wants to hear of it. */
  readonly listeners: readonly Listener[];
}

/** What is at hand: rooms, and people in them. */
const maxRooms = 1_000;
const maxPeople = 100_000;

/**
 * Who wants to hear of which room: the store's subscriptions, with what is asked again and again at
 * hand. Whatever changes has to go through here, so that this is never out of date.
 */
export class Listeners {
  readonly #store: Subscriptions;
  readonly #tell: () => void;
  /** Everybody with a subscription, once it is known. */
  #people: ReadonlySet<string> | undefined;
  /** The one asked for last is at the end. */
  readonly #rooms = new Map<string, Audience>();
  #size = 0;
  /** Counts what makes an answer that is on its way out of date. */
  #version = 0;

  /** @param changed Is told when what others on the same store have at hand is out of date. */
  constructor(store: Subscriptions, changed: () => void = () => {}) {
    this.#store = store;
    this.#tell = changed;
  }

  /** Whether somebody may listen to a room, as far as is known without asking; costs next to nothing. */
  mayBe(room: string): boolean {
    return this.#people?.size !== 0 && this.#rooms.get(room)?.listeners.length !== 0;
  }

  /** Everybody who wants to hear of a room. */
  async of(room: string): Promise<readonly Listener[]> {
    const known = this.#rooms.get(room);
    if (known) {
      this.#rooms.delete(room);
      this.#rooms.set(room, known);
      return known.listeners;
    }
    const version = this.#version;
    const [people, all] = await Promise.all([
      this.#people ?? this.#store.people(),
      this.#store.listeners(room),
    ]);
    const listeners = all.filter(({ level }) => level !== "none");
    if (version === this.#version) {
      this.#people = new Set(people);
      this.#keep(room, { ids: new Set(all.map(({ person }) => person.id)), listeners });
    }
    return listeners;
  }

  /** The subscriptions of these people. */
  find(people: readonly string[]): Promise<OwnedSubscription[]> {
    return this.#store.find(people);
  }

  /** As `Subscriptions.add`. */
  async add(person: Person, subscription: Subscription): Promise<boolean> {
    const isKept = await this.#store.add(person, subscription);
    this.changed();
    return isKept;
  }

  /** As `Subscriptions.remove`. */
  async remove(endpoint: string, person?: string): Promise<void> {
    await this.#store.remove(endpoint, person);
    this.changed();
  }

  /** As `Subscriptions.setLevel`. */
  async setLevel(room: string, person: string, level: NotificationLevel): Promise<boolean> {
    const isThere = await this.#store.setLevel(room, person, level);
    this.#forget(room);
    this.#tell();
    return isThere;
  }

  /** As `Subscriptions.levels`. */
  levels(person: string): Promise<Record<string, NotificationLevel>> {
    return this.#store.levels(person);
  }

  /** These people have read in a room: who did so for the first time may listen to it from now on. */
  haveRead(room: string, ids: Iterable<string>): void {
    const known = this.#rooms.get(room)?.ids;
    if (this.#people?.size === 0) return;
    for (const id of ids) {
      if (known?.has(id) || this.#people?.has(id) === false) continue;
      this.#forget(room);
      return this.#tell();
    }
  }

  /** Something changed in the store by another way, here. */
  changed(): void {
    this.#forgetAll();
    this.#tell();
  }

  /** Something changed in the store, and whoever did it has told of it. */
  refresh(): void {
    this.#forgetAll();
  }

  #keep(room: string, audience: Audience): void {
    this.#rooms.set(room, audience);
    this.#size += audience.ids.size;
    for (const oldest of this.#rooms.keys()) {
      if (this.#rooms.size <= maxRooms && this.#size <= maxPeople) break;
      this.#drop(oldest);
    }
  }

  #forget(room: string): void {
    this.#version++;
    this.#drop(room);
  }

  #forgetAll(): void {
    this.#version++;
    this.#people = undefined;
    this.#rooms.clear();
    this.#size = 0;
  }

  #drop(room: string): void {
    this.#size -= this.#rooms.get(room)?.ids.size ?? 0;
    this.#rooms.delete(room);
  }
}
