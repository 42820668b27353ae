/**
 * Messages that were written and not yet acknowledged, and how they leave. They are kept in the
 * outbox before they go on the wire, so that they outlive the page.
 */
import { computed } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Command } from "../../lib/wire/commands.ts";
import type { ErrorMessage } from "../../lib/wire/messages.ts";
import type { Clock } from "../../lib/clock.ts";
import type { PendingFile } from "../files/draft_attachment.ts";
import { Outbox } from "./outbox.ts";
import type { Author, OutboxRefusal, OutboxStore, PendingMessage } from "./outbox_store.ts";
import type { Turn, Turns } from "./turns.ts";

/** What {@linkcode PendingMessages} needs from outside. */
export interface PendingParts {
  /** Which room's they are. */
  readonly room: string;
  /** Tells when a message was written, and when patience is over. */
  readonly clock: Clock;
  /** Keeps them. */
  readonly outbox: OutboxStore;
  /** Lets one tab at a time send them. */
  readonly turns: Turns;
  /** Gives a new key, unique for this person and room. */
  newRef(): string;
  /** Who writes here now. */
  author(): Author;
  /** Which log the room has, once that is known. */
  epoch(): string | undefined;
  /** Puts a command on the wire; `false` when there is no connection. */
  send(command: Command): boolean;
}

/** Refusals that the same text would meet again. */
const aboutTheText: ReadonlySet<string> = new Set(["too_long", "empty", "bad_request"]);

/** Tells whether a refused message may do better when it is sent again as it is. */
export function isWorthRetry({ code }: OutboxRefusal): boolean {
  return !aboutTheText.has(code);
}

/** Tells whether a message was refused because a file of it is not there any more. */
export function lacksFile({ refusal, files }: PendingMessage): boolean {
  return refusal?.code === "not_found" && files !== undefined;
}

/** Milliseconds to hold back when the server asks for patience and does not say how much. */
const patienceMs = 1_000;
/** Milliseconds without a change after which the tab whose turn it is must be asleep. */
const sleepMs = 8_000;

/** Messages that may wait in one room. */
const maxMessages = 500;
/** Characters that may wait in one room, about 1 MB. */
const maxChars = 1_000_000;

const full: OutboxRefusal = { code: "outbox_full", message: "Cannot keep more messages" };

/**
 * The queue of messages on their way, oldest first, shared by all tabs of the browser.
 *
 * One is on the wire at a time, in one tab at a time: the next leaves when the server has
 * acknowledged or refused it. So the order holds even when one is refused, and a long queue after a
 * long silence does not run into the rate limit. Sending again with the same `ref` is harmless: the
 * server answers with the event it stored.
 */
export class PendingMessages {
  readonly #parts: PendingParts;
  readonly #outbox: Outbox;
  #isConnected = false;
  #refOnWire: string | undefined;
  #turn: Turn | undefined;
  #isMyTurn = false;
  #cancelPause: (() => void) | undefined;
  #cancelInsisting: () => void = () => {};

