/** Who is told of what is said while away; `tests/store/subscriptions_contract.ts` holds every store to it. */
import type { Person } from "../wire/messages.ts";
import type { NotificationLevel } from "../wire/notification_levels.ts";

/** Where a browser can be told of something while no page is open, as its `PushSubscription` says. */
export interface Subscription {
  /** The address at the browser's push service, which nobody else knows. */
  readonly endpoint: string;
  /** The browser's public key: 65 bytes in base64url. */
  readonly p256dh: string;
  /** What it shares with whoever may write to it: 16 bytes in base64url. */
  readonly auth: string;
}

/** A subscription, and whose it is. */
export interface OwnedSubscription extends Subscription {
  /** The person's id. */
  readonly person: string;
}

/** Somebody with a subscription, and what they want to hear of a room. */
export interface Listener {
  /** As the newest subscription has it. */
  readonly person: Person;
  readonly level: NotificationLevel;
}

/**
 * Keeps subscriptions, and levels for person and room.
 *
 * Where somebody chose no level it is `all` in their direct rooms, and `mentions` in other rooms that
 * this person has read in. Order and failure are as `Store` promises.
 */
export interface Subscriptions {
  /**
   * Keeps a subscription of `person`, the newest 10 of each. One with the same endpoint, whoever
   * had it, makes way.
   *
   * @returns `false`, with nothing changed, when as many are kept of all as there may be: 20,000.
   */
  add(person: Person, subscription: Subscription): Promise<boolean>;

  /**
   * Forgets the subscription with this endpoint, if there is one.
   *
   * @param person Only if it is this person's; whoever's it is unless given.
   */
  remove(endpoint: string, person?: string): Promise<void>;

  /** The subscriptions of these people, in no particular order. */
  find(people: readonly string[]): Promise<OwnedSubscription[]>;

  /** The ids of all who have a subscription, in no particular order. */
  people(): Promise<string[]>;

  /** Everybody with a subscription and a level in a room, `none` included, in no particular order. */
  listeners(room: string): Promise<Listener[]>;

  /**
   * Chooses what `person` wants to hear of a room.
   *
   * @returns `false` when there is no such room.
   */
  setLevel(room: string, person: string, level: NotificationLevel): Promise<boolean>;

  /** What `person` chose, by the names of rooms. */
  levels(person: string): Promise<Record<string, NotificationLevel>>;
}
