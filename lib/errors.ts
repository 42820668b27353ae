/**
 * The stable words that name why a request failed, on the socket and over HTTP alike.
 * `docs/PROTOCOL.md` lists them for users.
 */
export type ErrorCode =
  | "bad_request"
  | "unknown_type"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "too_long"
  | "empty"
  | "rate_limited"
  | "conflict"
  | "unsupported_media"
  | "too_large"
  | "quota"
  | "unavailable";

/** What a {@linkcode ChatError} may carry besides its code and its words. */
export interface ChatErrorOptions extends ErrorOptions {
  /** The sender's idempotency key of the command that failed, so that the answer finds it. */
  ref?: string;
  /** Milliseconds after which the same request may succeed; with `rate_limited` only. */
  retryAfterMs?: number;
}

/**
 * One request failed; the connection it came by stays open.
 *
 * The message is shown to the person who asked: it starts with the action that failed and holds
 * nothing that this person may not know.
 */
export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly ref?: string;
  readonly retryAfterMs?: number;

  constructor(readonly code: ErrorCode, message: string, options: ChatErrorOptions = {}) {
    super(message, options);
    this.ref = options.ref;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/**
 * Something that only the operator can mend: a wrong flag, a port in use, a bad folder. The message
 * is one line that says what, and how to mend it.
 */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
}
