import type { Clock } from "../clock.ts";
import { Histogram } from "./histogram.ts";

/** How often it is looked at, in milliseconds. */
const everyMs = 500;

/**
 * Measures how late the event loop is: how long what falls due waits for what is being done. Deno's
 * `monitorEventLoopDelay` tells of no delay at all, so this sets a timer twice a second and looks when
 * it runs.
 */
export class LoopDelay {
  /** In seconds. */
  readonly delays = new Histogram([
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1,
    2.5,
  ]);
  readonly #clock: Clock;
  #cancel: () => void;

  /** Begins to measure. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#cancel = this.#wait();
  }

  /** Measures no more; may be called twice. */
  close(): void {
    this.#cancel();
  }

  #wait(): () => void {
    const dueMs = this.#clock.now() + everyMs;
    return this.#clock.schedule(everyMs, () => {
      this.delays.add(Math.max(0, this.#clock.now() - dueMs) / 1_000);
      this.#cancel = this.#wait();
    });
  }
}
