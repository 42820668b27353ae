import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import { networkOf } from "./networks.ts";

/** Wrong secrets that one network address may send: so many at once, then one in this time. */
const burst = 20;
const intervalMs = 6_000;
/** Addresses that are told apart; beyond, those who guessed least lately are forgotten. */
const maxAddresses = 10_000;

/** Tells whoever tries out secrets nothing more of them for a while. */
export class Guesses {
  readonly #clock: Clock;
  /** When an address has its whole burst again, Unix milliseconds; the latest guesser last. */
  readonly #wholeAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Runs what a secret is tried by; when nobody was ever told that secret, it counts. Who knows one is
   * let pass, whatever others behind the same address do.
   *
   * @throws {ChatError} `rate_limited` when too many were wrong, and what `attempt` throws.
   */
  async watch<T>(address: string, attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ChatError) || error.reason !== "unknown_secret") throw error;
      const nowMs = this.#clock.now();
      const network = networkOf(address);
      const wholeAt = Math.max(nowMs, this.#wholeAt.get(network) ?? 0);
      const waitMs = wholeAt - nowMs - (burst - 1) * intervalMs;
      if (waitMs <= 0) {
        this.#count(network);
        throw error;
      }
      throw new ChatError("rate_limited", "Cannot try more of these: too many were wrong", {
        retryAfterMs: waitMs,
      });
    }
  }

  #count(network: string): void {
    const wholeAt = Math.max(this.#clock.now(), this.#wholeAt.get(network) ?? 0) + intervalMs;
    this.#wholeAt.delete(network);
    this.#wholeAt.set(network, wholeAt);
    if (this.#wholeAt.size > maxAddresses) {
      const [oldest] = this.#wholeAt.keys();
      this.#wholeAt.delete(oldest!);
    }
  }
}
