import { keptLimits } from "../wire/kept_limits.ts";
import type { Person } from "../wire/messages.ts";
import type { NotificationLevel } from "../wire/notification_levels.ts";
import type { Listener, OwnedSubscription, Subscription, Subscriptions } from "./subscriptions.ts";

/** What is asked of a room. */
export interface LevelledRoom {
  /** What people chose, by their ids. */
  readonly levels: Map<string, NotificationLevel>;
  /** Ids of the two where it is a direct one. */
  readonly pair?: readonly string[];
  /** Whether `person` has a read mark. */
  hasRead(person: string): boolean;
}

interface Owned {
  readonly person: Person;
  readonly subscription: Subscription;
}

/** Subscriptions that last as long as the process. */
export class MemorySubscriptions implements Subscriptions {
  readonly #rooms: ReadonlyMap<string, LevelledRoom>;
  /** By endpoint, the newest last. */
  readonly #all = new Map<string, Owned>();

  /** @param rooms All rooms by name, as they come and go. */
  constructor(rooms: ReadonlyMap<string, LevelledRoom>) {
    this.#rooms = rooms;
  }

  add(person: Person, subscription: Subscription): Promise<boolean> {
    const { endpoint } = subscription;
    const own = [...this.#all.values()].filter((owned) =>
      owned.person.id === person.id && owned.subscription.endpoint !== endpoint
    );
    const oldest = own.slice(0, Math.max(0, own.length + 1 - keptLimits.subscriptionsPerPerson));
    const makesWay = this.#all.has(endpoint) || oldest.length > 0;
    if (!makesWay && this.#all.size >= keptLimits.subscriptions) return Promise.resolve(false);
    for (const { subscription: { endpoint } } of oldest) this.#all.delete(endpoint);
    this.#all.delete(endpoint);
    this.#all.set(endpoint, { person, subscription });
    return Promise.resolve(true);
  }

  /** Gives what `guest` subscribed to to somebody. */
  adopt(guest: string, person: Person): void {
    for (const [endpoint, owned] of this.#all) {
      if (owned.person.id === guest) this.#all.set(endpoint, { ...owned, person });
    }
  }

  remove(endpoint: string, person?: string): Promise<void> {
    const owner = this.#all.get(endpoint)?.person.id;
    if (owner === (person ?? owner)) this.#all.delete(endpoint);
    return Promise.resolve();
  }

  find(people: readonly string[]): Promise<OwnedSubscription[]> {
    const wanted = new Set(people);
    const found = [...this.#all.values()].filter(({ person }) => wanted.has(person.id));
    return Promise.resolve(
      found.map(({ person, subscription }) => ({ ...subscription, person: person.id })),
    );
  }

  people(): Promise<string[]> {
    return Promise.resolve([...this.#people().keys()]);
  }

  listeners(room: string): Promise<Listener[]> {
    const found = this.#rooms.get(room);
    const listeners = [...this.#people().values()].flatMap((person): Listener[] => {
      const level = found?.levels.get(person.id) ??
        (found?.pair?.includes(person.id) ? "all" : undefined) ??
        (found?.hasRead(person.id) ? "mentions" : undefined);
      return level === undefined ? [] : [{ person, level }];
    });
    return Promise.resolve(listeners);
  }

  setLevel(room: string, person: string, level: NotificationLevel): Promise<boolean> {
    this.#rooms.get(room)?.levels.set(person, level);
    return Promise.resolve(this.#rooms.has(room));
  }

  levels(person: string): Promise<Record<string, NotificationLevel>> {
    const chosen = [...this.#rooms].flatMap(([name, { levels }]) => {
      const level = levels.get(person);
      return level === undefined ? [] : [[name, level] as const];
    });
    return Promise.resolve(Object.fromEntries(chosen));
  }

  /** Everybody with a subscription, by id, as the newest one has them. */
  #people(): Map<string, Person> {
    return new Map([...this.#all.values()].map(({ person }) => [person.id, person]));
  }
}
