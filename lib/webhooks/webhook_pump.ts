import type { Clock } from "../clock.ts";
import { turn } from "../turn.ts";
import { ChatError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Meter, PostOutcome } from "../meter.ts";
import { outcomeOf } from "../meter.ts";
import type { PostAnswer, Poster } from "../outside/poster.ts";
import type { Permits } from "../permits.ts";
import type { Store } from "../store/store.ts";
import type { Leases } from "../store/leases.ts";
import type { Delivery, Webhook } from "../store/webhooks.ts";
import type { Batch } from "./batch.ts";
import { batchOf } from "./batch.ts";
import { sign } from "./signature.ts";

/** What a {@linkcode WebhookPump} is made of. */
export interface WebhookPumpOptions {
  webhook: Webhook;
  secret: Uint8Array;
  store: Store;
  poster: Poster;
  /** Whose turn it is, of all webhooks. */
  permits: Permits;
  /** Of all servers that may deliver to it. */
  leases: Leases;
  clock: Clock;
  log: Log;
  meter?: Meter;
  /** Told when it has ended by itself: the webhook is paused, or not there any more. */
  onEnd: () => void;
}

/** Why something was not delivered. */
interface Failure {
  /** For whoever made the webhook: nothing of the network that the server stands in. */
  readonly words: string;
  /** For the operator. */
  readonly why: string;
  readonly isGone: boolean;
  readonly outcome: PostOutcome;
  readonly retryAfterMs: number;
}

/** Events that one request carries, at most. */
const eventsAtOnce = 100;
/** How long one may take in all. */
const timeoutMs = 10_000;
/** The wait before the next attempt: it doubles from the one to the other. */
const firstRetryMs = 1_000;
const lastRetryMs = 3_600_000;
/** When to look again after another server was at it. */
const othersMs = 1_000;
/** The longest wait that a receiver may ask for: a day. */
const longestAskedMs = 86_400_000;
/** A webhook that fails for so long is paused: three days. */
const patienceMs = 259_200_000;

/**
 * Delivers the log of a room to one webhook, from the number that the store keeps for it: in order,
 * one request at a time, each event at least once, whatever happens to the server or the receiver. Of
 * several servers, one does so at a time.
 *
 * The number moves on when a request is answered with 2xx. Anything else is tried again later with
 * the same `webhook-id`; what is sent is read anew each time, so that what was deleted meanwhile
 * does not leave the server any more.
 */
export class WebhookPump {
  readonly #options: WebhookPumpOptions;
  readonly #end = new AbortController();
  #delivery: Delivery;
  /** Whether the log may hold something new. */
  #isDue = false;
  /** Attempts that failed in a row, and the last number in them. */
  #failures = 0;
  #lastTried = 0;
  #cancelRetry: (() => void) | undefined;
  #working: Promise<void> | undefined;

  constructor(options: WebhookPumpOptions) {
    this.#options = options;
    this.#delivery = options.webhook;
  }

  /** Looks whether there is something to deliver, as soon as it may; returns at once. */
  wake(): void {
    this.#isDue = true;
    if (this.#mayWork) this.#working ??= this.#work();
  }

  /** Ends what is under way; resolves when nothing is. */
  async close(): Promise<void> {
    this.#stop();
    await this.#working;
  }

  get #mayWork(): boolean {
    return this.#isDue && !this.#cancelRetry && !this.#end.signal.aborted;
  }

  async #work(): Promise<void> {
    // The room goes on first.
    await turn();
    while (this.#mayWork) await this.#options.permits.run(() => this.#step());
    this.#working = undefined;
  }

  async #step(): Promise<void> {
    if (!this.#mayWork) return;
    this.#isDue = false;
    const { leases, webhook: { id } } = this.#options;
    try {
      const isDone = await leases.tryAlone(`webhook ${id}`, () => this.#deliverNext());
      if (!isDone) this.#lookAgain(othersMs);
    } catch (error) {
      // Of its own trouble, the store has told.
      const isTold = error instanceof ChatError && error.code === "unavailable";
      if (!isTold) this.#options.log.error("a webhook stumbled", { ...this.#names, error });
      this.#retry(0);
    }
  }

  async #deliverNext(): Promise<void> {
    const { store, webhook: { id, room } } = this.#options;
    // Another server may have delivered something, or have given up.
    const now = (await store.webhooks.list(room)).find((webhook) => webhook.id === id);
    if (now === undefined || now.isPaused) return this.#finish();
    this.#delivery = now;
    const batch = await this.#read();
    if (batch) await this.#deliver(batch);
  }

