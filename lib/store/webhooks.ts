/**
 * Where rooms tell programs of what happens, and how far they have; `tests/store/webhooks_contract.ts`
 * holds every store to it.
 */

/** How far the log of a room was delivered to a webhook, and how that goes. */
export interface Delivery {
  /** The newest number that was delivered, or that was there when the webhook was made. */
  readonly sent: number;
  /** Since when nothing could be delivered, Unix milliseconds; absent while all goes well. */
  readonly failing?: number;
  /** Why the last attempt failed, in words for whoever made the webhook. */
  readonly lastError?: string;
  /** Nothing is delivered any more. */
  readonly isPaused?: true;
}

/** A program that a room tells of its events. Its secret is not kept: see `lib/webhooks/signature.ts`. */
export interface Webhook extends Delivery {
  /** By which it is told from all others; random, for its secret comes of it. */
  readonly id: string;
  readonly room: string;
  /** As `parseEndpoint` gives it. */
  readonly url: string;
  /** When it was made, Unix milliseconds. */
  readonly at: number;
  /** Id of whoever made it. */
  readonly by: string;
}

/**
 * Keeps webhooks. They go with their rooms.
 *
 * Order and failure are as `Store` promises. Where there is no such room, reading finds nothing and
 * changing changes nothing.
 */
export interface Webhooks {
  /**
   * Keeps a new webhook.
   *
   * @returns `false`, with nothing changed, when the room is not there, has 10 already, or all rooms
   * together have 1,000.
   */
  add(webhook: Webhook): Promise<boolean>;

  /** The webhooks of a room, the newest first. */
  list(room: string): Promise<Webhook[]>;

  /** The webhooks of all rooms that are not paused, in no particular order. */
  active(): Promise<Webhook[]>;

  /** Whether there is a webhook of this id. */
  has(id: string): Promise<boolean>;

  /** Notes how far a webhook is and how it goes; does nothing where it is not there any more. */
  note(id: string, delivery: Delivery): Promise<void>;

  /** Removes a webhook of a room; tells whether there was one. */
  remove(room: string, id: string): Promise<boolean>;
}
