import { connect, isIP } from "node:net";
import { OperatorError } from "../errors.ts";

/** How a connection is to be kept from others. */
export type PostgresTls =
  | false
  /** TLS where there is some, whoever the server is. */
  | "prefer"
  | {
    readonly rejectUnauthorized: boolean;
    /** Who signs certificates that are trusted, PEM; those that the platform trusts unless given. */
    readonly ca?: string;
    /** Whom the certificate has to name, unless nobody looks. */
    readonly host?: string;
    readonly servername?: string;
    readonly checkServerIdentity?: () => undefined;
  };

/** Where a PostgreSQL is, read from its URL. */
export interface PostgresAddress {
  /** For the driver: what it takes from the URL, without what this file reads itself. */
  readonly url: string;
  /** Folder and number of a socket, where that is how to reach it. */
  readonly socket?: { readonly host: string; readonly port: number };
  readonly tls: PostgresTls;
  /** For the operator, without secrets. */
  readonly place: string;
}

const wanted = "postgres://USER:PASSWORD@HOST:PORT/DATABASE";
/** In place of a file: those whom the platform trusts. */
const systemRoots = "system";
const tlsModes = ["disable", "prefer", "require", "verify-ca", "verify-full"];
/** What a client sends to ask whether there is TLS. */
const tlsRequest = Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47);

/**
 * Reads the address of a PostgreSQL.
 *
 * `sslmode` is `disable`, `prefer` (unless given), `require`, `verify-ca` or `verify-full`, as in
 * `libpq`; `sslrootcert` names a file of certificates. `host` may be the folder of a socket, with its
 * number as `port`. What else stands behind the `?`, `search_path` say, is a setting of the session.
 *
 * @throws {OperatorError} when it is none; the words do not show it, for it may hold a password.
 */
export function readAddress(given: string): PostgresAddress {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !["postgres:", "postgresql:"].includes(url.protocol)) {
    throw new OperatorError(`Cannot read the address of PostgreSQL: write it as ${wanted}`);
  }
  if (![url.username, url.password, url.hostname].every(isDecodable)) {
    throw new OperatorError(
      "Cannot read the address of PostgreSQL: a % in a user, password or host is written as %25",
    );
  }
  const take = (name: string) => {
    const value = url.searchParams.get(name) ?? undefined;
    url.searchParams.delete(name);
    return value;
  };
  const host = take("host");
  const port = readPort(take("port") ?? (url.port || "5432"));
  // No other than is told: the driver would take one of the environment.
  url.port = `${port}`;
  const mode = take("sslmode") ?? "prefer";
  const rootFile = take("sslrootcert");
  if (!tlsModes.includes(mode)) {
    const known = tlsModes.join(", ");
    throw new OperatorError(`Cannot use sslmode "${mode}" of PostgreSQL: take one of ${known}`);
  }
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  return {
    url: url.href,
    ...(host !== undefined && { socket: { host, port } }),
    // Through a socket nobody else listens.
    tls: host === undefined && tlsOf(mode, hostname, rootFile),
    place: `PostgreSQL at ${host ?? url.hostname}:${port}${url.pathname}`,
  };
}

/**
 * What an address names on this machine: folders of sockets, and files of certificates. An address
 * that is none names nothing; {@linkcode readAddress} tells what is wrong with it.
 */
export function filesNamedBy(
  given: string,
): { readonly sockets: readonly string[]; readonly files: readonly string[] } {
  const named = URL.parse(given)?.searchParams;
  const rootFile = named?.get("sslrootcert") ?? systemRoots;
  const host = named?.get("host");
  return { sockets: host ? [host] : [], files: rootFile === systemRoots ? [] : [rootFile] };
}

/**
 * Makes sure that a PostgreSQL offers TLS, where that is demanded: the driver's own words for it are
 * of no help.
 *
 * @throws {OperatorError} when it does not. What keeps it from being reached is not told here.
 */
export async function demandTls(
  { url, tls, place }: PostgresAddress,
  timeoutMs: number,
): Promise<void> {
  if (typeof tls !== "object") return;
  const { hostname, port } = new URL(url);
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(Number(port || 5432), hostname.replace(/^\[|\]$/g, ""));
    socket.setTimeout(timeoutMs, () => socket.destroy());
    socket.on("connect", () => socket.write(tlsRequest));
    socket.on("data", (bytes: Uint8Array) => {
      resolve(String.fromCharCode(bytes[0]!));
      socket.destroy();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(""));
  });
  if (answer !== "N") return;
  const mend = "switch ssl on there, or name another ?sslmode";
  throw new OperatorError(`Cannot use ${place}: it offers no TLS; ${mend}`);
}

function readPort(given: string): number {
  const port = /^\d{1,5}$/.test(given) ? Number(given) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new OperatorError(`Cannot use port "${given}" of PostgreSQL: it needs to be 1..65535`);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function tlsOf(mode: string, hostname: string, rootFile: string | undefined): PostgresTls {
  if (mode === "disable") return false;
  if (mode === "prefer") return mode;
  if (mode === "require" && rootFile === undefined) return { rejectUnauthorized: false };
  const checked = {
    rejectUnauthorized: true,
    ...(rootFile !== undefined && rootFile !== systemRoots && { ca: readRoots(rootFile) }),
    host: hostname,
    ...(!isIP(hostname) && { servername: hostname }),
  };
  return mode === "verify-full" ? checked : { ...checked, checkServerIdentity: () => undefined };
}

function readRoots(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    const why = (cause as Error).message;
    throw new OperatorError(`Cannot read the certificates in "${path}": ${why}`, { cause });
  }
}
