import { batch, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { isCurrent } from "./log_point.ts";
import type { Page } from "./log_window.ts";
import { countUpTo, findBySeq } from "./message_order.ts";
import { readPage } from "./message_pages.ts";
import type { FetchMessages } from "./message_pages.ts";
import type { RoomState } from "./state.ts";
import { texts } from "../i18n/texts.ts";

/** What {@linkcode Seek} needs from outside. */
export interface SeekParts {
  /** What is loaded. */
  state(): RoomState;
  /** Reads messages of the room. */
  fetchMessages: FetchMessages;
  /** The messages around the one that is sought came; not called while it is loaded. */
  came(page: Page): void;
  /** Says something to the reader: that there is no way, or that there is only a neighbour. */
  tell(text: string): void;
}

/** Where the reader is taken: to a message, by its `seq`, or to the newest. */
export type Target = number | "newest";

/** The way to a message that the reader wants to see, wherever it is in the log. */
export class Seek {
  readonly #target = signal<Target | undefined>(undefined);
  readonly #parts: SeekParts;
  /** Whether the next message will do where there is none at that place. */
  #isNextEnough = false;
  /** The page that is under way, if any. */
  #errand: object | undefined;

  /** Seeks nothing yet. */
  constructor(parts: SeekParts) {
    this.#parts = parts;
  }

  /** What is sought. Whoever shows it, once it is loaded, says {@linkcode reached}. */
  get target(): ReadonlySignal<Target | undefined> {
    return this.#target;
  }

  /** Sets out for a message, in place of what was sought before. */
  to(seq: number): void {
    this.#set(seq);
    this.goOn();
  }

  /** Sets out for the first message at a place or behind it; says nothing when it is another. */
  toNext(seq: number): void {
    this.#set(seq);
    this.#isNextEnough = true;
    this.goOn();
  }

  /** Sets out for the newest message, which has to be loaded. */
  toNewest(): void {
    this.#set("newest");
  }

  /** Takes the next step, if any is left; call once the room is joined, and joined anew. */
  goOn(): void {
    const seq = this.#target.value;
    const state = this.#parts.state();
    if (typeof seq !== "number" || !state.isJoined) return;
    if (findBySeq(state.messages, seq) === undefined) void this.#ask(seq);
  }

  /** The reader is there. */
  reached(): void {
    this.#set(undefined);
  }

  async #ask(seq: number): Promise<void> {
    const { state, fetchMessages, came, tell } = this.#parts;
    const errand = this.#errand = {};
    const page = await readPage(state(), { kind: "around", from: seq }, fetchMessages);
    if (errand !== this.#errand) return;
    const isLoaded = findBySeq(state().messages, seq) !== undefined;
    if (page && !isLoaded && !isCurrent(state(), page.asked)) return this.#ask(seq);
    batch(() => {
      if (page && !isLoaded) came(page);
      if (page || isLoaded) return this.#arrive(seq);
      this.#set(undefined);
      tell(texts.reply.notReached);
    });
  }

  /** The log is loaded around the place; finds the message, or the one that is nearest. */
  #arrive(seq: number): void {
    const { state, tell } = this.#parts;
    const { messages, known } = state();
    if (findBySeq(messages, seq) !== undefined) return;
    if (!this.#isNextEnough) tell(seq > known ? texts.reply.notYet : texts.reply.notThere);
    this.#set((messages[countUpTo(messages, seq)] ?? messages.at(-1))?.seq);
  }

  #set(target: Target | undefined): void {
    this.#target.value = target;
    this.#isNextEnough = false;
    this.#errand = undefined;
  }
}
