import type { Clock } from "../../lib/clock.ts";
import type { Surroundings } from "../platform/surroundings.ts";

/** What {@linkcode untilDone} needs from outside. */
export interface Retrying {
  readonly clock: Clock;
  readonly surroundings: Surroundings;
  /** A number from 0 up to, not including, 1. */
  random(): number;
}

/** Milliseconds that the first wait may take; the bound doubles with each failure. */
const firstCapMs = 5_000;
/** Milliseconds that a wait may take at most: what fails for so long is refused, more likely. */
const lastCapMs = 300_000;

/**
 * Does something that the page can begin without, and does it again while it fails: after a wait,
 * half of it random, that grows from 5 s to 5 min; and at once when the network is back.
 *
 * @returns A function that stops the tries; one that is under way goes on.
 */
export function untilDone(
  task: () => Promise<unknown>,
  { clock, surroundings, random }: Retrying,
): () => void {
  let failures = 0;
  let isOver = false;
  let cancel: (() => void) | undefined;

  function begin(): void {
    task().then(stop, () => {
      if (isOver) return;
      const capMs = Math.min(firstCapMs * 2 ** failures++, lastCapMs);
      cancel = clock.schedule(Math.floor(capMs * (1 + random()) / 2), again);
    });
  }
  function again(): void {
    // While a try is under way there is nothing to wait for.
    if (cancel === undefined) return;
    cancel();
    cancel = undefined;
    begin();
  }
  function stop(): void {
    isOver = true;
    cancel?.();
    cancel = undefined;
    stopWatching();
  }
  const stopWatching = surroundings.watch((change) => change === "online" && again());
  begin();
  return stop;
}
