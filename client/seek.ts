import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { findMessage } from "./state.ts";
import type { RoomState } from "./state.ts";
import { texts } from "./texts.ts";

/** What {@linkcode Seek} needs from outside. */
export interface SeekParts {
  /** What is loaded. */
  state(): RoomState;
  /** Asks for a page of older messages; tells whether one is on its way. */
  load(): boolean;
  /** There is no way to the message; `text` says why. */
  failed(text: string): void;
}

/**
 * Places in the log that are loaded at most to get to a message: ten of the largest pages, which
 * the server's rate limit lets through at once.
 */
const maxPlaces = 2_000;

/** The way to a message that the reader wants to see, through as many older pages as it takes. */
export class Seek {
  readonly #target = signal<number | undefined>(undefined);
  readonly #parts: SeekParts;

  /** Seeks nothing yet. */
  constructor(parts: SeekParts) {
    this.#parts = parts;
  }

  /** The message that is sought. Whoever shows it, once it is loaded, says {@linkcode reached}. */
  get target(): ReadonlySignal<number | undefined> {
    return this.#target;
  }

  /** Sets out for a message, in place of the one sought before. */
  to(seq: number): void {
    const { state, failed } = this.#parts;
    const first = state().messages[0]?.seq ?? 0;
    if (first - seq > maxPlaces) {
      this.#target.value = undefined;
      return failed(texts.reply.tooFar);
    }
    this.#target.value = seq;
    this.goOn();
  }

  /** Takes the next step, if any is left; call after a page of history was taken in. */
  goOn(): void {
    const { state, load } = this.#parts;
    const seq = this.#target.value;
    if (seq === undefined || findMessage(state(), seq) !== undefined) return;
    const { messages, hasOlder } = state();
    const isPassed = messages[0] !== undefined && (messages[0].seq < seq || !hasOlder);
    if (isPassed) this.fail(texts.reply.gone);
    else if (!load()) this.fail();
  }

  /** The reader is there. */
  reached(): void {
    this.#target.value = undefined;
  }

  /** Gives up, if anything is sought: the page that was waited for will not come. */
  fail(text: string = texts.reply.notReached): void {
    if (this.#target.value === undefined) return;
    this.#target.value = undefined;
    this.#parts.failed(text);
  }
}
