import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";

/** Why a row is the active one. */
type Claim = "pointer" | "focus" | "tap";

/**
 * Which row of the log its tools are in: the one under the pointer, with the keyboard's focus, or
 * tapped; of several the one most lately so. There is one set of tools, which moves from row to row:
 * thousands of rows cost nothing, and the Tab key finds it where it belongs.
 */
export class ActiveRow {
  readonly #tools: HTMLElement;
  readonly #seq = signal<number | undefined>(undefined);
  /** By when they were made, the newest last. */
  readonly #claims = new Map<Claim, HTMLElement>();
  #row: HTMLElement | undefined;
  #holds = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Moves `tools` about, once it is attached. */
  constructor(tools: HTMLElement) {
    this.#tools = tools;
  }

  /** The message whose row it is. */
  get seq(): ReadonlySignal<number | undefined> {
    return this.#seq;
  }

  /** Begins to watch what is in `stage`; gives a function that stops it. */
  attach(stage: HTMLElement): () => void {
    const watching = new AbortController();
    const options = { signal: watching.signal, passive: true };
    stage.addEventListener("pointermove", (event) => this.#pointed(event), options);
    stage.addEventListener("pointerleave", () => this.#claim("pointer", undefined), options);
    stage.addEventListener("focusin", ({ target }) => {
      const isByKeyboard = target instanceof Element && target.matches(":focus-visible");
      this.#claim("focus", isByKeyboard ? rowOf(target) : undefined);
    }, options);
    stage.addEventListener("focusout", () => {
      // On its way the focus is nowhere, and to move anything then would lead it astray.
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        if (!stage.contains(document.activeElement)) this.#claim("focus", undefined);
      });
    }, options);
    return () => {
      watching.abort();
      clearTimeout(this.#timer);
      this.#claims.clear();
      this.#show(undefined);
    };
  }

  /** A row was tapped, or what is no row. */
  tapped(row: HTMLElement | undefined): void {
    this.#claim("tap", row);
  }

  /** Has the tools stay where they are until something is over. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#holds++;
    try {
      return await work();
    } finally {
      this.#holds--;
      this.#settle();
    }
  }

  /** Puts the focus on the active row, if it is in its tools, which may go. */
  takeFocusHome(): void {
    if (this.#row !== undefined && this.#tools.contains(document.activeElement)) {
      focusRow(this.#row);
    }
  }

  #pointed({ pointerType, target }: PointerEvent): void {
    // Only ever for a pointer that moves: rows that pass under one at rest are not pointed at.
    if (pointerType !== "touch") this.#claim("pointer", rowOf(target));
  }

  #claim(claim: Claim, row: HTMLElement | undefined): void {
    if (claim === "pointer" && this.#claims.get(claim) === row) return;
    this.#claims.delete(claim);
    if (row !== undefined) this.#claims.set(claim, row);
    this.#settle();
  }

  #settle(): void {
    if (this.#holds > 0) return;
    this.#show([...this.#claims.values()].filter((row) => row.isConnected).at(-1));
  }

  #show(row: HTMLElement | undefined): void {
    if (row === this.#row && (row === undefined || row.contains(this.#tools))) return;
    const before = this.#row;
    // Set first: to move the focus is to be called again.
    this.#row = row;
    if (before !== undefined) {
      if (this.#tools.contains(document.activeElement)) focusRow(before);
      delete before.dataset.active;
      delete before.parentElement?.dataset.active;
    }
    this.#seq.value = row && seqOf(row);
    if (row === undefined) return this.#tools.remove();
    row.dataset.active = "true";
    // A chunk clips what reaches over its edge, as the tools of its first row do.
    row.parentElement!.dataset.active = "true";
    row.append(this.#tools);
  }
}

/** The row of a message that something is in. */
export function rowOf(target: EventTarget | null): HTMLElement | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest<HTMLElement>(".message[data-seq]") ?? undefined;
}

/** The message of a row. */
export function seqOf(row: HTMLElement): number {
  return Number(row.dataset.seq);
}

/** Gives a row the focus, where it stands. */
export function focusRow(row: HTMLElement, options: FocusOptions = { preventScroll: true }): void {
  row.tabIndex = -1;
  row.focus(options);
}
