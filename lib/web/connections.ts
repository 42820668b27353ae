import { RateLimiter } from "../rate_limiter.ts";
import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Log } from "../log.ts";
import { isLoopback, networkOf } from "./networks.ts";

/** How long who is refused is asked to stay away, in milliseconds. */
const retryAfterMs = 5_000;
/** The operator is told once in this time, in milliseconds. */
const warnEveryMs = 60_000;
/** So many seconds of its rate an address may open at once, when all behind it come back. */
const burstSeconds = 10;

/** What {@linkcode Connections} is made of; a limit of 0 is none. */
export interface ConnectionsOptions {
  /** Open at once, in all and from one address. */
  max: number;
  maxPerAddress: number;
  /** Sockets that one address may ask for a second; ten times that at once. */
  joinRate: number;
  clock: Clock;
  log: Log;
}

/**
 * Counts what is open: sockets, and requests whose body has not come yet, in all and for each network
 * address. What only waits to send its headers the runtime does not show: that is for the proxy.
 *
 * @see {@linkcode networkOf} for what one address is, {@linkcode isLoopback} for who is not counted so.
 */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #joins: RateLimiter;
  readonly #ofAddress = new Map<string, number>();
  #inAll = 0;
  #quietUntilMs = 0;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
    this.#joins = new RateLimiter(options.joinRate, burstSeconds * options.joinRate);
  }

  /** How many are open. */
  get size(): number {
    return this.#inAll;
  }

  /**
   * Counts a socket that is asked for, until what it gives is called, be it often.
   *
   * @throws {ChatError} as {@linkcode hold}, and `rate_limited` when its address asks too fast.
   */
  join(address: string): () => void {
    const waitMs = isLoopback(address)
      ? 0
      : this.#joins.take(networkOf(address), this.#options.clock.now());
    if (waitMs > 0) this.#refuse("rate_limited", "your address opens them too fast", waitMs);
    return this.hold(address);
  }

  /**
   * Counts a connection, until what it gives is called, be it often.
   *
   * @throws {ChatError} `unavailable` when there are as many as there may be, `rate_limited` when its
   * address has as many as it may have.
   */
  hold(address: string): () => void {
    const { max, maxPerAddress } = this.#options;
    const network = networkOf(address);
    const count = this.#ofAddress.get(network) ?? 0;
    if (max > 0 && this.#inAll >= max) {
      this.#refuse("unavailable", "the server holds as many as it may");
    }
    if (maxPerAddress > 0 && count >= maxPerAddress && !isLoopback(address)) {
      this.#refuse("rate_limited", `your address has ${count} already`);
    }
    this.#inAll++;
    this.#ofAddress.set(network, count + 1);
    let isHeld = true;
    return () => {
      if (isHeld) this.#release(network);
      isHeld = false;
    };
  }

  #release(network: string): void {
    this.#inAll--;
    const left = this.#ofAddress.get(network)! - 1;
    if (left > 0) this.#ofAddress.set(network, left);
    else this.#ofAddress.delete(network);
  }

  #refuse(code: "unavailable" | "rate_limited", why: string, waitMs = retryAfterMs): never {
    const { clock, log } = this.#options;
    if (clock.now() >= this.#quietUntilMs) {
      this.#quietUntilMs = clock.now() + warnEveryMs;
      const mend = "see --max-connections, --max-connections-per-address and --join-rate; " +
        "of a proxy --trust-proxy has to name the address";
      log.warn("connections are refused", { why, open: this.#inAll, mend });
    }
    throw new ChatError(code, `Cannot take another connection: ${why}`, { retryAfterMs: waitMs });
  }
}
