import type { Clock } from "../clock.ts";

/** How a push service fared of late. */
interface Health {
  failuresInARow: number;
  restsUntilMs: number;
}

/** So many failures in a row are no accident. */
const failuresTaken = 3;
/** For how long a service that fails is left alone, and the longest that one may ask for. */
const restMs = 30_000;
const maxRestMs = 600_000;
/** Services that are known; whoever makes up names gains nothing by more. */
const maxKnown = 1_000;

/**
 * Knows which push services are better left alone for a while: because they said so, or because they
 * cannot be reached. Waiting for those would keep everybody else's pushes waiting.
 */
export class Resting {
  readonly #clock: Clock;
  readonly #known = new Map<string, Health>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** For how many milliseconds a service is to be left alone still; 0 when it is not. */
  of(service: string): number {
    const { restsUntilMs = 0 } = this.#known.get(service) ?? {};
    return Math.max(0, restsUntilMs - this.#clock.now());
  }

  /** A service answered. */
  answered(service: string): void {
    this.#known.delete(service);
  }

  /** A service could not be reached; the third time in a row it is left alone for 30 s. */
  failed(service: string): void {
    const { failuresInARow = 0 } = this.#known.get(service) ?? {};
    const isEnough = failuresInARow + 1 >= failuresTaken;
    this.#keep(service, failuresInARow + 1, isEnough ? restMs : 0);
  }

  /** A service wants to be left alone, for 30 s unless it says how long; 10 min at most. */
  asked(service: string, delayMs: number = restMs): void {
    this.#keep(service, failuresTaken, Math.min(delayMs, maxRestMs));
  }

  #keep(service: string, failuresInARow: number, delayMs: number): void {
    if (this.#known.size >= maxKnown) this.#known.clear();
    this.#known.set(service, { failuresInARow, restsUntilMs: this.#clock.now() + delayMs });
  }
}
