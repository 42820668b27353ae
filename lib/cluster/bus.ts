/** What the nodes of one Parley say to each other, and never the truth: that is in the store. */
import type { Topic } from "./topic.ts";

/** Whether others can be heard just now. */
export type BusState = "up" | "away";

/**
 * What became of a message: on its way; not sent, for the bus is away or too much waits; or not sent,
 * for it is longer than `maxBytes`.
 */
export type Publishing = "sent" | "dropped" | "too_large";

/** What came of {@linkcode Bus.subscribe}. */
export interface BusSubscription {
  /**
   * Whether all that others publish from here on is heard; settles when that is known. `false` when
   * the bus is away: it will be heard from the next time that the bus is up.
   */
  readonly ready: Promise<boolean>;
  /** Ends it; nothing is heard any more, not even what is on its way. May be called twice. */
  close(): void;
}

/**
 * Carries messages between nodes, each at most once.
 *
 * - **Order**: what one node publishes on one topic is heard in that order, perhaps with gaps.
 * - **No echo**: a node does not hear itself.
 * - **Loss**: what is published while the bus is away is dropped, and so is what cannot be sent soon
 *   enough: memory is bounded. Whoever needs to know looks for gaps, and reads from the store what it
 *   missed whenever the bus comes up.
 */
export interface Bus {
  readonly state: BusState;
  /** The longest message that can be sent just now; it depends on the server. */
  readonly maxBytes: number;
  /** How many messages were dropped, those that were too large included. */
  readonly dropped: number;
  /**
   * Tells the other nodes that listen to a topic. Never throws and never waits.
   *
   * @param bytes Stay as they are from here on.
   */
  publish(topic: Topic, bytes: Uint8Array): Publishing;
  /**
   * Listens to a topic, any number of times.
   *
   * @param heard Called with each message, never from within `publish` or `subscribe`. What it throws
   * is logged and harms nobody else.
   */
  subscribe(topic: Topic, heard: (bytes: Uint8Array) => void): BusSubscription;
  /**
   * Calls back when the state has changed. When it has become `up`, every subscription holds, and what
   * others said meanwhile was missed. What `changed` throws is logged and harms nobody else.
   *
   * @returns Ends that.
   */
  onState(changed: (state: BusState) => void): () => void;
  /** Sends what was published, and ends everything; may be called twice. */
  close(): Promise<void>;
}