  /** What comes next, if anything. */
  async #read(): Promise<Batch | undefined> {
    const { store, webhook: { id, room } } = this.#options;
    const { sent } = this.#delivery;
    let after = sent;
    let events;
    do {
      const upTo = this.#lastTried > after ? this.#lastTried : after + eventsAtOnce;
      events = await store.readEvents(room, after, upTo);
      // Some were forgotten. This forgets no more, and tells which is the oldest that is left.
      if (!events) after = (await store.forget(room, 0, 1)).first - 1;
    } while (!events);
    if (events.length === 0) return undefined;
    // Asked last: had its room been removed and made anew meanwhile, these would be of another one.
    if (await store.webhooks.has(id)) return batchOf(room, sent, events);
    this.#finish();
    return undefined;
  }

  async #deliver(batch: Batch): Promise<void> {
    const failure = await this.#post(batch);
    if (this.#end.signal.aborted) return;
    this.#options.meter?.posted("webhook", failure?.outcome ?? "taken");
    if (failure) return await this.#fail(batch, failure);
    this.#failures = 0;
    this.#lastTried = 0;
    this.#isDue = true;
    await this.#note({ sent: batch.last });
  }

  /** Posts a batch; tells why it was not taken, if it was not. */
  async #post({ first, last, body }: Batch): Promise<Failure | undefined> {
    const { webhook: { id, url }, secret, poster, clock } = this.#options;
    const timer = new AbortController();
    const cancel = clock.schedule(timeoutMs, () => timer.abort(new Error("it took too long")));
    const at = Math.floor(clock.now() / 1_000);
    const headers = {
      "content-type": "application/json",
      "user-agent": "Parley",
      ...sign(secret, { id: `${id}_${first}-${last}`, at, body }),
    };
    try {
      const signal = AbortSignal.any([timer.signal, this.#end.signal]);
      return failureOf(await poster.post(url, { headers, body }, signal));
    } catch (error) {
      const words = timer.signal.aborted ? "it did not answer in time" : "it cannot be reached";
      return {
        words,
        why: (error as Error).message,
        isGone: false,
        outcome: "failed",
        retryAfterMs: 0,
      };
    } finally {
      cancel();
    }
  }

  async #fail({ last }: Batch, { words, why, isGone, retryAfterMs }: Failure): Promise<void> {
    const { clock, log } = this.#options;
    const nowMs = clock.now();
    const { sent, failing = nowMs } = this.#delivery;
    const isPaused = isGone || nowMs - failing >= patienceMs;
    if (this.#failures === 0 || isPaused) {
      log.warn(isPaused ? "a webhook is paused" : "a webhook fails", { ...this.#names, why });
    }
    this.#lastTried = last;
    await this.#note({ sent, failing, lastError: words, ...(isPaused && { isPaused }) });
    if (isPaused) this.#finish();
    else this.#retry(retryAfterMs);
  }

  async #note(delivery: Delivery): Promise<void> {
    this.#delivery = delivery;
    await this.#options.store.webhooks.note(this.#options.webhook.id, delivery);
  }

  /** Tries again after a random time around the wait that is due, or as late as was asked for. */
  #retry(askedMs: number): void {
    if (this.#end.signal.aborted) return;
    const waitMs = Math.min(lastRetryMs, 2 * firstRetryMs * 2 ** this.#failures++);
    this.#lookAgain(
      Math.max(waitMs * (1 + Math.random()) / 2, Math.min(askedMs, longestAskedMs)),
    );
  }

  #lookAgain(delayMs: number): void {
    if (this.#end.signal.aborted) return;
    this.#isDue = true;
    this.#cancelRetry = this.#options.clock.schedule(delayMs, () => {
      this.#cancelRetry = undefined;
      this.wake();
    });
  }

  #finish(): void {
    this.#stop();
    this.#options.onEnd();
  }

  #stop(): void {
    this.#end.abort();
    this.#cancelRetry?.();
  }

  /** What the log names it by: an address may hold a secret, and is not among it. */
  get #names() {
    const { id, room, url } = this.#options.webhook;
    return { webhook: id, room, service: new URL(url).hostname };
  }
}

function failureOf({ status, retryAfterMs = 0 }: PostAnswer): Failure | undefined {
  if (status >= 200 && status <= 299) return undefined;
  const words = `it answered ${status}`;
  return { words, why: words, isGone: status === 410, outcome: outcomeOf(status), retryAfterMs };
}
