import type { LogWindow } from "./log_window.ts";

/** What was known of a room when something was asked for: the answer holds it all. */
export interface Asked {
  readonly epoch: string | undefined;
  /** Place in the log. */
  readonly known: number;
}

/** What to note when something is asked for. */
export function ask({ epoch, known }: LogWindow): Asked {
  return { epoch, known };
}

/** Whether an answer still fits: the same log, and no change forgotten that it may lack. */
export function isCurrent({ epoch, changesFrom }: LogWindow, asked: Asked): boolean {
  return asked.epoch === epoch && asked.known >= changesFrom;
}
