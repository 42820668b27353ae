/** The one place that reads the time; tests hand in one that they turn by hand. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /**
   * Runs `task` once after `delayMs`.
   *
   * @returns Cancels it; harmless when it has run already.
   */
  schedule(delayMs: number, task: () => void): () => void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(delayMs, task) {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

/**
 * The same, but `now` counts from the start of the process, with fractions: for durations, since nobody
 * puts it back.
 */
export const steadyClock: Clock = { ...systemClock, now: () => performance.now() };

/** Resolves after `delayMs` by `clock`. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => clock.schedule(delayMs, resolve));
}
