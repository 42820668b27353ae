import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";

/** A dialog about the page as a whole. */
export type DialogName = "settings" | "shortcuts" | "sealed";

/** Which dialogs about the page as a whole are open, the topmost last. */
export class Dialogs {
  readonly #open = signal<readonly DialogName[]>([]);

  /** Those that are open, the topmost last. */
  get list(): ReadonlySignal<readonly DialogName[]> {
    return this.#open;
  }

  /** Opens a dialog over what is there; one that is open stays as it is. */
  open(name: DialogName): void {
    if (!this.#open.peek().includes(name)) this.#open.value = [...this.#open.peek(), name];
  }

  /** Closes a dialog. */
  close(name: DialogName): void {
    this.#open.value = this.#open.peek().filter((other) => other !== name);
  }
}
