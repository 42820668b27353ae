import type { SettingsStorage } from "../platform/settings.ts";

const key = "parley.emoji";
/** Uses that count. */
const maxUses = 64;
/** What most people need most. */
const common: readonly string[] = ["👍", "❤️", "😂", "🎉", "👀", "🙏"];

/** Which emoji one used, kept in this browser. Where nothing can be kept it forgets. */
export class EmojiUses {
  readonly #storage: SettingsStorage;

  /** Reads and writes `storage` at each call, since other tabs do as well. */
  constructor(storage: SettingsStorage) {
    this.#storage = storage;
  }

  /** Notes that an emoji was used. */
  note(emoji: string): void {
    try {
      this.#storage.setItem(key, JSON.stringify([emoji, ...this.#read()].slice(0, maxUses)));
    } catch {
      // Full or forbidden: nothing that anybody has to know of.
    }
  }

  /** The ones used last, each once, newest first. */
  recent(count: number): string[] {
    return [...new Set(this.#read())].slice(0, count);
  }

  /** The ones used most, filled up with what most people use. */
  frequent(count: number): string[] {
    const uses = this.#read();
    const times = (emoji: string) => uses.filter((other) => other === emoji).length;
    // One use is an accident.
    const often = [...new Set(uses)].filter((emoji) => times(emoji) > 1)
      .sort((one, other) => times(other) - times(one));
    return [...new Set([...often, ...common])].slice(0, count);
  }

  #read(): string[] {
    try {
      const uses: unknown = JSON.parse(this.#storage.getItem(key) ?? "[]");
      return Array.isArray(uses) ? uses.filter((emoji) => typeof emoji === "string") : [];
    } catch {
      return [];
    }
  }
}
