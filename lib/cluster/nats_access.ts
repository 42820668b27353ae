import type { Authenticator } from "@nats-io/nats-core";
import {
  credsAuthenticator,
  nkeyAuthenticator,
  nkeys,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
} from "@nats-io/nats-core";
import type { KeyObject } from "node:crypto";
import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { OperatorError } from "../errors.ts";

/** How an operator says where NATS is, and who we are there. What is empty is not given. */
export interface NatsOptions {
  /**
   * Servers of one NATS, separated by commas, as `nats://HOST:PORT` or `tls://HOST:PORT`; port 4222
   * unless given. Each may hold `USER:PASSWORD@` or `TOKEN@`.
   */
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  /** A file with the seed of a user's nkey. */
  readonly nkeyFile?: string;
  /** A file of credentials, as `nsc` writes it: a JWT, and the seed of a user's nkey. */
  readonly credsFile?: string;
  /** A file with the certificates of those who sign the servers', in place of the system's. */
  readonly caFile?: string;
  /** Files with a certificate and its key, for servers that want one of us. */
  readonly certFile?: string;
  readonly keyFile?: string;
  /** What our subjects begin with, so that several Parleys can use one NATS; `parley` unless given. */
  readonly prefix?: string;
}

/** How one proves who one is, as the operator is told when it is refused. */
export type NatsIdentity = "nobody" | "user" | "token" | "nkey" | "creds";

/** One server, and how to get in there. */
export interface NatsServer {
  readonly host: string;
  readonly port: number;
  /** What the operator knows it by; no secrets. */
  readonly shown: string;
  /** Files of the operator, and whose name the certificate has to bear; nothing goes without TLS. */
  readonly tls: NatsTls | undefined;
  readonly identity: NatsIdentity;
  readonly authenticator: Authenticator | undefined;
}

/** What TLS is made of; each in PEM. */
export interface NatsTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Everything that the bus needs to know of NATS. */
export interface NatsAccess {
  /** At least one. */
  readonly servers: readonly NatsServer[];
  readonly prefix: string;
}

type Proof = Pick<NatsServer, "identity" | "authenticator">;

const defaultPort = 4222;
const maxPrefixChars = 64;

/**
 * Reads an operator's options and the files that they name.
 *
 * @throws {OperatorError} when something is wrong with them. It holds no secret.
 */
export async function readNatsAccess(options: NatsOptions): Promise<NatsAccess> {
  const proof = await readProof(options);
  const tls = await readTls(options);
  const servers = options.url.split(",").map((url) => readServer(url.trim(), proof, tls));
  return { servers, prefix: readPrefix(options.prefix || "parley") };
}

function readPrefix(prefix: string): string {
  const isFit = /^[\w-]+(\.[\w-]+)*$/.test(prefix) && prefix.length <= maxPrefixChars;
  if (isFit) return prefix;
  throw new OperatorError(
    `Cannot use "${prefix}" for subjects of NATS: it needs letters, digits, - and _, with full ` +
      `stops only between them, at most ${maxPrefixChars}`,
  );
}

/** What is wrong with an address is told without it: it may hold a password. */
function readServer(address: string, proof: Proof | undefined, files?: NatsTls): NatsServer {
  const wanted = "write it as nats://HOST:PORT or tls://HOST:PORT";
  const scheme = /^(nats|tls):\/\//.exec(address)?.[1];
  // As https the platform looks closely at the host, but takes 443 for no port at all.
  const url = scheme && URL.parse(address.replace(/^\w+/, "https"));
  const port = Number(URL.parse(address)?.port || defaultPort);
  if (!url || port === 0 || url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw new OperatorError(`Cannot read the address of NATS: ${wanted}`);
  }
  const own = proofIn(url);
  if (own && proof) throw tooMany("the address", proof.identity);
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port,
    shown: `${scheme}://${url.hostname}:${port}`,
    tls: files ?? (scheme === "tls" ? {} : undefined),
    ...(own ?? proof ?? { identity: "nobody", authenticator: undefined }),
  };
}

function proofIn(url: URL): Proof | undefined {
  if (url.username === "") return undefined;
  try {
    const first = decodeURIComponent(url.username);
    if (url.password === "") return { identity: "token", authenticator: tokenAuthenticator(first) };
    const password = decodeURIComponent(url.password);
    return { identity: "user", authenticator: usernamePasswordAuthenticator(first, password) };
  } catch {
    throw new OperatorError(
      "Cannot read the address of NATS: a % in a user, password or token is written as %25",
    );
  }
}

