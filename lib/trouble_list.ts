import type { Clock } from "./clock.ts";

/** What may be in trouble by itself. */
export type Part = "store" | "files";

/** Trouble that nobody met for so long tells nothing of how things are, in milliseconds. */
const staleMs = 60_000;

/** Knows which parts of the server are in trouble just now, from whoever met it. */
export class TroubleList {
  readonly #clock: Clock;
  /** What runs, and when it was met last. */
  readonly #running = new Map<object, { readonly part: Part; readonly metAtMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Somebody met `trouble`, perhaps again. */
  met(trouble: object, part: Part): void {
    this.#running.set(trouble, { part, metAtMs: this.#clock.now() });
  }

  /** It is over. */
  over(trouble: object): void {
    this.#running.delete(trouble);
  }

  /** Whether a part is in trouble: somebody met it in the last minute, and nobody found it over. */
  has(part: Part): boolean {
    const sinceMs = this.#clock.now() - staleMs;
    return [...this.#running.values()].some((one) => one.part === part && one.metAtMs > sinceMs);
  }
}
