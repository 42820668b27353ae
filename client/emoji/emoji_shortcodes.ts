import { maxSuggested } from "../composer/suggestion.ts";
import type { Suggestion } from "../composer/suggestion.ts";

/** Finds emoji by what they are called, best first. */
export type FindEmoji = (words: string) => readonly {
  readonly emoji: string;
  readonly label: string;
}[];

/** What {@linkcode EmojiShortcodes} needs from outside. */
export interface EmojiShortcodesParts {
  /** Loads what finds them; called once, and again when that failed. */
  load(): Promise<FindEmoji>;
  /** Called when it is there, for what was typed meanwhile. */
  loaded(): void;
}

/** Suggests emoji by name. Loads them when the first name is typed, and nothing before. */
export class EmojiShortcodes {
  readonly #parts: EmojiShortcodesParts;
  #find: FindEmoji | undefined;
  #isLoading = false;

  /** Loads nothing yet. */
  constructor(parts: EmojiShortcodesParts) {
    this.#parts = parts;
  }

  /** Those whose name goes on from `words`; none while they are not loaded. */
  suggest(words: string): Suggestion[] {
    if (this.#find === undefined) {
      void this.#load();
      return [];
    }
    return this.#find(words.replaceAll("_", " ")).slice(0, maxSuggested)
      .map(({ emoji, label }) => ({ kind: "emoji", emoji, label }));
  }

  async #load(): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    try {
      this.#find = await this.#parts.load();
      this.#parts.loaded();
    } catch {
      // Nobody waits for it: who goes on typing tries again.
    } finally {
      this.#isLoading = false;
    }
  }
}
