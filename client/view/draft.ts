import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";

/** What stands in the box to write in, and the way to put something there. */
export class Draft {
  readonly #text = signal("");
  #box: HTMLTextAreaElement | undefined;

  /** What the box holds. */
  get text(): ReadonlySignal<string> {
    return this.#text;
  }

  /** Takes the box over, with what was written before the script was there. */
  attach(box: HTMLTextAreaElement): void {
    this.#box = box;
    this.read();
  }

  /** Call at each `input` of the box. */
  read(): void {
    this.#text.value = this.#box?.value ?? "";
  }

  /** Empties the box and leaves the focus in it. */
  clear(): void {
    this.#write("", 0);
  }

  /** Puts a text back, before whatever was begun since, and the caret behind it. */
  restore(text: string): void {
    const begun = this.#text.value;
    this.#write(begun.trim() === "" ? text : `${text}\n\n${begun}`, text.length);
  }

  #write(text: string, caret: number): void {
    if (this.#box === undefined) return;
    this.#box.value = text;
    this.#box.dispatchEvent(new Event("input", { bubbles: true }));
    this.#box.focus();
    this.#box.setSelectionRange(caret, caret);
  }
}
