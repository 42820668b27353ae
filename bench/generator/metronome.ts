import { performance } from "node:perf_hooks";
import { parentPort, Worker, workerData } from "node:worker_threads";

/**
 * Calls `onBeat` at even distances until it is stopped, each time with the moment that the beat was
 * due. A beat that is late is neither left out nor does it move the next one.
 *
 * An event loop's own timers are late by half a millisecond on average, which is more than some of
 * the latencies to be measured. A thread that sleeps to the next beat wakes the loop far closer.
 *
 * @param beatsPerSecond
 * @param onBeat Takes a time of `performance.now()`.
 * @returns Stops it.
 */
export function startMetronome(
  beatsPerSecond: number,
  onBeat: (dueAtMs: number) => void,
): () => void {
  const intervalMs = 1000 / beatsPerSecond;
  const startedAtMs = performance.now();
  let beats = 0;
  const startedAtEpochMs = performance.timeOrigin + startedAtMs;
  const sleeper = new Worker(new URL(import.meta.url), {
    workerData: { intervalMs, startedAtEpochMs },
  });
  sleeper.on("message", () => {
    for (; startedAtMs + beats * intervalMs <= performance.now(); beats++) {
      onBeat(startedAtMs + beats * intervalMs);
    }
  });
  return () => {
    // What it has sent already would still come.
    sleeper.removeAllListeners("message");
    void sleeper.terminate();
  };
}

/** What the metronome's thread does until it is terminated. */
export function wakeOnBeats(): never {
  const never = new Int32Array(new SharedArrayBuffer(4));
  let dueAtMs = workerData.startedAtEpochMs - performance.timeOrigin;
  while (true) {
    dueAtMs += workerData.intervalMs;
    Atomics.wait(never, 0, 0, Math.max(0, dueAtMs - performance.now()));
    parentPort?.postMessage(null);
  }
}
