/** Lets so many do something at once; the others wait, in the order in which they came. */
export class Permits {
  readonly #size: number;
  readonly #mostWaiting: number;
  #taken = 0;
  readonly #waiting: (() => void)[] = [];

  /** @param mostWaiting How many may wait at once; all others are refused. Nobody is unless given. */
  constructor(size: number, mostWaiting = Infinity) {
    this.#size = size;
    this.#mostWaiting = mostWaiting;
  }

  /**
   * Resolves once there is one, which is given back with {@linkcode giveBack}.
   *
   * @throws {Error} when too many wait already; the words are for the operator.
   */
  take(): Promise<void> {
    return this.#take(this.#mostWaiting);
  }

  /**
   * Runs a task with one, right now where there is one; gives what it gives.
   *
   * @throws {Error} as {@linkcode take}, and what the task throws.
   */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#taken < this.#size) this.#taken++;
    else await this.#wait(this.#mostWaiting);
    try {
      return await task();
    } finally {
      this.giveBack();
    }
  }

  giveBack(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#taken--;
  }

  /** Resolves once nobody has one or waits for one; then none is left. */
  async takeAll(): Promise<void> {
    await Promise.all(Array.from({ length: this.#size }, () => this.#take(Infinity)));
  }

  async #take(mostWaiting: number): Promise<void> {
    if (this.#taken < this.#size) this.#taken++;
    else await this.#wait(mostWaiting);
  }

  /** Whoever gives one back hands it on, so that nobody overtakes. */
  #wait(mostWaiting: number): Promise<void> {
    if (this.#waiting.length >= mostWaiting) {
      throw new Error("too many wait for it; see what keeps it busy");
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
