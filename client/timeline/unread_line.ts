import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { LogWindow } from "./log_window.ts";
import { countUpTo } from "./message_order.ts";

/** What the line parts: all up to `from` was read when it was drawn, up to `upTo` was there. */
export interface LineSpan {
  readonly from: number;
  readonly upTo: number;
  /** Whether it was before the reader's eyes. */
  readonly isSeen: boolean;
}

/** Where the line stands among the messages that are loaded. */
export interface LinePlace {
  /** The message that it stands before; `undefined` when that is not loaded, but further back. */
  readonly seq: number | undefined;
  /** When that message was said, Unix milliseconds. */
  readonly at: number | undefined;
  /** Messages behind it that were there when it was drawn, as far as they are loaded. */
  readonly count: number;
  /** The newest entry of the log when it was drawn. */
  readonly upTo: number;
  /** Whether it was before the reader's eyes. */
  readonly isSeen: boolean;
}

/**
 * The line between what one had read and what came since: drawn when one comes to look, and left
 * where it is while one reads.
 */
export class UnreadLine {
  readonly #span = signal<LineSpan | undefined>(undefined);

  /** What it parts. */
  get span(): ReadonlySignal<LineSpan | undefined> {
    return this.#span;
  }

  /** Draws it, unless everything is read: then it stays as it is. */
  draw(from: number, upTo: number): void {
    if (from < upTo) this.#span.value = { from, upTo, isSeen: false };
  }

  /** What one said oneself is never behind it. */
  said(seq: number): void {
    const span = this.#span.peek();
    if (span === undefined || seq <= span.from || seq > span.upTo) return;
    this.#span.value = seq === span.upTo ? undefined : { ...span, from: seq };
  }

  /** It was before the reader's eyes. */
  saw(): void {
    const span = this.#span.peek();
    if (span && !span.isSeen) this.#span.value = { ...span, isSeen: true };
  }

  /** Takes it away. */
  erase(): void {
    this.#span.value = undefined;
  }
}

/** Finds the line among the loaded messages; `undefined` where there is nothing that it parts. */
export function placeLine(
  { messages, hasOlder }: Pick<LogWindow, "messages" | "hasOlder">,
  { from, upTo, isSeen }: LineSpan,
): LinePlace | undefined {
  const index = countUpTo(messages, from);
  const count = countUpTo(messages, upTo) - index;
  const first = messages[index];
  if (first === undefined || count === 0) return undefined;
  const isFurtherBack = index === 0 && hasOlder && from < first.seq - 1;
  const { seq, at } = isFurtherBack ? { seq: undefined, at: undefined } : first;
  return { seq, at, count, upTo, isSeen };
}
