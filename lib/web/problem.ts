import type { ErrorCode } from "../errors.ts";
import type { ChatError } from "../errors.ts";

/** The HTTP status of each error code, and what it is called. */
const statuses: Readonly<Record<ErrorCode, readonly [number, string]>> = {
  bad_request: [400, "Bad Request"],
  unknown_type: [400, "Bad Request"],
  empty: [400, "Bad Request"],
  too_long: [400, "Bad Request"],
  unauthenticated: [401, "Unauthorized"],
  forbidden: [403, "Forbidden"],
  not_found: [404, "Not Found"],
  conflict: [409, "Conflict"],
  too_large: [413, "Content Too Large"],
  quota: [413, "Content Too Large"],
  unsupported_media: [415, "Unsupported Media Type"],
  rate_limited: [429, "Too Many Requests"],
  unavailable: [503, "Service Unavailable"],
};

/** The HTTP status that goes with an error code. */
export function statusOf(code: ErrorCode): number {
  return statuses[code][0];
}

/** What an answer may differ in from what its code says. */
export interface ProblemOptions {
  status?: number;
  title?: string;
  headers?: Record<string, string>;
  /** By which the log names the request, where that helps. */
  requestId?: string;
}

/**
 * The answer of the API to a request that failed.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9457 | RFC 9457}
 */
export function problem(error: ChatError, options: ProblemOptions = {}): Response {
  const { code, message, retryAfterMs, ref } = error;
  const [ofCode, titleOfCode] = statuses[code];
  const { status = ofCode, title = titleOfCode, requestId } = options;
  const headers = new Headers(options.headers);
  headers.set("content-type", "application/problem+json");
  headers.set("cache-control", "no-store");
  // RFC 9110 section 15.5.2 has a 401 name a way to say who one is.
  if (status === 401) headers.set("www-authenticate", "Bearer");
  if (retryAfterMs !== undefined) headers.set("retry-after", `${Math.ceil(retryAfterMs / 1000)}`);
  const body = {
    type: "about:blank",
    title,
    status,
    detail: message,
    code,
    ...(ref !== undefined && { ref }),
    ...(requestId !== undefined && { requestId }),
    ...(retryAfterMs !== undefined && { retryAfter: retryAfterMs }),
  };
  return new Response(JSON.stringify(body), { status, headers });
}
