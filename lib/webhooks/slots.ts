/** Lets so many tasks run at once, and the others in the order in which they came. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  /** @param count How many may run at once. */
  constructor(count: number) {
    this.#free = count;
  }

  /** Runs a task when it is its turn; gives what it gives. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((go) => this.#waiting.push(go));
    try {
      return await task();
    } finally {
      // The place goes from hand to hand, so that nobody overtakes.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