async function readProof(options: NatsOptions): Promise<Proof | undefined> {
  const { user, password, token, nkeyFile, credsFile } = options;
  const given: [NatsIdentity, string | undefined][] = [
    ["user", user],
    ["token", token],
    ["nkey", nkeyFile],
    ["creds", credsFile],
  ];
  const [first, second] = given.filter(([, value]) => value);
  if (first && second) throw tooMany(whatIs[first[0]], second[0]);
  if (password && !user) {
    throw new OperatorError("Cannot sign in to NATS: a password needs a user; name both");
  }
  if (user) {
    return { identity: "user", authenticator: usernamePasswordAuthenticator(user, password) };
  }
  if (token) return { identity: "token", authenticator: tokenAuthenticator(token) };
  if (nkeyFile) return { identity: "nkey", authenticator: await readNkey(nkeyFile) };
  if (credsFile) return { identity: "creds", authenticator: await readCreds(credsFile) };
}

const whatIs: Readonly<Record<NatsIdentity, string>> = {
  nobody: "nothing",
  user: "a user",
  token: "a token",
  nkey: "an nkey",
  creds: "credentials",
};

function tooMany(first: string, second: NatsIdentity): OperatorError {
  const what = `${first} and by ${whatIs[second]}`;
  return new OperatorError(`Cannot sign in to NATS by ${what} at once: name one of them`);
}

async function readNkey(file: string): Promise<Authenticator> {
  const seed = seedIn(await readFile("the nkey for NATS", file));
  if (seed) return nkeyAuthenticator(seed);
  throw new OperatorError(
    `Cannot use "${file}" as nkey for NATS: it needs one line, the seed of a user, SU…`,
  );
}

async function readCreds(file: string): Promise<Authenticator> {
  // The library looks for line ends of Unix only.
  const text = (await readFile("the credentials for NATS", file)).replaceAll("\r\n", "\n");
  const creds = credsAuthenticator(new TextEncoder().encode(text));
  try {
    // It reads them when it is asked to sign, which is too late to tell.
    creds("any");
    return creds;
  } catch {
    throw new OperatorError(
      `Cannot use "${file}" as credentials for NATS: it needs a JWT and the seed of a user, as nsc ` +
        "writes them",
    );
  }
}

/** A seed that can sign for a user; the library takes any kind. */
function seedIn(text: string): Uint8Array | undefined {
  const seed = text.trim();
  if (!seed.startsWith("SU")) return undefined;
  try {
    const bytes = new TextEncoder().encode(seed);
    nkeys.fromSeed(bytes);
    return bytes;
  } catch {
    return undefined;
  }
}

async function readTls({ caFile, certFile, keyFile }: NatsOptions): Promise<NatsTls | undefined> {
  if (!certFile !== !keyFile) {
    throw new OperatorError(
      "Cannot show NATS a certificate: a certificate and its key go together; name both files",
    );
  }
  const ca = caFile ? await readCertificates(caFile) : undefined;
  if (!certFile || !keyFile) return ca === undefined ? undefined : { ca };
  const cert = await readCertificates(certFile);
  const key = await readKey(keyFile, certFile, cert);
  return { ...(ca !== undefined && { ca }), cert, key };
}

async function readCertificates(file: string): Promise<string> {
  const pem = await readFile("a certificate for NATS", file);
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const one of found) spki(new X509Certificate(one).publicKey);
    if (found.length > 0) return pem;
  } catch {
    // Told below.
  }
  throw new OperatorError(`Cannot use "${file}" for NATS: it needs certificates in PEM`);
}

async function readKey(file: string, certFile: string, cert: string): Promise<string> {
  const pem = await readFile("a key for NATS", file);
  let fits: boolean;
  try {
    fits =
      spki(createPublicKey(createPrivateKey(pem))) === spki(new X509Certificate(cert).publicKey);
  } catch {
    throw new OperatorError(
      `Cannot use "${file}" for NATS: it needs a key in PEM, without a password`,
    );
  }
  if (fits) return pem;
  throw new OperatorError(
    `Cannot use "${file}" for NATS: it is not the key of the certificate in "${certFile}"`,
  );
}

function spki(key: KeyObject): string {
  return key.export({ type: "spki", format: "pem" }).toString();
}

async function readFile(what: string, file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound
      ? "there is no such file"
      : cause instanceof Error
      ? cause.message
      : "it failed";
    throw new OperatorError(`Cannot read ${what} from "${file}": ${why}; mend the path or rights`, {
      cause,
    });
  }
}
