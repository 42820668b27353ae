import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Place } from "../../timeline/reader.ts";
import { seqOf } from "../controls/active_row.ts";
import { findRowsInView } from "./rows_in_view.ts";

/** Pixels from the end that still count as being there. */
const endPx = 40;
/** Pixels from either end of what is loaded at which more is asked for. */
const nearPx = 1_500;
/** Part of the view that stays above a row that the reader is taken to. */
const aboveShare = 0.25;

/** What {@linkcode Follow} needs of the log. */
export interface FollowParts {
  /** What scrolls. */
  readonly scroller: HTMLElement;
  /** What is in it and grows. */
  readonly lines: HTMLElement;
  /** Whether the last line is the newest there is. */
  isWhole(): boolean;
  /** Called while the reader is close to an end of what is loaded. */
  near(end: "older" | "newer"): void;
  /** The reader has come to rest somewhere: the first and last message in view. */
  looked(place: Place, lastSeq: number): void;
}

/** A row and where its lower edge stands: what stands above its text may come and go. */
interface Anchor {
  readonly row: HTMLElement;
  readonly bottom: number;
}

/**
 * Where the reader is in the log. Keeps the end in view for those who are there, and keeps the
 * place of those who are not, whatever is added, taken away or changes its height.
 */
export class Follow {
  readonly #isAtEnd = signal(true);
  readonly #firstSeq = signal(0);
  #parts: FollowParts | undefined;
  /** A row and where it has to stand when others come, go or change. */
  #anchor: Anchor | undefined;
  /** The first row in view and where it stood when it was last looked at. */
  #lastSeen: Anchor | undefined;
  /** Puts a row where the reader was taken, as long as it may still be pushed away. */
  #hold: (() => void) | undefined;
  #isLooking = false;

  /** Whether the newest line is in view. */
  get isAtEnd(): ReadonlySignal<boolean> {
    return this.#isAtEnd;
  }

  /** The `seq` of the first message in view. */
  get firstSeq(): ReadonlySignal<number> {
    return this.#firstSeq;
  }

  /** Begins to watch; gives a function that stops it. */
  attach(parts: FollowParts): () => void {
    this.#parts = parts;
    const { scroller, lines } = parts;
    const watching = new AbortController();
    const options = { signal: watching.signal, passive: true };
    scroller.addEventListener("scroll", () => this.#scrolled(), options);
    const sizes = new ResizeObserver(() => this.#resized());
    sizes.observe(scroller);
    sizes.observe(lines);
    return () => {
      watching.abort();
      sizes.disconnect();
      this.#parts = undefined;
    };
  }

  /** Asks for more where the reader is close to an end of what is loaded. */
  askForMore(): void {
    if (this.#parts === undefined) return;
    const { scroller, near } = this.#parts;
    if (scroller.scrollTop < nearPx) near("older");
    if (this.#endDistance() < nearPx) near("newer");
  }

  /** Notes where the first row in view stands; call before lines are added or taken away. */
  remember(): void {
    const row = this.#parts && findRowsInView(this.#parts.scroller, this.#parts.lines)?.first;
    this.#anchor = row && anchorAt(row);
  }

  /** Puts things back after lines came or went: the end into view, or the noted row to its place. */
  settle(): void {
    const anchor = this.#anchor;
    // Whatever becomes of it, it was noted for this once.
    this.#anchor = undefined;
    if (this.#hold !== undefined) this.#hold();
    else if (this.#isAtEnd.peek() && this.#parts?.isWhole()) this.toEnd();
    else this.#keep(anchor);
    this.look();
  }

  /** Brings a row to where it was when the reader left. */
  putBack(row: HTMLElement, { top }: Place): void {
    this.#place(row, () => this.#scrollTo(row, top));
  }

  /** Brings a row into the middle of the view, unless it is in view. */
  show(row: HTMLElement): void {
    this.#place(row, () => {
      const view = this.#view();
      const { top, bottom, height } = row.getBoundingClientRect();
      if (top >= view.top && bottom <= view.bottom) return;
      // One that does not fit shows its beginning.
      this.#scrollTo(row, Math.max(0, (view.height - height) / 2));
    });
  }

  /** Brings a row, with what it begins, into view: the end as well, if that fits. */
  begin(row: HTMLElement): void {
    this.#place(row, () => this.#scrollTo(row, this.#view().height * aboveShare));
  }

  /** Shows the end of what is loaded. */
  toEnd(): void {
    if (this.#parts === undefined) return;
    const { scroller, isWhole } = this.#parts;
    this.#hold = undefined;
    scroller.scrollTop = scroller.scrollHeight;
    this.#isAtEnd.value = isWhole();
    this.look();
  }

  /** Tells, once the page is drawn next, what the reader has before their eyes. */
  look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    requestAnimationFrame(() => {
      this.#isLooking = false;
      if (this.#parts === undefined || this.#hold !== undefined) return;
      const { scroller, lines, looked } = this.#parts;
      const rows = findRowsInView(scroller, lines);
      if (rows === undefined) return;
      this.#lastSeen = anchorAt(rows.first);
      const top = rows.first.getBoundingClientRect().top - this.#view().top;
      this.#firstSeq.value = seqOf(rows.first);
      looked({ seq: seqOf(rows.first), top }, seqOf(rows.last));
    });
  }

  #scrolled(): void {
    if (this.#hold === undefined) this.#isAtEnd.value = this.#isNearEnd();
    this.askForMore();
    this.look();
  }

  #resized(): void {
    if (this.#hold !== undefined) return;
    if (this.#isAtEnd.peek()) this.toEnd();
    // Before anything is drawn; other browsers do it by themselves.
    else if (!anchorsByItself()) this.#keep(this.#lastSeen);
    this.look();
  }

  #keep(anchor: Anchor | undefined): void {
    if (this.#parts === undefined || !anchor?.row.isConnected) return;
    const { scroller } = this.#parts;
    // The browser's own anchoring has to keep out of this one: it does nothing at the very top, and
    // loses its hold when what it held on to goes.
    scroller.style.overflowAnchor = "none";
    scroller.scrollTop += anchor.row.getBoundingClientRect().bottom - anchor.bottom;
    requestAnimationFrame(() => scroller.style.overflowAnchor = "");
  }

  /** Places a row, again as long as lines that come into sight take the place of an estimate. */
  #place(row: HTMLElement, place: () => void): void {
    const hold = () => row.isConnected && place();
    this.#hold = hold;
    const again = (times: number) => {
      if (this.#parts === undefined || this.#hold !== hold) return;
      hold();
      if (times > 0) return void requestAnimationFrame(() => again(times - 1));
      this.#hold = undefined;
      this.#isAtEnd.value = this.#isNearEnd();
      this.look();
    };
    again(2);
  }

  #scrollTo(row: HTMLElement, top: number): void {
    this.#parts!.scroller.scrollTop += row.getBoundingClientRect().top - this.#view().top - top;
  }

  #view(): DOMRect {
    return this.#parts!.scroller.getBoundingClientRect();
  }

  #isNearEnd(): boolean {
    return this.#parts?.isWhole() === true && this.#endDistance() <= endPx;
  }

  #endDistance(): number {
    if (this.#parts === undefined) return 0;
    const { scrollHeight, scrollTop, clientHeight } = this.#parts.scroller;
    return scrollHeight - scrollTop - clientHeight;
  }
}

function anchorAt(row: HTMLElement): Anchor {
  return { row, bottom: row.getBoundingClientRect().bottom };
}

/** Whether the browser keeps what is read in its place when something above changes its height. */
export function anchorsByItself(): boolean {
  return CSS.supports("overflow-anchor", "auto");
}
