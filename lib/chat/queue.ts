/** Settings of a {@linkcode Queue}. */
export interface QueueOptions<T> {
  /** How much may wait, in units of `weigh`. */
  capacity: number;
  /** What one item counts, 1 or more; 1 unless given. Asked once, when the item is pushed. */
  weigh?: (item: T) => number;
}

interface Waiting<T> {
  item: T;
  weight: number;
  resolve: (taken: boolean) => void;
}

/**
 * A bounded first-in, first-out channel between many writers and one reader.
 *
 * - **Full**: {@linkcode tryPush} refuses, {@linkcode push} waits for space. A queue that holds
 *   nothing takes any item, however heavy, so that nothing is stuck for ever.
 * - **Closed**: what was taken is still read, then the iteration ends; new and waiting pushes give
 *   `false`.
 * - **The reader leaves early** (`break`, `return`, a throw in its loop): the queue closes; what it
 *   had taken is left for {@linkcode drain}.
 *
 * @example
 * ```ts
 * import { Queue } from "./queue.ts";
 *
 * const queue = new Queue<string>({ capacity: 2 });
 * queue.tryPush("a");
 * queue.tryPush("b");
 * queue.close();
 * for await (const batch of queue.batches()) {
 *   if (batch.join() !== "a,b") throw new Error("both come at once");
 * }
 * ```
 */
export class Queue<T> {
  readonly #capacity: number;
  readonly #weigh: (item: T) => number;
  #items: T[] = [];
  #weights: number[] = [];
  #weight = 0;
  #waiting: Waiting<T>[] = [];
  #isClosed = false;
  #isRead = false;
  /** Wakes the reader that found nothing. */
  #wake: (() => void) | undefined;

  constructor(options: QueueOptions<T>) {
    if (!(options.capacity > 0)) {
      throw new RangeError(
        `Cannot make a queue of capacity ${options.capacity}: it must be above 0`,
      );
    }
    this.#capacity = options.capacity;
    const { weigh } = options;
    this.#weigh = weigh ? (item) => Math.max(1, weigh(item)) : () => 1;
  }

  /** How many items wait, those of waiting pushes not counted. */
  get size(): number {
    return this.#items.length;
  }

  /** Whether nothing more is taken. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Adds `item` unless the queue is full or closed; tells whether it did. */
  tryPush(item: T): boolean {
    const weight = this.#weigh(item);
    if (this.#isClosed || this.#waiting.length > 0 || !this.#fits(weight)) return false;
    this.#take(item, weight);
    return true;
  }

  /** Adds `item`, after a wait for space where the queue is full; `false` when it is closed. */
  push(item: T): Promise<boolean> {
    const weight = this.#weigh(item);
    if (this.#isClosed) return Promise.resolve(false);
    if (this.#waiting.length === 0 && this.#fits(weight)) {
      this.#take(item, weight);
      return Promise.resolve(true);
    }
    return new Promise((resolve) => this.#waiting.push({ item, weight, resolve }));
  }

  /** Ends the queue once what it holds is read; may be called twice. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve(false);
    this.#wake?.();
  }

  /** Gives one item at a time; see {@linkcode batches}. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for await (const [item] of this.batches(1)) yield item!;
  }

  /**
   * Gives all that waits, at least one item, as one batch in order; waits while there is nothing.
   *
   * @param maxWeight A batch ends before the item that would take it past this weight.
   * @param ready Awaited before each batch is cut, so that what comes meanwhile is part of it.
   * @throws {TypeError} when the queue has a reader already.
   */
  async *batches(
    maxWeight = Infinity,
    ready?: () => Promise<void> | undefined,
  ): AsyncGenerator<T[], void, void> {
    if (this.#isRead) throw new TypeError("Cannot read the queue: it has a reader already");
    this.#isRead = true;
    try {
      while (true) {
        if (this.#items.length > 0) {
          await ready?.();
          yield this.#cut(maxWeight);
        } else if (this.#isClosed) return;
        else await this.#arrival();
      }
    } finally {
      this.close();
    }
  }

  /** Takes out all that waits, without reading it. */
  drain(): T[] {
    const items = this.#items;
    this.#items = [];
    this.#weights = [];
    this.#weight = 0;
    return items;
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }

  #fits(weight: number): boolean {
    return this.#items.length === 0 || this.#weight + weight <= this.#capacity;
  }

  #take(item: T, weight: number): void {
    this.#items.push(item);
    this.#weights.push(weight);
    this.#weight += weight;
    this.#wake?.();
  }

  /** Takes the next batch out and lets waiting pushes in. */
  #cut(maxWeight: number): T[] {
    let batch = this.#items;
    if (this.#weight <= maxWeight) this.drain();
    else {
      let count = 1;
      let weight = this.#weights[0]!;
      while (weight + this.#weights[count]! <= maxWeight) weight += this.#weights[count++]!;
      batch = this.#items.splice(0, count);
      this.#weights.splice(0, count);
      this.#weight -= weight;
    }
    while (this.#waiting.length > 0 && this.#fits(this.#waiting[0]!.weight)) {
      const { item, weight, resolve } = this.#waiting.shift()!;
      this.#take(item, weight);
      resolve(true);
    }
    return batch;
  }
}
