import { ChatError, messageOf } from "../errors.ts";

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
  "28P01": "it refuses the password; mend it, or the user's name",
  "42501": "its user may not do that; grant the right, with create and usage on the schema",
  "42P07": "it holds tables of another program; name a database of Parley's own",
  "3D000": "it has no such database; make it with createdb",
  "3F000": "it has no such schema; make it with create schema",
  "25006": "it is read-only, perhaps a standby; name the primary",
  "53100": full,
  "53200": "it has too little memory",
  "53300": "it has too many connections; raise max_connections",
  "55P03": "somebody holds a lock for long",
  "57014": "it took too long; see what keeps it busy",
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
  ENOTFOUND: "there is no such host, or it cannot be reached; mend its name, or the network",
  EPIPE: unreachable,
  ETIMEDOUT: unreachable,
};

/** What the words of an error say where its code does not. */
const wording: readonly (readonly [RegExp, string])[] = [
  [
    /pg_hba\.conf.*(?:SSL off|no encryption)/,
    "it lets nobody like this in without TLS; add ?sslmode=require, or mend its pg_hba.conf",
  ],
  [
    /not valid for name|NotValidForName|altname|Hostname\/IP/i,
    "its certificate is for another host; mend the host, or the certificate",
  ],
  [
    /certificate|UnknownIssuer|SELF_SIGNED/i,
    "its certificate is not to be trusted; name who signed it with ?sslrootcert=FILE",
  ],
];

/** The connection broke, and what was asked for may have been done or not. */
const lost: ReadonlySet<string> = new Set([
  "57P01",
  "57P02",
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
]);

/** Nothing was done, because somebody else was at the same: it may work the next time. */
const clashes: ReadonlySet<string> = new Set(["40001", "40P01"]);

/**
 * Says why PostgreSQL could not do something, and how to mend it where that is known; `undefined` for
 * mistakes of the program.
 */
export function explainPostgres(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) {
    return undefined;
  }
  const { code, message } = error as Error & { code?: unknown };
  const said = `${code} ${message}`;
  const cause = wording.find(([words]) => words.test(said))?.[1] ?? causes[String(code)];
  if (cause === undefined) return messageOf(error);
  return code === undefined ? `${cause} (${message})` : `${cause} (${code})`;
}

/** Whether a connection broke under what was asked for, so that nobody knows whether it was done. */
export function isLost(error: unknown): boolean {
  return lost.has(codeOf(error));
}

/** Whether there is no connection any more, or never was one. */
export function isBroken(error: unknown): boolean {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  // What the database says has a code of five signs; it ends a connection with what is fatal.
  return typeof code === "string" && (severity === undefined || severity !== "ERROR") &&
    !(error instanceof ChatError);
}

/** Whether nothing was done because others were at the same: to be tried again. */
export function isClash(error: unknown): boolean {
  return clashes.has(codeOf(error));
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code);
}
