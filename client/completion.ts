import { batch, computed, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Person } from "../lib/wire/messages.ts";
import { findMentionQuery } from "./mention_query.ts";
import type { MentionQuery } from "./mention_query.ts";
import { suggest } from "./mentionable.ts";
import { replaced } from "./selection.ts";
import type { Selection } from "./selection.ts";

/**
 * Suggests whom to mention while an `@` and letters are typed. Opens only by typing, so that it is
 * in nobody's way who passes a name with the caret.
 */
export class Completion {
  readonly #people: () => readonly Person[];
  readonly #query = signal<MentionQuery | undefined>(undefined);
  readonly #list = signal<readonly Person[]>([]);
  readonly #index = signal(0);
  readonly #active = computed(() => this.#list.value[this.#index.value]);
  /** Where the `@` stands for which suggestions are not wanted. */
  #dismissedAt: number | undefined;

  /** Suggests nothing yet; `people` gives whom there is to mention. */
  constructor(people: () => readonly Person[]) {
    this.#people = people;
  }

  /** Those suggested, best first; empty while there is nothing to complete. */
  get list(): ReadonlySignal<readonly Person[]> {
    return this.#list;
  }

  /** The one that {@linkcode pick} takes. */
  get active(): ReadonlySignal<Person | undefined> {
    return this.#active;
  }

  /** Something was typed. */
  typed({ text, start, end }: Selection): void {
    const query = start === end ? findMentionQuery(text, end) : undefined;
    if (query?.start !== this.#dismissedAt) this.#dismissedAt = undefined;
    if (query === undefined || this.#dismissedAt !== undefined) return this.close();
    this.#show(query, suggest(this.#people(), query.words));
  }

  /** The caret may have moved: suggestions go unless it is still where they belong. */
  moved({ text, start, end }: Selection): void {
    const query = this.#query.value;
    if (query === undefined) return;
    const now = start === end ? findMentionQuery(text, end) : undefined;
    if (now?.start !== query.start || now.words !== query.words) this.close();
  }

  /** Makes another one active, from the last on to the first. */
  step(by: 1 | -1): void {
    const { length } = this.#list.value;
    if (length > 0) this.#index.value = (this.#index.value + by + length) % length;
  }

  /** Puts a name in place of what was typed of it; the active one unless told otherwise. */
  pick(selection: Selection, person: Person | undefined = this.#active.value): Selection {
    const query = this.#query.value;
    this.close();
    if (query === undefined || person === undefined) return selection;
    const { start, end } = query;
    const behind = selection.text.slice(end);
    const picked = replaced(selection, { start, end, insert: `@${person.name}` });
    // The caret comes to stand behind a space, be it there already.
    if (/^[^\S\n]/.test(behind)) return { ...picked, start: picked.start + 1, end: picked.end + 1 };
    return replaced(picked, { start: picked.start, end: picked.end, insert: " " });
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

  #show(query: MentionQuery, list: readonly Person[]): void {
    if (list.length === 0) return this.close();
    batch(() => {
      const before = this.#active.value?.id;
      this.#query.value = query;
      this.#list.value = list;
      // Who was chosen by the arrow keys stays so while more of the name is typed.
      const kept = this.#index.value === 0 ? -1 : list.findIndex(({ id }) => id === before);
      this.#index.value = Math.max(0, kept);
    });
  }
}
