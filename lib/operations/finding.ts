/** Faults beyond these are only counted. */
const faultsShown = 5;

/** What one check of the doctor found. */
export class Finding {
  /** What was looked at, in a word or two: `search index`. */
  readonly check: string;
  /** What there is to know when all is well. */
  facts = "";
  readonly #mend: string;
  readonly #faults: string[] = [];
  #count = 0;

  /** @param mend What to do when something is wrong. */
  constructor(check: string, mend: string) {
    this.check = check;
    this.#mend = mend;
  }

  /** Whether nothing is wrong. */
  get isWell(): boolean {
    return this.#count === 0;
  }

  /** Notes that something is wrong. Of very many, some are kept and the rest counted. */
  fault(what: string): void {
    if (this.#count++ < faultsShown) this.#faults.push(what);
  }

  /** The line, or, when something is wrong, lines of a report. */
  toString(): string {
    if (this.isWell) return `ok    ${this.check}: ${this.facts}`;
    const unshown = this.#count - this.#faults.length;
    const rest = unshown === 0 ? [] : [`and ${unshown} more`];
    const [first, ...others] = [...this.#faults, ...rest, `-> ${this.#mend}`];
    return [`FAIL  ${this.check}: ${first}`, ...others].join("\n      ");
  }
}
