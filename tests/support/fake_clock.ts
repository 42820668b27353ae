import type { Clock } from "../../lib/clock.ts";

interface Timer {
  readonly atMs: number;
  readonly task: () => void;
}

/** A clock that stands still until a test turns it. */
export class FakeClock implements Clock {
  #nowMs: number;
  #timers: Timer[] = [];

  /** @param nowMs Where it starts, Unix milliseconds. */
  constructor(nowMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = nowMs;
  }

  /** How many timers wait: neither run nor cancelled. */
  get pending(): number {
    return this.#timers.length;
  }

  /** When the next timer is due; `undefined` when none waits. */
  get nextAtMs(): number | undefined {
    return this.#timers[0]?.atMs;
  }

  now(): number {
    return this.#nowMs;
  }

  schedule(delayMs: number, task: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, task };
    const later = this.#timers.findIndex(({ atMs }) => atMs > timer.atMs);
    this.#timers.splice(later < 0 ? this.#timers.length : later, 0, timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Turns the clock on by `ms` and runs what falls due, in order and each at its own time. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    while (this.#timers.length > 0 && this.#timers[0]!.atMs <= untilMs) {
      const { atMs, task } = this.#timers.shift()!;
      this.#nowMs = atMs;
      task();
    }
    this.#nowMs = untilMs;
  }
}
