import type { ErrorCode } from "./errors.ts";

/** What one turn of a room's loop came to. */
export interface RoomTurn {
  /** What was to be stored, accepted or not: one commit; 0 where there was nothing. */
  readonly drafts: number;
  /** Events that this turn put into the log. */
  readonly committed: number;
  /** Events given to sockets: one event to three of them counts three times. */
  readonly delivered: number;
  /** How long the store took, in milliseconds. */
  readonly commitMs: number;
}

/** A request that was answered. */
export interface Answered {
  /** One that there is, or `other`. */
  readonly method: string;
  /** The row of the routing table, as `/api/rooms/:name`; `none` where none fits. */
  readonly route: string;
  readonly status: number;
  /** How long it took, in milliseconds. */
  readonly ms: number;
}

/**
 * What became of something that the server posted: `failed` means that it could not be reached, or is
 * in trouble or too busy; `dropped` that it was not even tried.
 */
export type PostOutcome = "taken" | "refused" | "failed" | "dropped";

/** What an HTTP status says of something that was posted. */
export function outcomeOf(status: number): PostOutcome {
  if (status >= 200 && status <= 299) return "taken";
  return status === 429 || status >= 500 ? "failed" : "refused";
}

/**
 * Counts what the server does, for whoever runs it.
 *
 * Each method returns at once and never throws. None is called for each recipient of a message: what
 * rooms do is told once a turn.
 */
export interface Meter {
  turned(turn: RoomTurn): void;
  /** A request failed, over a socket or HTTP. */
  erred(way: "socket" | "http", code: ErrorCode): void;
  /** The server ended a socket, with a close code. */
  socketEnded(code: number): void;
  answered(request: Answered): void;
  posted(to: "webhook" | "push", outcome: PostOutcome): void;
}

/** Counts nothing. */
export const noMeter: Meter = {
  turned() {},
  erred() {},
  socketEnded() {},
  answered() {},
  posted() {},
};
