import {
  AuthorizationError,
  PermissionViolationError,
  TimeoutError,
  UserAuthenticationExpiredError,
} from "@nats-io/nats-core";
import type { NatsIdentity, NatsServer } from "./nats_access.ts";

const unreachable = "it cannot be reached; start it, or mend the network";
const silent = "it does not answer";
const unknownSigner =
  "its certificate is signed by nobody that is trusted here; name the certificates of who signed it";
const misnamed = "its certificate is for another name; mend the address, or it";
const expired = "its certificate has expired; renew it";

/** What a server that lets us in by nothing else wants to see. */
const refusals: Readonly<Record<NatsIdentity, string>> = {
  nobody: "it wants to know who comes; name a user, a token, an nkey or credentials",
  user: "it refuses the user or the password; mend them",
  token: "it refuses the token; mend it",
  nkey: "it refuses the nkey; mend the seed, or add its public key on the server",
  creds: "it refuses the credentials; have new ones made",
};

/** Codes of the operating system, and of TLS. */
const causes: Readonly<Record<string, string>> = {
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  EPIPE: unreachable,
  ETIMEDOUT: unreachable,
  EAI_AGAIN: "its name cannot be looked up; mend the network or its DNS",
  ENOTFOUND: "there is no host of this name; mend the address",
  CERT_HAS_EXPIRED: expired,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownSigner,
  SELF_SIGNED_CERT_IN_CHAIN: unknownSigner,
  UNABLE_TO_GET_ISSUER_CERT: unknownSigner,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownSigner,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownSigner,
  ERR_TLS_CERT_ALTNAME_INVALID: misnamed,
};

/** Words of rustls, as Deno 2.6 hands them on. */
const faults: Readonly<Record<string, string>> = {
  UnknownIssuer: unknownSigner,
  NotValidForName: misnamed,
  NotValidForNameContext: misnamed,
  certificate: misnamed,
  Expired: expired,
  ExpiredContext: expired,
};

/**
 * Says why a server of NATS cannot be used, and how to mend it where that is known. It holds no
 * secret.
 *
 * @param error What the connection failed with; `undefined` when the server hung up without a word.
 */
export function explainNats(error: unknown, server: NatsServer): string {
  return `${server.shown}: ${reasonOf(error, server)}`;
}

function reasonOf(error: unknown, { identity }: NatsServer): string {
  if (error instanceof UserAuthenticationExpiredError) return refusals[identity];
  if (error instanceof AuthorizationError) return refusals[identity];
  if (error instanceof PermissionViolationError) {
    const what = error.operation === "publish" ? "publish on" : "subscribe to";
    return `it does not let us ${what} "${error.subject}"; give its user both for all our subjects`;
  }
  if (error instanceof TimeoutError) return silent;
  if (!(error instanceof Error)) return "it ended the connection";
  const code = codeOf(error);
  const cause = code && causes[code];
  if (cause) return cause;
  const { message } = error;
  if (message.includes("does not support 'tls'")) {
    return "it has no TLS; turn it on there, or write nats:// and name no certificates";
  }
  if (/authentication revoked/i.test(message)) return refusals[identity];
  const [, fault] = /^invalid peer certificate: (\w+)/.exec(message) ?? [];
  return faults[fault ?? ""] ?? message;
}

function codeOf(error: Error): string | undefined {
  const { code, cause } = error as Error & { code?: unknown };
  if (typeof code === "string") return code;
  return cause instanceof Error ? codeOf(cause) : undefined;
}
