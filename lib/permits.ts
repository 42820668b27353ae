/** Lets so many do something at once; the others wait, in the order in which they came. */
export class Permits {
  readonly #size: number;
  readonly #mostWaiting: number;
  #taken = 0;
  readonly #waiting: (() => void)[] = [];

  /** @param mostWaiting How many may wait at once; all others are refused. */
  constructor(size: number, mostWaiting: number) {
    this.#size = size;
    this.#mostWaiting = mostWaiting;
  }

  /**
   * Resolves once there is one, which is given back with {@linkcode giveBack}.
   *
   * @throws {Error} when too many wait already; the words are for the operator.
   */
  async take(): Promise<void> {
    if (this.#taken === this.#size && this.#waiting.length >= this.#mostWaiting) {
      throw new Error("too many wait for it; see what keeps it busy");
    }
    await this.#takeNext();
  }

  async #takeNext(): Promise<void> {
    if (this.#taken < this.#size) this.#taken++;
    // Whoever gives one back hands it on.
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  giveBack(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#taken--;
  }

  /** Resolves once nobody has one or waits for one; then none is left. */
  async takeAll(): Promise<void> {
    await Promise.all(Array.from({ length: this.#size }, () => this.#takeNext()));
  }
}
