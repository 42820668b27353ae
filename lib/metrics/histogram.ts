/** Counts values by how large they are. */
export class Histogram {
  /** What each of {@linkcode counts} goes up to, rising; one more is for all above. */
  readonly bounds: readonly number[];
  /** How many values were in each range. */
  readonly counts: number[];
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.counts = new Array(bounds.length + 1).fill(0);
  }

  /** All values together. */
  get sum(): number {
    return this.#sum;
  }

  add(value: number): void {
    const { bounds, counts } = this;
    let range = 0;
    while (range < bounds.length && value > bounds[range]!) range++;
    counts[range]!++;
    this.#sum += value;
  }
}
