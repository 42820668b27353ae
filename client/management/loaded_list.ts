import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";

/** A page of a list: what is on it, and the cursor of the next one. */
export interface ListPage<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** What is known of a list. */
export interface Listing<T> {
  /** As they were last read; they stay when a reading fails. */
  readonly items: readonly T[];
  /** `loading` until it was read once. */
  readonly status: "loading" | "loaded" | "failed";
  /** Whether the server has more. */
  readonly hasMore: boolean;
}

/** A list at the server, read page by page. Of readings at the same time the last one holds. */
export class LoadedList<T> {
  readonly #state = signal<Listing<T>>({ items: [], status: "loading", hasMore: false });
  readonly #read: (cursor: string | undefined) => Promise<ListPage<T>>;
  #pages = 1;
  #turn = 0;

  /** Reads nothing yet; `read` gives a page, and rejects when that fails. */
  constructor(read: (cursor: string | undefined) => Promise<ListPage<T>>) {
    this.#read = read;
  }

  /** What is known of it. */
  get state(): ReadonlySignal<Listing<T>> {
    return this.#state;
  }

  /** Reads anew what is shown. Never rejects. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    const listing = await this.#listing();
    if (turn === this.#turn) this.#state.value = listing;
  }

  /** Reads one page more. Never rejects. */
  async more(): Promise<void> {
    this.#pages++;
    await this.load();
  }

  async #listing(): Promise<Listing<T>> {
    const items: T[] = [];
    let next: string | undefined;
    try {
      for (let page = 0; page < this.#pages && (page === 0 || next !== undefined); page++) {
        const read = await this.#read(next);
        items.push(...read.items);
        next = read.next;
      }
      return { items, status: "loaded", hasMore: next !== undefined };
    } catch {
      return { ...this.#state.peek(), status: "failed" };
    }
  }
}
