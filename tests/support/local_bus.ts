import type { Log } from "../../lib/log.ts";
import type { Bus, BusState, BusSubscription, Publishing } from "../../lib/cluster/bus.ts";
import { BusWatchers } from "../../lib/cluster/bus_watchers.ts";
import type { Topic } from "../../lib/cluster/topic.ts";
import type { Listener } from "../../lib/cluster/topic_listeners.ts";
import { TopicListeners } from "../../lib/cluster/topic_listeners.ts";

/** As much as NATS takes unless it is told otherwise. */
const defaultMaxBytes = 1_048_576;

/**
 * Joins the buses of nodes that are one process. A server alone has one node; tests have several, and
 * cut them off from each other.
 */
export class LocalHub {
  readonly maxBytes: number;
  readonly #log: Log;
  readonly #buses = new Set<LocalBus>();
  #state: BusState = "up";

  constructor({ log, maxBytes = defaultMaxBytes }: { log: Log; maxBytes?: number }) {
    this.#log = log;
    this.maxBytes = maxBytes;
  }

  get state(): BusState {
    return this.#state;
  }

  /** A bus for one more node. */
  open(): LocalBus {
    const bus = new LocalBus(this, this.#log);
    this.#buses.add(bus);
    return bus;
  }

  /** Makes the bus go away, for all nodes. */
  cut(): void {
    this.#change("away");
  }

  /** Brings it back. */
  mend(): void {
    this.#change("up");
  }

  /** Hands a message to all but the one that it is from. */
  carry(from: LocalBus, topic: Topic, bytes: Uint8Array): void {
    for (const bus of this.#buses) if (bus !== from) bus.hear(topic, bytes);
  }

  /** Forgets a bus that has ended. */
  remove(bus: LocalBus): void {
    this.#buses.delete(bus);
  }

  #change(state: BusState): void {
    this.#state = state;
    for (const bus of this.#buses) bus.turn(state);
  }
}

/** A {@linkcode Bus} that ends at the walls of the process; see {@linkcode LocalHub}. */
export class LocalBus implements Bus {
  readonly #hub: LocalHub;
  readonly #listeners: TopicListeners;
  readonly #watchers: BusWatchers;
  #dropped = 0;
  #isClosed = false;

  /** Of a hub's `open()`. */
  constructor(hub: LocalHub, log: Log) {
    this.#hub = hub;
    this.#listeners = new TopicListeners(log);
    this.#watchers = new BusWatchers(hub.state, log);
  }

  get state(): BusState {
    return this.#watchers.state;
  }

  get maxBytes(): number {
    return this.#hub.maxBytes;
  }

  get dropped(): number {
    return this.#dropped;
  }

  publish(topic: Topic, bytes: Uint8Array): Publishing {
    const outcome = this.#outcomeOf(bytes);
    if (outcome === "sent") this.#hub.carry(this, topic, bytes);
    else this.#dropped++;
    return outcome;
  }

  subscribe(topic: Topic, heard: Listener): BusSubscription {
    const ready = Promise.resolve(this.state === "up");
    return { ready, close: this.#isClosed ? () => {} : this.#listeners.add(topic, heard) };
  }

  onState(changed: (state: BusState) => void): () => void {
    return this.#watchers.add(changed);
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#hub.remove(this);
    this.#listeners.clear();
    this.#watchers.set("away");
    return Promise.resolve();
  }

  /** Takes a message of another node. */
  hear(topic: Topic, bytes: Uint8Array): void {
    // Nobody is called from within another's `publish`; where nobody listens there is nothing to do.
    if (this.#listeners.has(topic)) queueMicrotask(() => this.#listeners.tell(topic, bytes));
  }

  /** Goes away, or comes back. */
  turn(state: BusState): void {
    this.#watchers.set(state);
  }

  #outcomeOf(bytes: Uint8Array): Publishing {
    if (bytes.length > this.maxBytes) return "too_large";
    return this.state === "up" ? "sent" : "dropped";
  }
}
