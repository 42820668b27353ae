import { setImmediate } from "node:timers";

/** Resolves a turn of the event loop later: what has come in by then has been read. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => resolve()));
}
