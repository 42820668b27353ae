import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import { RateLimiter } from "../rate_limiter.ts";
import { isLoopback, networkOf } from "./networks.ts";

/** So many seconds of its rate an address may read at once, when all behind it come back. */
const burstSeconds = 10;
/** As how many reads a search counts: it keeps the store busy for as long. */
const readsPerSearch = 10;

/**
 * Bounds how fast one network address has the store read something over HTTP, for what is read stands
 * in front of what is to be written.
 *
 * @see {@linkcode networkOf} for what one address is, {@linkcode isLoopback} for who is not counted.
 */
export class Reads {
  readonly #limiter: RateLimiter;
  readonly #clock: Clock;

  /** @param perSecond Reads a second, ten times that at once; 0 for no limit. */
  constructor(perSecond: number, clock: Clock) {
    // Of whatever rate, one search passes.
    const burst = Math.max(burstSeconds * perSecond, readsPerSearch);
    this.#limiter = new RateLimiter(perSecond, burst);
    this.#clock = clock;
  }

  /**
   * Counts what is about to be read: a list, a page of messages, or a search.
   *
   * @throws {ChatError} `rate_limited`.
   */
  count(address: string, what: "list" | "search" = "list"): void {
    if (isLoopback(address)) return;
    const reads = what === "search" ? readsPerSearch : 1;
    const waitMs = this.#limiter.take(networkOf(address), this.#clock.now(), reads);
    if (waitMs === 0) return;
    throw new ChatError("rate_limited", "Cannot read so fast: your address reads too much", {
      retryAfterMs: waitMs,
    });
  }
}
