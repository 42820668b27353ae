const unreachable = "it cannot be reached; start it, or mend the network";
const refused = "it refuses the server's user; mend its name, password or rights";
const full = "its disk is full; make room";

/**
 * Codes of PostgreSQL, of its driver, and of the operating system.
 *
 * @see {@link https://www.postgresql.org/docs/current/errcodes-appendix.html | PostgreSQL error codes}
 */
const causes: Readonly<Record<string, string>> = {
  "28000": refused,
  "28P01": refused,
  "42501": refused,
  "3D000": "it has no such database; make it with createdb",
  "25006": "it is read-only, perhaps a standby; name the primary",
  "53100": full,
  "53200": "it has too little memory",
  "53300": "it has too many connections; raise max_connections",
  "57P01": "it was stopped; start it",
  "57P02": "it was stopped; start it",
  "57P03": "it is only just starting",
  CONNECT_TIMEOUT: unreachable,
  CONNECTION_CLOSED: unreachable,
  CONNECTION_DESTROYED: unreachable,
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ENOTFOUND: unreachable,
  EPIPE: unreachable,
  ETIMEDOUT: unreachable,
};

/**
 * Says why PostgreSQL could not do something, and how to mend it where that is known; `undefined` for
 * mistakes of the program.
 */
export function explainPostgres(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) {
    return undefined;
  }
  const { code, message } = error as Error & { code?: unknown };
  const cause = causes[String(code)];
  return cause === undefined ? message : `${cause} (${code})`;
}
