import { placeBeside } from "./place_beside.ts";

/** Milliseconds of pointing after which a tip is shown, and for which it stays after a touch. */
const [waitMs, touchMs] = [350, 3_000];
/** Milliseconds in which the pointer may cross to the tip. */
const leaveMs = 120;

/**
 * Shows the `data-tip` of what is pointed at, has the keyboard's focus, or is touched for long. The
 * tip stays while the pointer is on it, and goes with Escape.
 */
export class Tip {
  readonly #box: HTMLElement;
  #anchor: Element | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Shows tips in `box`, a popover that nothing else opens. */
  constructor(box: HTMLElement) {
    this.#box = box;
  }

  /** Begins to watch what is in `stage`; gives a function that stops it. */
  attach(stage: HTMLElement): () => void {
    const watching = new AbortController();
    const { signal } = watching;
    stage.addEventListener("pointerover", ({ pointerType, target }) => {
      if (pointerType === "touch" || this.#isOnBox(target)) return this.#keep(pointerType);
      const anchor = tipped(target);
      if (anchor === this.#anchor && anchor !== undefined) return this.#keep(pointerType);
      this.#later(anchor === undefined ? leaveMs : waitMs, () => this.#turnTo(anchor));
    }, { signal });
    stage.addEventListener("pointerleave", () => {
      this.#later(leaveMs, () => this.hide());
    }, { signal });
    stage.addEventListener("focusin", ({ target }) => {
      const anchor = tipped(target);
      if (anchor?.matches(":focus-visible")) this.show(anchor);
    }, { signal });
    stage.addEventListener("focusout", () => this.hide(), { signal });
    stage.addEventListener("pointerdown", () => this.hide(), { signal });
    stage.addEventListener("scroll", () => this.hide(), { signal, capture: true, passive: true });
    // First of all, so that one Escape closes the tip and nothing else.
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#anchor === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.hide();
    }, { signal, capture: true });
    return () => {
      watching.abort();
      this.hide();
    };
  }

  /** Shows the tip of something now. */
  show(anchor: Element): void {
    this.#turnTo(anchor);
  }

  /** Shows it after a long touch: for a while, since nothing says when it was read. */
  showForTouch(anchor: Element): void {
    this.#turnTo(anchor);
    this.#later(touchMs, () => this.hide());
  }

  /** Takes the tip away. */
  hide(): void {
    clearTimeout(this.#timer);
    this.#anchor = undefined;
    if (this.#box.matches(":popover-open")) this.#box.hidePopover();
  }

  #turnTo(anchor: Element | undefined): void {
    const tip = anchor?.getAttribute("data-tip");
    if (!anchor?.isConnected || !tip) return this.hide();
    clearTimeout(this.#timer);
    this.#anchor = anchor;
    this.#box.textContent = tip;
    if (!this.#box.matches(":popover-open")) this.#box.showPopover();
    placeBeside(this.#box, anchor, { side: "above", align: "middle" });
  }

  #isOnBox(target: EventTarget | null): boolean {
    return target instanceof Node && this.#box.contains(target);
  }

  /** It stays: what was about to take it away does not. */
  #keep(pointerType: string): void {
    if (pointerType !== "touch") clearTimeout(this.#timer);
  }

  #later(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
  }
}

function tipped(target: EventTarget | null): Element | undefined {
  return target instanceof Element ? target.closest("[data-tip]") ?? undefined : undefined;
}
