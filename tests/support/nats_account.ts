import { nkeys } from "@nats-io/nats-core";

type KeyPair = ReturnType<typeof nkeys.createUser>;

const utf8 = { to: new TextEncoder(), from: new TextDecoder() };

/** A user's nkey: what the server is told of it, and what the user keeps. */
export function newNkey(): { readonly publicKey: string; readonly seed: string } {
  const pair = nkeys.createUser();
  return { publicKey: pair.getPublicKey(), seed: seedOf(pair) };
}

/** An operator with one account and one user, as `nsc` makes them. */
export function newAccount(): { readonly configuration: string; readonly creds: string } {
  const [operator, account, user] = [
    nkeys.createOperator(),
    nkeys.createAccount(),
    nkeys.createUser(),
  ];
  const limits = { subs: -1, conn: -1, leaf: -1, imports: -1, exports: -1, data: -1, payload: -1 };
  const accountJwt = jwt(operator, account, { type: "account", version: 2, limits });
  const rights = { pub: {}, sub: {}, subs: -1, data: -1, payload: -1, type: "user", version: 2 };
  return {
    configuration: [
      `operator: "${jwt(operator, operator, { type: "operator", version: 2 })}"`,
      "resolver: MEMORY",
      `resolver_preload: { ${account.getPublicKey()}: "${accountJwt}" }`,
    ].join("\n"),
    creds: [
      "-----BEGIN NATS USER JWT-----",
      jwt(account, user, rights),
      "------END NATS USER JWT------",
      "",
      "-----BEGIN USER NKEY SEED-----",
      seedOf(user),
      "------END USER NKEY SEED------",
      "",
    ].join("\n"),
  };
}

function seedOf(pair: KeyPair): string {
  return utf8.from.decode(pair.getSeed());
}

/** @see {@link https://docs.nats.io/running-a-nats-service/nats_admin/security/jwt | JWTs of NATS} */
function jwt(issuer: KeyPair, subject: KeyPair, nats: Record<string, unknown>): string {
  const claims = {
    jti: crypto.randomUUID(),
    iat: Math.floor(Date.now() / 1_000),
    iss: issuer.getPublicKey(),
    sub: subject.getPublicKey(),
    name: "parley",
    nats,
  };
  const signed = [{ typ: "JWT", alg: "ed25519-nkey" }, claims]
    .map((part) => utf8.to.encode(JSON.stringify(part)).toBase64(base64))
    .join(".");
  return `${signed}.${issuer.sign(utf8.to.encode(signed)).toBase64(base64)}`;
}

const base64 = { alphabet: "base64url", omitPadding: true } as const;
