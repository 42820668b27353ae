import type { Clock } from "../clock.ts";
import { systemClock } from "../clock.ts";
import type { Log } from "../log.ts";
import { Trouble } from "../trouble.ts";
import type { Bus, BusState, BusSubscription, Publishing } from "./bus.ts";
import { BusWatchers } from "./bus_watchers.ts";
import type { NatsAccess, NatsServer } from "./nats_access.ts";
import { explainNats } from "./nats_errors.ts";
import { NatsLink } from "./nats_link.ts";
import type { Topic } from "./topic.ts";
import type { Listener } from "./topic_listeners.ts";
import { TopicListeners } from "./topic_listeners.ts";

/** What a {@linkcode NatsBus} is made of. */
export interface NatsBusOptions {
  access: NatsAccess;
  clock?: Clock;
  log: Log;
  /** Gives a number from 0 up to, not including, 1. */
  random?: () => number;
}

/** As NATS has it; the server says it when we come in. */
const usualMaxBytes = 1_048_576;
const firstDelayMs = 250;
const lastDelayMs = 2_000;
/** For how long the end waits for the server to take what was published. */
const farewellMs = 1_000;

/**
 * A {@linkcode Bus} over NATS.
 *
 * It connects from the first moment, again and again, to one server after the other, and is away until
 * one lets it in and lets it publish and subscribe. A server that says nothing for 5 s is given up.
 */
export class NatsBus implements Bus {
  readonly #servers: readonly NatsServer[];
  readonly #prefix: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #random: () => number;
  readonly #trouble: Trouble;
  readonly #listeners: TopicListeners;
  readonly #watchers: BusWatchers;
  readonly #run: Promise<void>;
  /** What ends the subscription of a topic, on the link of now. */
  readonly #subscriptions = new Map<Topic, () => void>();
  #link: NatsLink | undefined;
  /** Ends the connection that is being made. */
  #dial: AbortController | undefined;
  /** Ends the wait before the next try. */
  #wake: (() => void) | undefined;
  #maxBytes = usualMaxBytes;
  #dropped = 0;
  #isClosed = false;

  /** Begins to connect. */
  constructor({ access, clock = systemClock, log, random = Math.random }: NatsBusOptions) {
    this.#servers = rotate(access.servers, Math.floor(random() * access.servers.length));
    this.#prefix = access.prefix;
    this.#clock = clock;
    this.#log = log;
    this.#random = random;
    this.#listeners = new TopicListeners(log);
    this.#watchers = new BusWatchers("away", log);
    this.#trouble = new Trouble({
      begins: "NATS cannot be used",
      ends: "NATS can be used again",
      facts: {},
      log,
      clock,
    });
    this.#run = this.#connect();
  }

  get state(): BusState {
    return this.#watchers.state;
  }

  get maxBytes(): number {
    return this.#maxBytes;
  }

  get dropped(): number {
    return this.#dropped;
  }

  publish(topic: Topic, bytes: Uint8Array): Publishing {
    const outcome = this.#publish(topic, bytes);
    if (outcome !== "sent") this.#dropped++;
    return outcome;
  }

  subscribe(topic: Topic, heard: Listener): BusSubscription {
    if (this.#isClosed) return { ready: Promise.resolve(false), close() {} };
    const remove = this.#listeners.add(topic, heard);
    const link = this.#link;
    if (link) this.#listen(link, topic);
    const close = () => {
      remove();
      if (this.#listeners.has(topic)) return;
      this.#subscriptions.get(topic)?.();
      this.#subscriptions.delete(topic);
    };
    return { ready: link ? link.flush() : Promise.resolve(false), close };
  }

  onState(changed: (state: BusState) => void): () => void {
    return this.#watchers.add(changed);
  }

  async close(): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#listeners.clear();
      await this.#sayFarewell();
      this.#wake?.();
      this.#dial?.abort();
      await this.#link?.close();
    }
    await this.#run;
    this.#trouble.close();
  }

  #publish(topic: Topic, bytes: Uint8Array): Publishing {
    if (bytes.length > this.#maxBytes) return "too_large";
    if (this.state === "away" || this.#isClosed) return "dropped";
    return this.#link?.publish(this.#subjectOf(topic), bytes) ? "sent" : "dropped";
  }

  #subjectOf(topic: string): string {
    return `${this.#prefix}.${topic}`;
  }

  #listen(link: NatsLink, topic: Topic): void {
    if (this.#subscriptions.has(topic)) return;
    const heard = (bytes: Uint8Array) => this.#listeners.tell(topic, bytes);
    const subscription = link.subscribe(this.#subjectOf(topic), heard);
    this.#subscriptions.set(topic, () => subscription?.unsubscribe());
  }

  /** Goes from server to server until the end. */
  async #connect(): Promise<void> {
    for (let tries = 0, failures = 0; !this.#isClosed; tries++) {
      const server = this.#servers[tries % this.#servers.length]!;
      const { wasUp, why } = await this.#visit(server);
      if (this.#isClosed) return;
      this.#trouble.failed(explainNats(why, server));
      failures = wasUp ? 0 : failures + 1;
      await this.#pause(retryDelayMs(failures, this.#random()));
    }
  }

  /** Uses a server for as long as it lets us, and says why it does no more. */
  async #visit(server: NatsServer): Promise<{ wasUp: boolean; why: unknown }> {
    const dial = this.#dial = new AbortController();
    let wasUp = false;
    try {
      const link = await NatsLink.open(server, dial);
      wasUp = await this.#enter(link);
      if (wasUp) this.#rise(server);
      return { wasUp, why: await link.ended };
    } catch (why) {
      return { wasUp, why };
    } finally {
      dial.abort();
      this.#link = undefined;
      this.#subscriptions.clear();
      this.#watchers.set("away");
    }
  }

  /** Listens to all that is wanted; gives whether the server let us. */
  async #enter(link: NatsLink): Promise<boolean> {
    this.#link = link;
    this.#maxBytes = link.maxBytes ?? usualMaxBytes;
    // What the server does not allow shows now, and not when the first message is lost.
    const probe = this.#subjectOf("probe");
    link.subscribe(probe, () => {});
    link.publish(probe, new Uint8Array());
    for (const topic of this.#listeners.topics()) this.#listen(link, topic);
    return await link.flush() && !this.#isClosed;
  }

  #rise(server: NatsServer): void {
    this.#log.debug("NATS lets us in", { server: server.shown });
    this.#trouble.worked();
    this.#watchers.set("up");
  }

  async #pause(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.schedule(delayMs, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
    this.#wake = undefined;
  }

  /** Waits a moment for the server to take what was published last. */
  async #sayFarewell(): Promise<void> {
    const link = this.state === "up" ? this.#link : undefined;
    if (!link) return;
    const cancel = this.#clock.schedule(farewellMs, () => void link.close());
    await link.flush();
    cancel();
  }
}

/**
 * Picks the wait before the next try, in milliseconds: at random, so that a server that comes back is
 * not stormed by all nodes at once; about 250 ms at first, twice that with each failure up to 2 s.
 *
 * @param failures Tries that failed in a row; 0 when a connection has just broken.
 * @param random A number from 0 up to, not including, 1.
 */
export function retryDelayMs(failures: number, random: number): number {
  const cap = Math.min(lastDelayMs, firstDelayMs * 2 ** failures);
  return Math.floor(cap * (0.5 + random / 2));
}

/** The same, from number `start` on and around: nodes begin with different servers. */
function rotate<T>(list: readonly T[], start: number): T[] {
  return [...list.slice(start), ...list.slice(0, start)];
}
