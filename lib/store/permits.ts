/** Lets so many do something at once; the others wait, in the order in which they came. */
export class Permits {
  readonly #size: number;
  #taken = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  /** Resolves once there is one, which is given back with {@linkcode giveBack}. */
  async take(): Promise<void> {
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
    await Promise.all(Array.from({ length: this.#size }, () => this.take()));
  }
}