  /** How many of one's own wait; without those that were refused. */
  readonly waiting: ReadonlySignal<number> = computed(() =>
    this.list.value.filter((message) => this.#waits(message)).length
  );

  /** An empty queue, see {@linkcode open}. */
  constructor(parts: PendingParts) {
    this.#parts = parts;
    this.#outbox = new Outbox({
      room: parts.room,
      store: parts.outbox,
      changed: () => this.#othersDidSomething(),
    });
  }

  /** Those that wait and those that were refused, oldest first; of whoever wrote here. */
  get list(): ReadonlySignal<readonly PendingMessage[]> {
    return this.#outbox.list;
  }

  /** Whether one of them would be lost with the page, for the browser cannot keep it. */
  get isAtRisk(): ReadonlySignal<boolean> {
    return this.#outbox.isAtRisk;
  }

  /** Whether somebody wrote it whom the server does not know this page by; it is not sent. */
  isForeign({ author }: PendingMessage): boolean {
    return author.id !== this.#parts.author().id;
  }

  /** Reads what was left by earlier pages. */
  open(): void {
    this.#outbox.open();
  }

  /** Stops everything; what waits stays kept. */
  close(): void {
    this.disconnected();
    this.#cancelPause?.();
    this.#cancelPause = undefined;
    this.#outbox.close();
  }

  /** Queues a message, keeps it, and sends it when its turn comes. */
  add(
    text: string,
    { replyTo, files = [] }: { replyTo?: number; files?: readonly PendingFile[] } = {},
  ): void {
    const { clock, newRef, author, epoch } = this.#parts;
    const at = clock.now();
    const log = epoch();
    const message = {
      ref: newRef(),
      text,
      ...(replyTo !== undefined && log !== undefined && { replyTo, epoch: log }),
      ...(files.length > 0 && { files }),
      at,
      place: this.#outbox.nextPlace(at),
      author: { id: author().id, name: author().name },
    };
    if (!this.#hasSpace(text)) return this.#outbox.hold({ ...message, refusal: full });
    void this.#outbox.add(message).then(() => this.#next());
    // While it is being written one can get in line already.
    this.#next();
  }

  /** The server has stored the message with this `ref`. */
  acknowledge(ref: string): void {
    // What earlier pages left may come in later than the log that has it already.
    if (!this.#outbox.isRead || this.#outbox.find(ref) !== undefined) this.#outbox.remove(ref);
    this.#leave(ref);
  }

  /**
   * The server refused something. A refusal for going too fast is no failure: the message waits.
   *
   * @returns Whether the error was about a message of this queue.
   */
  refuse({ ref, code, message, retryAfter }: ErrorMessage): boolean {
    if (ref === undefined) return false;
    const pending = this.#outbox.find(ref);
    // One that was cancelled on the wire is in the list no more, and is answered all the same.
    if (pending === undefined && ref !== this.#refOnWire) return false;
    if (code === "rate_limited") this.#pause(retryAfter ?? patienceMs);
    else if (pending) void this.#outbox.replace({ ...pending, refusal: { code, message } });
    this.#leave(ref);
    return true;
  }

  /** Sends a refused message again. */
  retry(ref: string): void {
    const message = this.#outbox.find(ref);
    if (message === undefined) return;
    const { refusal, ...pending } = message;
    if (refusal?.code === full.code && !this.#hasSpace(pending.text)) return;
    void this.#outbox.replace(pending).then(() => this.#next());
    this.#next();
  }

  /**
   * Gives a message up. One that was on the wire may be stored already, or still come to be; then
   * it shows up in the log like any other, for the log is the truth.
   */
  discard(ref: string): void {
    this.#outbox.remove(ref);
    this.#next();
  }

  /** A connection stands anew: what was on the wire may be lost, so it is sent again. */
  connected(): void {
    this.#isConnected = true;
    this.#next();
  }

  /** The connection is gone; other tabs may have theirs. */
  disconnected(): void {
    this.#isConnected = false;
    this.#refOnWire = undefined;
    this.#endTurn();
  }

  #hasSpace(text: string): boolean {
    const kept = this.list.value.filter(({ refusal }) => refusal?.code !== full.code);
    const chars = kept.reduce((sum, message) => sum + message.text.length, text.length);
    return kept.length < maxMessages && chars <= maxChars;
  }

  #next(): void {
    const next = this.list.value.find((message) => this.#waits(message));
    const isIdle = next === undefined && this.#refOnWire === undefined;
    if (isIdle || !this.#isConnected) return this.#endTurn();
    if (next === undefined || this.#refOnWire !== undefined) return;
    if (this.#turn === undefined) return this.#takeTurn();
    const canGo = this.#isMyTurn && this.#cancelPause === undefined && this.#outbox.isRead &&
      this.#outbox.isSettled(next.ref);
    if (canGo && this.#parts.send(this.#commandOf(next))) this.#refOnWire = next.ref;
  }

  #commandOf({ ref, text, replyTo, epoch, files }: PendingMessage): Command {
    // In another log the same number is another message: better an answer to nothing.
    const isSameLog = replyTo !== undefined && epoch === this.#parts.epoch();
    const wishes = files?.map(({ id, alt }) => ({ id, ...(alt !== undefined && { alt }) }));
    return {
      type: "say",
      text,
      ref,
      ...(isSameLog && { replyTo }),
      ...(wishes !== undefined && { files: wishes }),
    };
  }

  #waits(message: PendingMessage): boolean {
    return message.refusal === undefined && !this.isForeign(message);
  }

  #leave(ref: string): void {
    if (this.#refOnWire === ref) this.#refOnWire = undefined;
    this.#next();
  }

  #takeTurn(): void {
    const { room, author, turns } = this.#parts;
    // Tabs of different people do not wait for each other.
    const turn = turns.take(`parley.outbox.${room} ${author().id}`, {
      granted: async () => {
        this.#cancelInsisting();
        // Whoever had the turn before may have sent what is still in this list.
        await this.#outbox.refresh();
        if (this.#turn !== turn) return;
        this.#isMyTurn = true;
        this.#next();
      },
      lost: () => {
        if (this.#turn !== turn) return;
        this.#turn = this.#refOnWire = undefined;
        this.#isMyTurn = false;
        this.#next();
      },
    });
    this.#turn = turn;
    this.#insistLater();
  }

  #insistLater(): void {
    this.#cancelInsisting();
    this.#cancelInsisting = this.#parts.clock.schedule(sleepMs, () => this.#turn?.insist());
  }

  #endTurn(): void {
    const turn = this.#turn;
    if (turn === undefined) return;
    this.#turn = undefined;
    this.#isMyTurn = false;
    this.#cancelInsisting();
    // Not before the store knows what was sent: the next tab begins by reading it.
    void this.#outbox.settled().then(() => turn.release());
  }

  #othersDidSomething(): void {
    if (this.#turn !== undefined && !this.#isMyTurn) this.#insistLater();
    this.#next();
  }

  #pause(ms: number): void {
    this.#cancelPause ??= this.#parts.clock.schedule(ms, () => {
      this.#cancelPause = undefined;
      this.#next();
    });
  }
}
