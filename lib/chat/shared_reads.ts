import { Permits } from "../permits.ts";

/** Settings of {@linkcode SharedReads}. */
export interface SharedReadsOptions {
  /** Reads of which the result stays at hand, the newest ones. */
  kept: number;
  /** Reads that are under way at once; the others wait for these. */
  atOnce: number;
}

/**
 * Reads that several ask for, done once: whoever asks for what is being read, or was read of late,
 * gets the same. What fails is read again.
 */
export class SharedReads<Value> {
  readonly #permits: Permits;
  #kept: number;
  /** In the order they were asked for last. */
  readonly #reads = new Map<string, Promise<Value>>();

  constructor({ kept, atOnce }: SharedReadsOptions) {
    this.#kept = kept;
    this.#permits = new Permits(atOnce);
  }

  /** How many results stay at hand. */
  set kept(count: number) {
    this.#kept = count;
    this.#trim();
  }

  /**
   * Gives what `read` gives, or gave somebody else.
   *
   * @param key Names what is read.
   */
  get(key: string, read: () => Promise<Value>): Promise<Value> {
    let reading = this.#reads.get(key);
    if (!reading) {
      const begun = reading = this.#permits.run(read);
      begun.catch(() => {
        if (this.#reads.get(key) === begun) this.#reads.delete(key);
      });
    }
    this.#reads.delete(key);
    this.#reads.set(key, reading);
    this.#trim();
    return reading;
  }

  /** Lets go of all results: what is asked for from now on is read anew. */
  clear(): void {
    this.#reads.clear();
  }

  #trim(): void {
    for (const key of this.#reads.keys()) {
      if (this.#reads.size <= this.#kept) break;
      this.#reads.delete(key);
    }
  }
}
