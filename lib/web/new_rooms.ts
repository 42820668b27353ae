import { RateLimiter } from "../rate_limiter.ts";
import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Person } from "../wire/messages.ts";
import { isLoopback, networkOf } from "./networks.ts";

const secondsAnHour = 3_600;

/** Bounds how many rooms somebody makes: a guest by their address, since guests are made freely. */
export class NewRooms {
  readonly #limiter: RateLimiter;
  readonly #clock: Clock;

  /** @param perHour Rooms an hour, as many of them at once; 0 for no limit. */
  constructor(perHour: number, clock: Clock) {
    this.#limiter = new RateLimiter(perHour / secondsAnHour, perHour);
    this.#clock = clock;
  }

  /**
   * Counts a room that `owner` is about to make.
   *
   * @throws {ChatError} `rate_limited`.
   */
  count(owner: Person, address: string): void {
    const isGuest = owner.kind === "guest";
    if (isGuest && isLoopback(address)) return;
    const id = isGuest ? networkOf(address) : owner.id;
    const waitMs = this.#limiter.take(id, this.#clock.now());
    if (waitMs === 0) return;
    throw new ChatError("rate_limited", "Cannot make another room: that were too many of late", {
      retryAfterMs: waitMs,
    });
  }
}
