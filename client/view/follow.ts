import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";

/** Pixels from the end that still count as being there. */
const endPx = 40;
/** Pixels from the beginning at which older messages are asked for. */
const beginningPx = 1_200;

/**
 * Where the reader is in the log. Keeps the end in view for those who are there, and keeps the
 * place of those who are not, whatever is added above or below.
 */
export class Follow {
  readonly #isAtEnd = signal(true);
  #scroller: HTMLElement | undefined;
  #anchor: { readonly row: Element; readonly bottom: number } | undefined;

  /** Whether the newest line is in view. */
  get isAtEnd(): ReadonlySignal<boolean> {
    return this.#isAtEnd;
  }

  /**
   * Begins to watch.
   *
   * @param scroller What scrolls.
   * @param content What is in it and grows.
   * @param options.nearBeginning Called while the reader is close to the first line.
   * @returns A function that stops it.
   */
  attach(
    scroller: HTMLElement,
    content: HTMLElement,
    { nearBeginning }: { nearBeginning: () => void },
  ): () => void {
    this.#scroller = scroller;
    const watching = new AbortController();
    scroller.addEventListener("scroll", () => {
      this.#isAtEnd.value = this.#endDistance() <= endPx;
      if (scroller.scrollTop < beginningPx) nearBeginning();
    }, { signal: watching.signal, passive: true });
    const sizes = new ResizeObserver(() => {
      if (this.#isAtEnd.value) this.toEnd();
    });
    sizes.observe(scroller);
    sizes.observe(content);
    return () => {
      watching.abort();
      sizes.disconnect();
    };
  }

  /** Whether the reader is close to the first line. */
  isNearBeginning(): boolean {
    return this.#scroller !== undefined && this.#scroller.scrollTop < beginningPx;
  }

  /** Notes where the first row in view stands; call before lines are added above it. */
  remember(lines: Element | null): void {
    const row = this.#firstInView(lines);
    // Its lower edge: what stands above its text may go once it is no longer the first.
    this.#anchor = row && { row, bottom: row.getBoundingClientRect().bottom };
  }

  /** Puts things back after lines were added: the end into view, or the noted row to its place. */
  settle(): void {
    const anchor = this.#anchor;
    this.#anchor = undefined;
    const scroller = this.#scroller;
    if (scroller === undefined) return;
    if (this.#isAtEnd.value) return this.toEnd();
    if (!anchor?.row.isConnected) return;
    // The browser's own anchoring has to keep out of this one: it does nothing at the very top, and
    // loses its hold when what it held on to, such as a day's divider, goes.
    scroller.style.overflowAnchor = "none";
    scroller.scrollTop += anchor.row.getBoundingClientRect().bottom - anchor.bottom;
    requestAnimationFrame(() => scroller.style.overflowAnchor = "");
  }

  #firstInView(lines: Element | null): Element | undefined {
    if (!lines || !this.#scroller) return undefined;
    const { top } = this.#scroller.getBoundingClientRect();
    const isInView = (element: Element) => element.getBoundingClientRect().bottom > top;
    // Chunk by chunk, for the rows of one out of view have no layout to ask for.
    const chunk = Array.from(lines.children).find(isInView);
    return chunk && Array.from(chunk.querySelectorAll(".message")).find(isInView);
  }

  /** Brings a row into the middle of the view, unless it is in view. */
  show(row: Element): void {
    this.#centre(row);
    this.#isAtEnd.value = this.#endDistance() <= endPx;
    // Lines that come into sight take the place of an estimate, and may push the row away again.
    requestAnimationFrame(() => {
      this.#centre(row);
      requestAnimationFrame(() => this.#centre(row));
    });
  }

  #centre(row: Element): void {
    if (this.#scroller === undefined || !row.isConnected) return;
    const view = this.#scroller.getBoundingClientRect();
    const { top, bottom, height } = row.getBoundingClientRect();
    if (top >= view.top && bottom <= view.bottom) return;
    // One that does not fit shows its beginning.
    const above = Math.max(0, (view.height - height) / 2);
    this.#scroller.scrollTop += top - view.top - above;
  }

  /** Shows the newest line. */
  toEnd(): void {
    if (this.#scroller === undefined) return;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#isAtEnd.value = true;
  }

  #endDistance(): number {
    if (this.#scroller === undefined) return 0;
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight;
  }
}
