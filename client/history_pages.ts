import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../lib/clock.ts";
import type { Command } from "../lib/wire/commands.ts";
import type { RoomState } from "./state.ts";

/** How the page of older messages stands that was asked for last. */
export type OlderStatus = "idle" | "loading" | "failed";

/** What {@linkcode HistoryPages} needs from outside. */
export interface HistoryPagesParts {
  /** Tells when patience is over. */
  readonly clock: Clock;
  /** What is loaded already. */
  state(): RoomState;
  /** A new key to tell the answer by. */
  newRef(): string;
  /** Puts a command on the wire; `false` when there is no connection. */
  send(command: Command): boolean;
  /** A page was refused, or did not come in time. */
  failed(): void;
}

/** Messages on one page of history: a few screens, so that reading back is seldom interrupted. */
const pageMessages = 100;
/** Milliseconds that a page of history may take. */
const answerMs = 15_000;

/** Asks for the messages before those that are loaded, one page at a time. */
export class HistoryPages {
  readonly #status = signal<OlderStatus>("idle");
  readonly #parts: HistoryPagesParts;
  #ref: string | undefined;
  #cancel: () => void = () => {};

  /** Asks for nothing yet. */
  constructor(parts: HistoryPagesParts) {
    this.#parts = parts;
  }

  /** How the last page stands. */
  get status(): ReadonlySignal<OlderStatus> {
    return this.#status;
  }

  /**
   * Asks for the page before the first message loaded, unless there is none or it was asked for.
   *
   * @param limit Messages that it may hold.
   * @returns Whether a page is on its way.
   */
  load(limit: number = pageMessages): boolean {
    if (this.#status.value === "loading") return true;
    const { clock, state, newRef, send } = this.#parts;
    const { hasOlder, messages } = state();
    const before = messages[0]?.seq;
    if (!hasOlder || before === undefined) return false;
    const ref = newRef();
    if (!send({ type: "history", ref, before, limit })) return false;
    this.#ref = ref;
    this.#status.value = "loading";
    this.#cancel = clock.schedule(answerMs, () => this.#fail());
    return true;
  }

  /** An answer came; tells whether it is the one that was waited for. */
  answered(ref: string): boolean {
    if (ref !== this.#ref) return false;
    this.#end("idle");
    return true;
  }

  /** Something was refused; tells whether it was the page that was asked for. */
  refused(ref: string | undefined): boolean {
    if (ref === undefined || ref !== this.#ref) return false;
    this.#fail();
    return true;
  }

  /** The connection is gone, and with it the answer. */
  disconnected(): void {
    if (this.#status.value === "loading") this.#end("idle");
  }

  /** Stops its timer. */
  close(): void {
    this.#cancel();
  }

  #fail(): void {
    this.#end("failed");
    this.#parts.failed();
  }

  #end(status: OlderStatus): void {
    this.#cancel();
    this.#ref = undefined;
    this.#status.value = status;
  }
}
