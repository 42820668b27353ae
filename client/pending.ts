/**
 * Messages that were sent and not yet acknowledged. In memory for now; they outlive a broken
 * connection, not the page.
 */
import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Command } from "../lib/wire/commands.ts";
import type { ErrorMessage } from "../lib/wire/messages.ts";
import type { Clock } from "../lib/clock.ts";

/** One message on its way. */
export interface PendingMessage {
  /** Idempotency key; stays the same however often it is sent. */
  readonly ref: string;
  /** As it was written, markdown included. */
  readonly text: string;
  /** The `seq` of the message that it answers. */
  readonly replyTo?: number;
  /** When it was written, Unix milliseconds. */
  readonly at: number;
  /** Why the server refused it; absent while it waits. */
  readonly refusal?: Refusal;
}

/** Why the server did not take a message. */
export interface Refusal {
  /** A stable word, see PROTOCOL section 4. */
  readonly code: string;
  /** The server's own words. */
  readonly message: string;
}

/** What {@linkcode PendingMessages} needs from outside. */
export interface PendingParts {
  /** Tells when a message was written, and when patience is over. */
  readonly clock: Clock;
  /** Gives a new key, unique for this person and room. */
  newRef(): string;
  /** Puts a command on the wire; `false` when there is no connection. */
  send(command: Command): boolean;
}

/** Refusals that the same text would meet again. */
const aboutTheText: ReadonlySet<string> = new Set(["too_long", "empty", "bad_request"]);

/** Tells whether a refused message may do better when it is sent again as it is. */
export function isWorthRetry({ code }: Refusal): boolean {
  return !aboutTheText.has(code);
}

/** Milliseconds to hold back when the server asks for patience and does not say how much. */
const patienceMs = 1_000;

/**
 * The queue of messages on their way, oldest first.
 *
 * One is on the wire at a time: the next leaves when the server has acknowledged or refused it. So
 * the order holds even when one is refused, and a long queue after a long silence does not run into
 * the rate limit. Sending again with the same `ref` is harmless: the server answers with the event
 * it stored.
 */
export class PendingMessages {
  readonly #list = signal<readonly PendingMessage[]>([]);
  readonly #parts: PendingParts;
  #refOnWire: string | undefined;
  #cancelPause: (() => void) | undefined;

  /** An empty queue; nothing happens before the first message. */
  constructor(parts: PendingParts) {
    this.#parts = parts;
  }

  /** Those that wait and those that were refused, oldest first. */
  get list(): ReadonlySignal<readonly PendingMessage[]> {
    return this.#list;
  }

  /** Queues a message and sends it as soon as its turn comes. */
  add(text: string, replyTo?: number): void {
    const { clock, newRef } = this.#parts;
    const message = {
      ref: newRef(),
      text,
      ...(replyTo !== undefined && { replyTo }),
      at: clock.now(),
    };
    this.#list.value = [...this.#list.value, message];
    this.#next();
  }

  /** The server has stored the message with this `ref`. */
  acknowledge(ref: string): void {
    if (!this.#has(ref)) return;
    this.#remove(ref);
    this.#leave(ref);
  }

  /**
   * The server refused something. A refusal for going too fast is no failure: the message waits.
   *
   * @returns Whether the error was about a message of this queue.
   */
  refuse({ ref, code, message, retryAfter }: ErrorMessage): boolean {
    if (ref === undefined || !this.#has(ref)) return false;
    if (code === "rate_limited") this.#pause(retryAfter ?? patienceMs);
    else this.#replace(ref, (pending) => ({ ...pending, refusal: { code, message } }));
    this.#leave(ref);
    return true;
  }

  /** Sends a refused message again. */
  retry(ref: string): void {
    this.#replace(ref, ({ refusal: _gone, ...pending }) => pending);
    this.#next();
  }

  /** Gives a refused message up. */
  discard(ref: string): void {
    this.#remove(ref);
    this.#leave(ref);
  }

  /** A connection stands anew: what was on the wire may be lost, so it is sent again. */
  resend(): void {
    this.#refOnWire = undefined;
    this.#next();
  }

  /** Stops the one timer there may be. */
  close(): void {
    this.#cancelPause?.();
    this.#cancelPause = undefined;
  }

  #next(): void {
    if (this.#refOnWire !== undefined || this.#cancelPause !== undefined) return;
    const next = this.#list.value.find((pending) => pending.refusal === undefined);
    if (next === undefined) return;
    const { ref, text, replyTo } = next;
    const command: Command = {
      type: "say",
      text,
      ref,
      ...(replyTo !== undefined && { replyTo }),
    };
    if (this.#parts.send(command)) this.#refOnWire = ref;
  }

  #leave(ref: string): void {
    if (this.#refOnWire === ref) this.#refOnWire = undefined;
    this.#next();
  }

  #pause(ms: number): void {
    this.#cancelPause ??= this.#parts.clock.schedule(ms, () => {
      this.#cancelPause = undefined;
      this.#next();
    });
  }

  #has(ref: string): boolean {
    return this.#list.value.some((pending) => pending.ref === ref);
  }

  #remove(ref: string): void {
    this.#list.value = this.#list.value.filter((pending) => pending.ref !== ref);
  }

  #replace(ref: string, change: (pending: PendingMessage) => PendingMessage): void {
    this.#list.value = this.#list.value.map((pending) =>
      pending.ref === ref ? change(pending) : pending
    );
  }
}
