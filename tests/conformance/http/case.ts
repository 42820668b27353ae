/** What a row of the HTTP table is: a request as it is on the wire, and what has to come of it. */

/** What an answer has to be. */
export interface Answer {
  /** One of these. */
  readonly status: number | readonly number[];
  /** What is in a header, or that it is not there. */
  readonly headers?: Readonly<Record<string, string | RegExp | null>>;
  readonly body?: string | RegExp;
  /** Whether it answers `HEAD`. */
  readonly isHead?: boolean;
}

/** A request, or several behind each other. */
export interface HttpCase {
  /** Of the group, then a number. */
  readonly id: string;
  readonly title: string;
  /**
   * Literal text, one character a byte, in pieces that are written one after the other. `{host}`,
   * `{origin}` and so on stand for what is known only when the server runs: see `HttpStage`.
   */
  readonly sends: string | readonly string[];
  /** In their order; none where the connection is just ended. */
  readonly answers: readonly Answer[];
  /** What the connection is then; `either` where it is the runtime's choice. */
  readonly then: "open" | "closed" | "a socket" | "either";
  /** Whether it will also do that the connection is ended without the last answer. */
  readonly mayDrop?: boolean;
  /** Texts that everybody in the room hears. */
  readonly echoes?: readonly string[];
  /** In what this falls short of the RFC. */
  readonly deviation?: keyof typeof deviations;
}

/** Cases of one part of the RFCs. */
export interface HttpCases {
  readonly title: string;
  readonly cases: readonly HttpCase[];
}

/** Where the runtime falls short of RFC 9112, and nothing here could tell. */
export const deviations = {
  noHost: "a request of HTTP/1.1 without Host is answered (RFC 9112 section 3.2: MUST be 400): " +
    "1.0 and 2 have none, and which one it is is not told",
  oldHandshake: "a handshake of HTTP/1.0 is answered with 101 (RFC 6455 section 4.2.1): which " +
    "version it is is not told",
  lengthBehind: "a Content-Length behind Transfer-Encoding: chunked is passed over, and the " +
    "connection goes on (RFC 9112 section 6.1: MUST end): Deno 2.6 does not tell of it, 2.8 refuses it",
  newerVersion: "HTTP/1.2 is 400 (RFC 9110 section 2.5: SHOULD be taken for 1.1)",
  fragment: "a target with # is taken, without what follows it (RFC 9112 section 3.2: SHOULD be " +
    "400)",
} as const;

/** The request that most rows are a variant of. */
export function get(target: string, ...headers: string[]): string {
  return request("GET", target, ...headers);
}

/** A head without a body, with `Host`. */
export function request(method: string, target: string, ...headers: string[]): string {
  return lines(`${method} ${target} HTTP/1.1`, "Host: {host}", ...headers);
}

/** A head of just these lines. */
export function lines(...all: string[]): string {
  return `${all.join("\r\n")}\r\n\r\n`;
}

/** A message that is posted to the room, as somebody who may; its length is for `headers` to say. */
export function post(body: string, ...headers: string[]): string {
  return request("POST", "{messages}", "Cookie: {cookie}", "Origin: {origin}", ...headers) + body;
}

/** `GET /healthz` as it has to be answered. */
export const well: Answer = {
  status: 200,
  headers: { "content-type": /^text\/plain/, "content-length": "2", "cache-control": "no-store" },
  body: "ok",
};

/** A problem of RFC 9457, of this status. */
export function problemOf(status: number | readonly number[], ...codes: string[]): Answer {
  return {
    status,
    headers: { "content-type": "application/problem+json" },
    ...codes.length > 0 && { body: new RegExp(`"code":"(?:${codes.join("|")})"`) },
  };
}

/** Rows with the numbers of their group. */
export function numbered(
  group: string,
  title: string,
  rows: readonly Omit<HttpCase, "id">[],
): HttpCases {
  const cases = rows.map((row, index) => ({ id: `${group}.${index + 1}`, ...row }));
  return { title: `${group} ${title}`, cases };
}
