/** Why the server ends a socket: a number for programs, a few words for people. */
export interface CloseReason {
  readonly code: number;
  /** At most 123 bytes of UTF-8 (RFC 6455 section 5.5). */
  readonly reason: string;
}

/**
 * Every close code that the server sends.
 *
 * 4000 to 4499 ask the client to come back with `since`; 4500 to 4999 ask it to stop.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 | RFC 6455 section 7.4.1}
 */
export const closeReasons = Object.freeze(
  {
    goingAway: { code: 1001, reason: "server going away" },
    binaryFrame: { code: 1003, reason: "only text frames are understood" },
    tooManyMalformed: { code: 1008, reason: "too many malformed frames" },
    tooManyCommands: { code: 1008, reason: "too many commands beyond the rate" },
    frameTooBig: { code: 1009, reason: "a frame holds at most 64 KiB" },
    slowConsumer: { code: 4000, reason: "slow consumer" },
    unfilledGap: { code: 4001, reason: "a gap could not be filled" },
    sessionEnded: { code: 4500, reason: "session ended" },
    removed: { code: 4501, reason: "removed from the room" },
    roomDeleted: { code: 4502, reason: "room deleted" },
    tooManySockets: { code: 4503, reason: "too many connections for this identity" },
  } satisfies Record<string, CloseReason>,
);

/** What a client does after a close, see {@linkcode afterClose}. */
export type AfterClose = "come_back" | "stop";

/** Codes below 4000 that no second try would mend: the client itself is at fault. */
const clientFaults: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1009, 1010]);

/**
 * Tells a client whether to connect again after a close.
 *
 * @param code The close event's code; 1006, a lost connection, means come back.
 */
export function afterClose(code: number): AfterClose {
  if (code >= 4500 && code <= 4999) return "stop";
  return clientFaults.has(code) ? "stop" : "come_back";
}
