/** Values of labels, in the order of their names. */
export type Labels = readonly (string | number)[];

/** Counts things apart by their labels, whose values have to be few. */
export class Tally {
  /** The names of the labels. */
  readonly labels: readonly string[];
  readonly #counts = new Map<string, { readonly values: Labels; count: number }>();

  constructor(labels: readonly string[]) {
    this.labels = labels;
  }

  /** Counts one. */
  add(...values: Labels): void {
    const key = values.join("\n");
    const known = this.#counts.get(key);
    if (known) known.count++;
    else this.#counts.set(key, { values, count: 1 });
  }

  /** What was counted, in the order in which it came up first. */
  get rows(): (readonly [values: Labels, count: number])[] {
    return Array.from(this.#counts.values(), ({ values, count }) => [values, count]);
  }
}
