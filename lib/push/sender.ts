import type { Clock } from "../clock.ts";
import type { Log, LogFields } from "../log.ts";
import type { Meter, PostOutcome } from "../meter.ts";
import { outcomeOf } from "../meter.ts";
import type { Subscription } from "../store/subscriptions.ts";
import type { PostAnswer, Poster } from "../outside/poster.ts";
import { Resting } from "./resting.ts";
import { encrypt } from "./subscription.ts";
import type { Vapid } from "./vapid.ts";

/** Something to tell one browser. */
export interface Push {
  readonly subscription: Subscription;
  /** What it is told, not yet encrypted. */
  readonly payload: Uint8Array;
  /** Of pushes with the same one, a browser that was off gets the newest; see `Vapid.topicOf`. */
  readonly topic: string;
  /** Whether it is worth waking a sleeping device for. */
  readonly isUrgent: boolean;
}

/** What a {@linkcode PushSender} is made of. */
export interface PushSenderOptions {
  poster: Poster;
  vapid: Vapid;
  clock: Clock;
  log: Log;
  meter?: Meter;
  /** Told when there is no such subscription any more. */
  onGone: (endpoint: string) => Promise<void>;
}

/** A push, and whether it is on its way for the second time. */
interface Job {
  readonly push: Push;
  readonly isRetry: boolean;
}

/** Pushes that are under way at once, and that wait; beyond, the oldest are dropped. */
const atOnce = 16;
const maxWaiting = 10_000;
/** How long one may take in all. */
const timeoutMs = 10_000;
/** When what failed is tried again, once, and how many may wait for that. */
const retryMs = 30_000;
const graceMs = 100;
const maxRetries = 1_000;
/** For how long a push service keeps what it cannot deliver: a day. */
const ttlSeconds = 86_400;
/** The same kind of trouble is told of once in this time. */
const silenceMs = 600_000;

/**
 * Sends pushes, some at once, and lets none take memory or time without bound. Whether one arrives
 * nobody is told.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8030#section-5 | RFC 8030 section 5}
 */
export class PushSender {
  readonly #options: PushSenderOptions;
  readonly #resting: Resting;
  readonly #end = new AbortController();
  readonly #running = new Set<Promise<void>>();
  /** Cancel what waits for its second time. */
  readonly #retries = new Set<() => void>();
  /** When the operator was told of something. */
  readonly #toldAtMs = new Map<string, number>();
  #waiting: Job[] = [];

  constructor(options: PushSenderOptions) {
    this.#options = options;
    this.#resting = new Resting(options.clock);
  }

  /** Sends a push as soon as it is its turn. */
  send(push: Push): void {
    this.#take({ push, isRetry: false });
  }

  /** Drops what waits, ends what is under way, and sends no more. */
  async close(): Promise<void> {
    this.#end.abort();
    this.#waiting = [];
    for (const cancel of this.#retries) cancel();
    this.#retries.clear();
    await Promise.all(this.#running);
  }

  #take(job: Job): void {
    if (this.#end.signal.aborted) return;
    this.#waiting.push(job);
    if (this.#waiting.length > maxWaiting) {
      this.#waiting.shift();
      this.#count("dropped");
      this.#tell("pushes were dropped: too many wait");
    }
    this.#fill();
  }

  #fill(): void {
    while (this.#running.size < atOnce && this.#waiting.length > 0) {
      const running = this.#deliver(this.#waiting.shift()!).finally(() => {
        this.#running.delete(running);
        this.#fill();
      });
      this.#running.add(running);
    }
  }

  async #deliver(job: Job): Promise<void> {
    const { subscription, payload } = job.push;
    const service = new URL(subscription.endpoint).hostname;
    const restMs = this.#resting.of(service);
    if (restMs > 0) return this.#retry(job, restMs);
    const body = await encrypt(subscription, payload).catch(() => undefined);
    // Its key is none, so nobody can ever be told anything by it.
    if (!body) return this.#forget(subscription);
    try {
      const answer = await this.#post(job.push, body);
      await this.#heed(answer, job, service);
    } catch (error) {
      if (this.#end.signal.aborted) return;
      this.#count("failed");
      this.#tell("a push service cannot be reached", { service, why: (error as Error).message });
      this.#resting.failed(service);
      this.#retry(job, retryMs);
    }
  }

  async #post(
    { subscription: { endpoint }, topic, isUrgent }: Push,
    body: Uint8Array<ArrayBuffer>,
  ): Promise<PostAnswer> {
    const { poster, vapid, clock } = this.#options;
    const timer = new AbortController();
    const cancel = clock.schedule(timeoutMs, () => timer.abort(new Error("it took too long")));
    try {
      const headers = {
        "authorization": await vapid.authorize(endpoint),
        "content-encoding": "aes128gcm",
        "content-type": "application/octet-stream",
        "ttl": `${ttlSeconds}`,
        "topic": topic,
        "urgency": isUrgent ? "high" : "normal",
      };
      const signal = AbortSignal.any([timer.signal, this.#end.signal]);
      return await poster.post(endpoint, { headers, body }, signal);
    } finally {
      cancel();
    }
  }

  async #heed({ status, retryAfterMs }: PostAnswer, job: Job, service: string): Promise<void> {
    if (status === 429 || status === 503) this.#resting.asked(service, retryAfterMs);
    else this.#resting.answered(service);
    this.#count(outcomeOf(status));
    if (status === 404 || status === 410) await this.#forget(job.push.subscription);
    else if (status === 429 || status >= 500) {
      this.#retry(job, this.#resting.of(service) || retryMs);
    } // A redirect is not followed: it could lead anywhere.
    else if (status >= 300) {
      this.#tell("a push service refuses what it is sent", { service, status });
    }
  }

  async #forget({ endpoint }: Subscription): Promise<void> {
    try {
      await this.#options.onGone(endpoint);
    } catch {
      // The store has told of its trouble, and the next push finds out again.
    }
  }

  #retry({ push, isRetry }: Job, delayMs: number): void {
    if (isRetry || this.#end.signal.aborted) return;
    if (this.#retries.size >= maxRetries) {
      this.#count("dropped");
      return this.#tell("pushes were dropped: too many failed");
    }
    // A little later, for timers are not exact, and a service may rest until then.
    const cancel = this.#options.clock.schedule(delayMs + graceMs, () => {
      this.#retries.delete(cancel);
      this.#take({ push, isRetry: true });
    });
    this.#retries.add(cancel);
  }

  #count(outcome: PostOutcome): void {
    this.#options.meter?.posted("push", outcome);
  }

  /** Tells the operator, but not all the time. */
  #tell(what: string, fields: LogFields = {}): void {
    const { clock, log } = this.#options;
    const nowMs = clock.now();
    if (nowMs - (this.#toldAtMs.get(what) ?? -Infinity) < silenceMs) return;
    this.#toldAtMs.set(what, nowMs);
    log.warn(what, fields);
  }
}
