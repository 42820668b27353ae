import type { LogWindow } from "./log_window.ts";

/** How far a room was known when something was asked for: the answer holds all of that. */
export interface LogPoint {
  readonly epoch: string | undefined;
  /** Place in the log. */
  readonly known: number;
}

/** How far a room is known now; to be noted when something is asked for. */
export function logPoint({ epoch, known }: LogWindow): LogPoint {
  return { epoch, known };
}

/** Whether an answer still fits: the same log, and no change forgotten that it may lack. */
export function isCurrent({ epoch, changesFrom }: LogWindow, asked: LogPoint): boolean {
  return asked.epoch === epoch && asked.known >= changesFrom;
}
