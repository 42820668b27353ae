import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";

/** What becomes of the draft when it is sent. */
export type DraftMode =
  | { readonly kind: "new" }
  /** It answers the message with this `seq`. */
  | { readonly kind: "reply"; readonly seq: number }
  /** It takes the place of the text of one's own message with this `seq`. */
  | { readonly kind: "edit"; readonly seq: number };

const fresh: DraftMode = { kind: "new" };

/**
 * What one is writing in a room, and what for. Knows no box: the composer shows `text`, writes what
 * is typed, and takes the focus at each `call`.
 */
export class Draft {
  readonly #text = signal("");
  readonly #mode = signal(fresh);
  readonly #call = signal<{ readonly caret: number } | undefined>(undefined);
  /** What had been begun when an edit took its place. */
  #aside = "";

  /** What is written so far. */
  get text(): ReadonlySignal<string> {
    return this.#text;
  }

  /** What becomes of it. */
  get mode(): ReadonlySignal<DraftMode> {
    return this.#mode;
  }

  /** Another one each time that the box should take the focus, with the caret there. */
  get call(): ReadonlySignal<{ readonly caret: number } | undefined> {
    return this.#call;
  }

  /** Call with all that the box holds, at each change. */
  write(text: string): void {
    this.#text.value = text;
  }

  /** What is written answers the message `seq`. */
  reply(seq: number): void {
    if (this.#mode.value.kind === "edit") this.cancel();
    this.#mode.value = { kind: "reply", seq };
    this.focus();
  }

  /** The text of one's own message `seq` is to be changed; what was begun comes back afterwards. */
  edit(seq: number, text: string): void {
    if (this.#mode.value.kind !== "edit") this.#aside = this.#text.value;
    this.#mode.value = { kind: "edit", seq };
    this.#text.value = text;
    this.focus();
  }

  /** Neither answers nor edits any more; an edit's text goes, what was begun before it is back. */
  cancel(): void {
    if (this.#mode.value.kind === "edit") this.#text.value = this.#aside;
    this.#aside = "";
    this.#mode.value = fresh;
    this.focus();
  }

  /** It was sent. */
  clear(): void {
    if (this.#mode.value.kind !== "edit") this.#text.value = "";
    this.cancel();
  }

  /** Puts back a text that was not sent, before whatever was begun since. */
  restore(text: string): void {
    const begun = this.#text.value;
    this.#text.value = begun.trim() === "" ? text : `${text}\n\n${begun}`;
    this.focus(text.length);
  }

  /** Has the box take the focus, with the caret at the end unless told otherwise. */
  focus(caret: number = this.#text.value.length): void {
    this.#call.value = { caret };
  }
}
