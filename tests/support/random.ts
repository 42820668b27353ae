/** Random numbers that a seed repeats: what a test drew once, it draws again. */
export class Random {
  #state: number;

  /** @param seed A whole number from 0 up to, not including, 2^32. */
  constructor(readonly seed: number) {
    this.#state = seed;
  }

  /** A seed that nobody chose. */
  static newSeed(): number {
    return crypto.getRandomValues(new Uint32Array(1))[0]!;
  }

  /** A number from 0 up to, not including, 1, by the generator known as mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up to, not including, `count`. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** One of `items`, of which there has to be one. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}
