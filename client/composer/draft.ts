import { batch, computed, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { RequestFailure } from "../connection/requests.ts";

/** What becomes of the draft when it is sent. */
export type DraftMode =
  | { readonly kind: "new" }
  /** It answers the message with this `seq`. */
  | { readonly kind: "reply"; readonly seq: number }
  /** It takes the place of the text of one's own message with this `seq`. */
  | { readonly kind: "edit"; readonly seq: number };

/** How far an edit has come. */
export type EditProgress =
  | { readonly kind: "open" }
  /** It is on its way, and nothing may be changed meanwhile. */
  | { readonly kind: "saving" }
  /** It did not come about; the text is still there. */
  | { readonly kind: "failed"; readonly failure: RequestFailure }
  /** Nothing is left of the text: is the message to be deleted? */
  | { readonly kind: "emptied" };

/** What is to outlive the page. */
export interface KeptDraft {
  readonly text: string;
  /** The `seq` of the message that it answers. */
  readonly replyTo?: number;
}

const fresh: DraftMode = { kind: "new" };
const open: EditProgress = { kind: "open" };

/**
 * What one is writing in a room, and what for. Knows no box: the composer shows `text`, writes what
 * is typed, and takes the focus at each `call`.
 */
export class Draft {
  readonly #text = signal("");
  readonly #mode = signal(fresh);
  readonly #progress = signal(open);
  readonly #call = signal<{ readonly caret: number } | undefined>(undefined);
  /** What had been begun when an edit took its place. */
  readonly #aside = signal<KeptDraft>({ text: "" });
  readonly #kept = computed(() => {
    const [text, mode] = [this.#text.value, this.#mode.value];
    if (mode.kind === "edit") return this.#aside.value;
    return mode.kind === "reply" ? { text, replyTo: mode.seq } : { text };
  });
  /** What was to be edited, as it was. */
  readonly #before = signal("");
  /** Edits that something else took the place of before they were saved, by the message's `seq`. */
  readonly #edits = signal<ReadonlyMap<number, string>>(new Map());
  readonly #hasUnsavedEdit = computed(() => {
    const isChanged = this.#mode.value.kind === "edit" && this.#text.value !== this.#before.value;
    return isChanged || this.#edits.value.size > 0;
  });
  /** What was asked for while an edit was on its way; no text is only there. */
  #next: (() => void) | undefined;

  /** What is written so far. */
  get text(): ReadonlySignal<string> {
    return this.#text;
  }

  /** What becomes of it. */
  get mode(): ReadonlySignal<DraftMode> {
    return this.#mode;
  }

  /** How far an edit has come; `open` when there is none. */
  get progress(): ReadonlySignal<EditProgress> {
    return this.#progress;
  }

  /** Another one each time that the box should take the focus, with the caret there. */
  get call(): ReadonlySignal<{ readonly caret: number } | undefined> {
    return this.#call;
  }

  /** What is to outlive the page: all but an edit, in whose stead it is what was begun before. */
  get kept(): ReadonlySignal<KeptDraft> {
    return this.#kept;
  }

  /** Whether there are changes to a message that only this page knows of. */
  get hasUnsavedEdit(): ReadonlySignal<boolean> {
    return this.#hasUnsavedEdit;
  }

  /** Call with all that the box holds, at each change. */
  write(text: string): void {
    this.#text.value = text;
    const isAsked = this.#progress.value.kind === "emptied";
    if (isAsked && trimMessage(text) !== "") this.#progress.value = open;
  }

  /** What is written answers the message `seq`; an edit waits until its message is edited again. */
  reply(seq: number): void {
    this.#whenSaved(() => {
      if (this.#mode.value.kind === "edit") this.#leaveEdit();
      this.#mode.value = { kind: "reply", seq };
      this.focus();
    });
  }

  /**
   * The text of one's own message `seq` is to be changed; what was begun comes back afterwards. It
   * goes on with changes to it that were not saved.
   */
  edit(seq: number, text: string): void {
    this.#whenSaved(() => {
      if (this.#mode.value.kind === "edit") this.#leaveEdit();
      this.#aside.value = this.#kept.value;
      this.#mode.value = { kind: "edit", seq };
      this.#before.value = text;
      this.#text.value = this.#edits.value.get(seq) ?? text;
      this.#keepEdit(seq, undefined);
      this.focus();
    });
  }

  /**
   * Ends an edit by having `send` bring it to the server. When that fails, the text stays and
   * `progress` says why; when nothing is left of the text, `progress` asks. A text that is as it
   * was is not sent.
   *
   * @returns Whether something was changed.
   */
  async save(
    send: (seq: number, text: string) => Promise<RequestFailure | undefined>,
  ): Promise<boolean> {
    const mode = this.#mode.value;
    if (mode.kind !== "edit" || this.#progress.value.kind === "saving") return false;
    const text = trimMessage(this.#text.value);
    if (text === trimMessage(this.#before.value)) this.cancel();
    else if (text === "") this.#progress.value = { kind: "emptied" };
    else {
      this.#progress.value = { kind: "saving" };
      const failure = await send(mode.seq, text);
      batch(() => this.#answered(failure));
      return failure === undefined;
    }
    return false;
  }

  /** Neither answers nor edits any more; an edit's text goes, what was begun before it is back. */
  cancel(): void {
    this.#whenSaved(() => {
      if (this.#mode.value.kind === "edit") this.#endEdit();
      else this.#mode.value = fresh;
      this.focus();
    });
  }

  /** What is written is a message of its own after all: what it answers or edits is not there. */
  detach(): void {
    this.#whenSaved(() => {
      const { kind } = this.#mode.value;
      const text = this.#text.value;
      if (kind === "edit") this.#endEdit();
      this.#mode.value = fresh;
      if (kind === "edit") this.#prepend(text);
    });
  }

  /** The same where the whole log is another one: for edits that were not saved, too. */
  detachAll(): void {
    this.#whenSaved(() => {
      this.detach();
      for (const text of this.#edits.value.values()) this.#prepend(text);
      this.#edits.value = new Map();
    });
  }

  /** It was sent. */
  clear({ takesFocus = true }: { takesFocus?: boolean } = {}): void {
    batch(() => {
      this.#text.value = "";
      this.#mode.value = fresh;
      if (takesFocus) this.focus();
    });
  }

  /** Takes up what was kept, in place of what is there, without taking the focus. */
  resume({ text, replyTo }: KeptDraft): void {
    batch(() => {
      this.#aside.value = { text, ...(replyTo !== undefined && { replyTo }) };
      if (this.#mode.value.kind !== "edit") this.#takeUpAside();
    });
  }

  /**
   * Puts back a text that was not sent, before whatever was begun since. While an edit is on its
   * way that is what comes back afterwards; any other edit waits as in {@linkcode reply}.
   *
   * @param replyTo The `seq` of the message that it answered; what was begun may answer another.
   */
  restore(text: string, replyTo?: number): void {
    if (this.#progress.value.kind === "saving") {
      const { text: begun, replyTo: answers = replyTo } = this.#aside.value;
      this.#aside.value = {
        text: above(text, begun),
        ...(answers !== undefined && { replyTo: answers }),
      };
      return;
    }
    batch(() => {
      if (this.#mode.value.kind === "edit") this.#leaveEdit();
      if (replyTo !== undefined && this.#mode.value.kind === "new") {
        this.#mode.value = { kind: "reply", seq: replyTo };
      }
      this.#prepend(text);
      this.focus(text.length);
    });
  }

  /** Has the box take the focus, with the caret at the end unless told otherwise. */
  focus(caret: number = this.#text.value.length): void {
    this.#call.value = { caret };
  }

  /** Does something at once, or once the edit that is on its way is decided about. */
  #whenSaved(change: () => void): void {
    if (this.#progress.value.kind === "saving") this.#next = change;
    else batch(change);
  }

  #answered(failure: RequestFailure | undefined): void {
    const next = this.#next;
    this.#next = undefined;
    if (failure !== undefined) {
      // Whatever was to come next would take the place of a text that is nowhere else.
      this.#progress.value = { kind: "failed", failure };
      return this.focus();
    }
    this.#endEdit();
    this.focus();
    next?.();
  }

  /** Something else takes an edit's place: what was changed is kept for the next time. */
  #leaveEdit(): void {
    const mode = this.#mode.value;
    const text = this.#text.value;
    if (mode.kind === "edit" && text !== this.#before.value) this.#keepEdit(mode.seq, text);
    this.#endEdit();
  }

  #keepEdit(seq: number, text: string | undefined): void {
    const edits = new Map(this.#edits.value);
    if (text === undefined) edits.delete(seq);
    else edits.set(seq, text);
    this.#edits.value = edits;
  }

  #endEdit(): void {
    this.#progress.value = open;
    this.#takeUpAside();
  }

  #takeUpAside(): void {
    const { text, replyTo } = this.#aside.value;
    this.#aside.value = { text: "" };
    this.#text.value = text;
    this.#mode.value = replyTo === undefined ? fresh : { kind: "reply", seq: replyTo };
  }

  #prepend(text: string): void {
    this.#text.value = above(text, this.#text.value);
  }
}

/** Both texts, one above the other. */
function above(text: string, begun: string): string {
  return trimMessage(begun) === "" ? text : `${text}\n\n${begun}`;
}

/**
 * What is said of a text: all but the empty lines before it and the white space behind it. The
 * first of several lines keeps its indent, for they may be code.
 */
export function trimMessage(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.includes("\n")) return trimmed;
  return text.slice(text.lastIndexOf("\n", text.indexOf(trimmed)) + 1).trimEnd();
}
