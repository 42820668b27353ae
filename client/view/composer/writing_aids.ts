/** What helps who writes: suggestions, formatting, lists. Imported once a message is begun. */
import { effect, untracked } from "@preact/signals";
import type { ComponentType } from "preact";
import { Completion } from "../../composer/completion.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { EmojiShortcodes } from "../../emoji/emoji_shortcodes.ts";
import { format } from "../../composer/formatting.ts";
import type { Format } from "../../composer/formatting.ts";
import { continueList } from "../../composer/list_item.ts";
import { mentionable, suggestPeople } from "../../composer/mentionable.ts";
import { pasteLink } from "../../composer/pasted_link.ts";
import { replaced } from "../../composer/selection.ts";
import type { Selection } from "../../composer/selection.ts";
import type { Suggestion } from "../../composer/suggestion.ts";
import { late } from "../../i18n/late_texts.ts";
import { editBox, selectionOf } from "./edit_box.ts";
import { rowId, Suggestions, suggestionsId } from "./suggestions.tsx";
import type { SuggestionsProps } from "./suggestions.tsx";

/** See the module's words; for one box. */
export class WritingAids {
  /** Shows what is suggested. */
  readonly View: ComponentType<SuggestionsProps> = Suggestions;
  readonly #box: HTMLTextAreaElement;
  readonly #conversation: Conversation;
  readonly #completion: Completion;

  /** Helps with what is written into `box`. */
  constructor(box: HTMLTextAreaElement, conversation: Conversation) {
    this.#box = box;
    this.#conversation = conversation;
    const emoji = new EmojiShortcodes({
      load: async () => (await import("../../emoji/emoji_search.ts")).loadEmojiSearch(),
      loaded: () => this.typed(),
    });
    this.#completion = new Completion(({ kind, words }) => {
      if (kind === "emoji") return emoji.suggest(words);
      const people = mentionable(conversation.state.peek());
      return suggestPeople(people, words).map((person) => ({ kind, person }));
    });
  }

  /** What is suggested. */
  get completion(): Completion {
    return this.#completion;
  }

  /** Id of the list of suggestions, while there is one. */
  get listId(): string | undefined {
    return this.#completion.active.value && suggestionsId;
  }

  /** Id of the row in it that is active. */
  get activeId(): string | undefined {
    const { list, active } = this.#completion;
    return active.value && rowId(list.value.indexOf(active.value));
  }

  /** Begins to watch the caret and to say what is suggested; gives a function that stops it. */
  attach(): () => void {
    // Not every browser lets the box itself tell that its caret has moved.
    const moved = () => this.#completion.moved(this.selection);
    document.addEventListener("selectionchange", moved);
    let count = 0;
    const stop = effect(() => {
      const before = count;
      count = this.#completion.list.value.length;
      const { announcer } = this.#conversation;
      if (before === 0 && count > 0) {
        untracked(() => announcer.say(late().suggestions.found(count)));
      }
    });
    return () => {
      document.removeEventListener("selectionchange", moved);
      stop();
    };
  }

  /** Something was typed. */
  typed(): void {
    if (this.#box === document.activeElement) this.#completion.typed(this.selection);
  }

  /** Goes on with a list in which a new line begins; `false` where there is none. */
  newLine(): boolean {
    const continued = continueList(this.selection);
    if (continued !== undefined) editBox(this.#box, continued);
    return continued !== undefined;
  }

  /** Makes a link where an address is pasted over words; `false` when that is not what happens. */
  pasted(words: string): boolean {
    const linked = pasteLink(this.selection, words);
    if (linked !== undefined) editBox(this.#box, linked);
    return linked !== undefined;
  }

  /** Makes what is selected bold, say. */
  format(name: Format): void {
    editBox(this.#box, format(name, this.selection));
  }

  /** What is selected now. */
  get selection(): Selection {
    return selectionOf(this.#box);
  }

  /** Puts something in place of what was selected. */
  insert(insert: string, { start, end }: Selection): void {
    editBox(this.#box, replaced(this.selection, { start, end, insert }));
  }

  /** Takes a suggestion, the active one unless told otherwise. */
  pick(suggestion?: Suggestion): void {
    editBox(this.#box, this.#completion.pick(this.selection, suggestion));
  }

  /**
   * While something is suggested, some keys are for the list: tells whether this is one of them, and
   * does what it means. Those of an input method are not for here.
   */
  pressed(event: KeyboardEvent): boolean {
    const isHeld = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey;
    if (this.#completion.active.value === undefined || isHeld) return false;
    switch (event.key) {
      case "ArrowDown":
        return this.#completion.step(1), true;
      case "ArrowUp":
        return this.#completion.step(-1), true;
      case "Enter":
      case "Tab":
        return this.pick(), true;
      case "Escape":
        return this.#completion.dismiss(), true;
      default:
        return false;
    }
  }
}
