import type { DraftStorage } from "../../client/stored_drafts.ts";

/** A browser's storage, in memory. */
export class MemoryStorage implements DraftStorage {
  readonly #items = new Map<string, string>();
  /** From now on it is full. */
  isFull = false;

  get length(): number {
    return this.#items.size;
  }

  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (this.isFull) throw new Error("Cannot store: the quota is exceeded");
    this.#items.set(key, value);
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }
}
