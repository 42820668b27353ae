import { ChatError } from "./errors.ts";

/**
 * Lets each identity send so many commands a second, with a burst of twice that unless told.
 *
 * The generic cell rate algorithm: one number an identity, the time at which its burst is whole
 * again, so that nothing needs refilling. Whoever has been quiet for as long is forgotten in time.
 *
 * @see {@link https://www.itu.int/rec/T-REC-I.371 | ITU-T I.371, annex A}
 */
export class RateLimiter {
  readonly #intervalMs: number;
  readonly #burstMs: number;
  readonly #wholeAt = new Map<string, number>();
  /** The number of identities at which the quiet ones are dropped. */
  #dropAt = 1024;

  /**
   * @param perSecond Commands a second; 0 limits nobody.
   * @param burst Commands at once by who has been quiet; as many as in 2 s unless given.
   */
  constructor(perSecond: number, burst = 2 * perSecond) {
    this.#intervalMs = perSecond > 0 ? 1000 / perSecond : 0;
    this.#burstMs = burst * this.#intervalMs;
  }

  /**
   * Counts one command of `id`.
   *
   * @param nowMs Unix milliseconds.
   * @param count As how many it counts; no more than the burst, or it never passes.
   * @returns 0 when it may pass, else the milliseconds after which the next such one would.
   */
  take(id: string, nowMs: number, count = 1): number {
    if (this.#intervalMs === 0) return 0;
    // Bounded above as well, for the clock of a machine may be set back.
    const before = Math.min(this.#wholeAt.get(id) ?? 0, nowMs + this.#burstMs);
    const wholeAt = Math.max(nowMs, before) + count * this.#intervalMs;
    const waitMs = wholeAt - nowMs - this.#burstMs;
    // Half an interval of grace, for sums of fractions never come out whole.
    if (waitMs > this.#intervalMs / 2) return Math.ceil(waitMs);
    this.#wholeAt.set(id, wholeAt);
    if (this.#wholeAt.size >= this.#dropAt) this.#drop(nowMs);
    return 0;
  }

  /** Forgets those whose burst is whole again. Runs rarely enough to cost nothing a command. */
  #drop(nowMs: number): void {
    for (const [id, wholeAt] of this.#wholeAt) {
      if (wholeAt <= nowMs) this.#wholeAt.delete(id);
    }
    this.#dropAt = Math.max(1024, 2 * this.#wholeAt.size);
  }
}

/** The error for a command that came too fast. */
export function rateLimited(retryAfterMs: number, ref?: string): ChatError {
  const message = `Cannot take so many commands: try again in ${retryAfterMs} ms`;
  return new ChatError("rate_limited", message, { ref, retryAfterMs });
}
