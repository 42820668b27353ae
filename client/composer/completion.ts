import { batch, computed, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { findCompletionQuery } from "./completion_query.ts";
import type { CompletionQuery } from "./completion_query.ts";
import { replaced } from "./selection.ts";
import type { Selection } from "./selection.ts";
import { insertOf } from "./suggestion.ts";
import type { Suggestion } from "./suggestion.ts";

/** Gives what goes on from what was typed, best first. */
export type Suggest = (query: CompletionQuery) => readonly Suggestion[];

/**
 * Suggests whom to mention while an `@` and letters are typed, and emoji behind a `:`. Opens only
 * by typing, so that it is in nobody's way who passes a name with the caret.
 */
export class Completion {
  readonly #suggest: Suggest;
  readonly #query = signal<CompletionQuery | undefined>(undefined);
  readonly #list = signal<readonly Suggestion[]>([]);
  readonly #index = signal(0);
  readonly #active = computed(() => this.#list.value[this.#index.value]);
  /** Where the sign stands behind which suggestions are not wanted. */
  #dismissedAt: number | undefined;

  /** Suggests nothing yet. */
  constructor(suggest: Suggest) {
    this.#suggest = suggest;
  }

  /** What is suggested, best first; empty while there is nothing to complete. */
  get list(): ReadonlySignal<readonly Suggestion[]> {
    return this.#list;
  }

  /** The one that {@linkcode pick} takes. */
  get active(): ReadonlySignal<Suggestion | undefined> {
    return this.#active;
  }

  /** Something was typed. */
  typed({ text, start, end }: Selection): void {
    const query = start === end ? findCompletionQuery(text, end) : undefined;
    if (query?.start !== this.#dismissedAt) this.#dismissedAt = undefined;
    if (query === undefined || this.#dismissedAt !== undefined) return this.close();
    this.#show(query, this.#suggest(query));
  }

  /** The caret may have moved: suggestions go unless it is still where they belong. */
  moved({ text, start, end }: Selection): void {
    const query = this.#query.value;
    if (query === undefined) return;
    const now = start === end ? findCompletionQuery(text, end) : undefined;
    if (now?.start !== query.start || now.words !== query.words) this.close();
  }

  /** Makes another one active, from the last on to the first. */
  step(by: 1 | -1): void {
    const { length } = this.#list.value;
    if (length > 0) this.#index.value = (this.#index.value + by + length) % length;
  }

  /** Puts a suggestion in place of what was typed; the active one unless told otherwise. */
  pick(selection: Selection, picked: Suggestion | undefined = this.#active.value): Selection {
    const query = this.#query.value;
    this.close();
    if (query === undefined || picked === undefined) return selection;
    const { start, end } = query;
    const behind = selection.text.slice(end);
    const done = replaced(selection, { start, end, insert: insertOf(picked) });
    // The caret comes to stand behind a space, be it there already.
    if (/^[^\S\n]/.test(behind)) return { ...done, start: done.start + 1, end: done.end + 1 };
    return replaced(done, { start: done.start, end: done.end, insert: " " });
  }

  /** Suggests nothing more for this name. */
  dismiss(): void {
    this.#dismissedAt = this.#query.value?.start;
    this.close();
  }

  /** Suggests nothing until more is typed. */
  close(): void {
    batch(() => {
      this.#query.value = undefined;
      if (this.#list.value.length > 0) this.#list.value = [];
      this.#index.value = 0;
    });
  }

  #show(query: CompletionQuery, list: readonly Suggestion[]): void {
    if (list.length === 0) return this.close();
    batch(() => {
      const before = this.#active.value;
      const isSame = (one: Suggestion) =>
        before !== undefined && insertOf(one) === insertOf(before);
      this.#query.value = query;
      this.#list.value = list;
      // What was chosen by the arrow keys stays so while more of the name is typed.
      const kept = this.#index.value === 0 ? -1 : list.findIndex(isSame);
      this.#index.value = Math.max(0, kept);
    });
  }
}
