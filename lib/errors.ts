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
  | "too_slow"
  | "quota"
  | "unavailable";

/**
 * Why a request for a page failed, more closely than its code says: so that the page can say it in
 * the reader's language. It does not leave the server.
 */
export type ErrorReason =
  | "room_name_length"
  | "room_name_signs"
  | "display_name_length"
  | "display_name_signs"
  | "no_guests"
  | "no_room"
  | "banned"
  | "no_invite"
  | "unknown_secret"
  | "no_provider"
  | "sign_in_refused"
  | "sign_in_stale"
  | "not_allowed"
  | "suspended"
  | "not_admin"
  | "no_page"
  | "bad_address"
  | "other_site"
  | "closing"
  | "storage"
  | "internal";

/** What a {@linkcode ChatError} may carry besides its code and its words. */
export interface ChatErrorOptions extends ErrorOptions {
  /** For errors that pages show. */
  reason?: ErrorReason;
  /** The sender's idempotency key of the command that failed, so that the answer finds it. */
  ref?: string;
  /** Milliseconds after which the same request may succeed; with `rate_limited`, and `unavailable` where it is known. */
  retryAfterMs?: number;
}

/** When to try again what is {@linkcode ErrorCode | unavailable} for now, and nobody knows how long. */
export const soonMs = 1_000;

/**
 * One request failed; the connection it came by stays open.
 *
 * The message is shown to the person who asked: it starts with the action that failed and holds
 * nothing that this person may not know.
 */
export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly reason?: ErrorReason;
  readonly ref?: string;
  readonly retryAfterMs?: number;

  constructor(readonly code: ErrorCode, message: string, options: ChatErrorOptions = {}) {
    super(message, options);
    this.reason = options.reason;
    this.ref = options.ref;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Whether something failed because what it was about is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ChatError && error.code === "not_found";
}

/** Says what a field of something that was sent would have to be: a `ChatError` `bad_request`. */
export function wrongField(field: string, wanted: string): ChatError {
  return new ChatError("bad_request", `Cannot read "${field}": it needs to be ${wanted}`);
}

/**
 * Something that only the operator can mend: a wrong flag, a port in use, a bad folder. The message
 * is one line that says what, and how to mend it.
 */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
}

/**
 * What an error says, for whoever runs the server. That of a parser quotes what it was given, which may
 * be what somebody said: it says less.
 */
export function messageOf(error: Error): string {
  return error instanceof SyntaxError ? "something is not written as it should be" : error.message;
}
