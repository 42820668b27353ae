import type { DraftStorage } from "../../../client/composer/stored_drafts.ts";
import { FakeStorage } from "./fake_storage.ts";

/** All of a browser's storage, which may be full. */
export class MemoryStorage extends FakeStorage implements DraftStorage {
  /** Whether nothing more goes in. */
  isFull = false;

  get length(): number {
    return this.items.size;
  }

  key(index: number): string | null {
    return [...this.items.keys()][index] ?? null;
  }

  override setItem(key: string, value: string): void {
    if (this.isFull) throw new Error("Cannot store: the quota is exceeded");
    super.setItem(key, value);
  }

  removeItem(key: string): void {
    this.items.delete(key);
  }
}
