import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";

/** Something the reader should know and may dismiss. */
export interface Notice {
  /** What it is about; a second notice of the same kind replaces the first. */
  readonly kind: string;
  /** Words for the reader. */
  readonly text: string;
  /** Whether there is nothing to mend: the reader is told, not warned. */
  readonly isCalm?: boolean;
}

/** The notices that stand on the page, oldest first; at most one of a kind. */
export class Notices {
  readonly #list = signal<readonly Notice[]>([]);

  /** Those that stand there now. */
  get list(): ReadonlySignal<readonly Notice[]> {
    return this.#list;
  }

  /** Shows a notice, in place of an earlier one of its kind. */
  show(notice: Notice): void {
    this.#list.value = [...this.#without(notice.kind), notice];
  }

  /** Takes a notice away, if it is there. */
  dismiss(kind: string): void {
    if (this.#list.value.some((notice) => notice.kind === kind)) {
      this.#list.value = this.#without(kind);
    }
  }

  #without(kind: string): Notice[] {
    return this.#list.value.filter((notice) => notice.kind !== kind);
  }
}
