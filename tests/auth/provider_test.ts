/** What a provider that errs, or lies, brings nobody in with. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { JWTPayload } from "jose";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { AllowList } from "../../lib/auth/allow_list.ts";
import type { SignedIn } from "../../lib/auth/provider.ts";
import { Provider } from "../../lib/auth/provider.ts";
import { systemClock } from "../../lib/clock.ts";
import { ChatError } from "../../lib/errors.ts";
import { createLog } from "../../lib/log.ts";

const keys = await generateKeyPair("RS256");
const others = await generateKeyPair("RS256");
const now = () => Math.floor(Date.now() / 1000);

/** What differs from a token that is as it should be. */
interface Lie {
  claims?: JWTPayload;
  key?: CryptoKey;
  alg?: string;
  /** In place of a signed token. */
  token?: (claims: JWTPayload) => string;
  /** In the answer that the token comes in. */
  answer?: Record<string, unknown>;
}

/** A provider of our own making that says what it is told to say. */
class Liar implements AsyncDisposable {
  readonly provider: Provider;
  /** What was written into the log. */
  readonly logged: string[] = [];
  lie: Lie = {};
  nonce = "";
  readonly #server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => this.#answer(request),
  );

  constructor(nameClaims = ["name"]) {
    this.provider = new Provider({
      id: "1",
      name: "Work",
      issuer: this.issuer,
      clientId: "parley",
      clientSecret: "s",
      scopes: "openid",
      nameClaims,
      pictureClaim: "picture",
      allowed: new AllowList({ domains: [], groups: [], groupsClaim: "groups" }),
      log: createLog({
        level: "debug",
        format: "json",
        clock: systemClock,
        write: (line) => this.logged.push(line),
      }),
    });
  }

  get issuer(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Signs somebody in, as the browser would bring them back. */
  async signIn(lie: Lie = {}, change: (url: URL) => void = () => {}): Promise<SignedIn> {
    this.lie = lie;
    const { url, checks } = await this.provider.begin("http://here/auth/callback");
    this.nonce = url.searchParams.get("nonce")!;
    const back = new URL("http://here/auth/callback");
    back.searchParams.set("code", "c");
    back.searchParams.set("state", checks.state);
    back.searchParams.set("iss", this.issuer);
    change(back);
    return await this.provider.finish(back, checks);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    await request.body?.cancel();
    if (pathname === "/jwks") {
      return Response.json({ keys: [{ ...await exportJWK(keys.publicKey), alg: "RS256" }] });
    }
    if (pathname === "/token") {
      const id_token = await this.#token();
      const answer = { access_token: "secret", token_type: "bearer", id_token };
      return Response.json({ ...answer, ...this.lie.answer });
    }
    return Response.json({
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/auth`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/jwks`,
      response_types_supported: ["code"],
      id_token_signing_alg_values_supported: ["RS256"],
      authorization_response_iss_parameter_supported: true,
    });
  }

  async #token(): Promise<string> {
    const claims = {
      iss: this.issuer,
      aud: "parley",
      sub: "1",
      name: "Ada",
      iat: now(),
      exp: now() + 60,
      nonce: this.nonce,
      ...this.lie.claims,
    };
    if (this.lie.token) return this.lie.token(claims);
    return await new SignJWT(claims).setProtectedHeader({ alg: this.lie.alg ?? "RS256" })
      .sign(this.lie.key ?? keys.privateKey);
  }
}

function part(value: unknown): string {
  return new TextEncoder().encode(JSON.stringify(value))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}

Deno.test("a token that is as it should be signs somebody in", async () => {
  await using liar = new Liar();
  const { profile } = await liar.signIn();
  assertEquals(profile, { issuer: liar.issuer, subject: "1", name: "Ada" });
});

for (
  const [what, lie] of [
    ["of another provider", { claims: { iss: "https://evil.example" } }],
    ["for another client", { claims: { aud: "somebody-else" } }],
    ["for several clients, with us as a bystander", {
      claims: { aud: ["parley", "somebody-else"], azp: "somebody-else" },
    }],
    ["with another nonce", { claims: { nonce: "another" } }],
    ["without a nonce", { claims: { nonce: undefined } }],
    ["that has run out", { claims: { exp: now() - 600, iat: now() - 1_200 } }],
    ["without a subject", { claims: { sub: undefined } }],
    ["without a signature", {
      token: (claims: JWTPayload) => `${part({ alg: "none" })}.${part(claims)}.`,
    }],
    ["signed in another way than the provider says", {
      token: (claims: JWTPayload) => `${part({ alg: "HS256" })}.${part(claims)}.${part("x")}`,
    }],
    ["that somebody else signed", { key: others.privateKey }],
    ["that is none", { token: () => "token" }],
  ] as const
) {
  Deno.test(`a token ${what} signs nobody in`, async () => {
    await using liar = new Liar();
    const { code } = await assertRejects(() => liar.signIn(lie as Lie), ChatError);
    assertEquals(code, "forbidden");
  });
}

for (
  const [what, lie] of [
    ["a claim that is wrong", { claims: { aud: "somebody-else", email: "secret@b.example" } }],
    ["an answer that is wrong", { answer: { token_type: 7, refresh_token: "secret" } }],
    ["no token of an identity", { answer: { id_token: undefined, refresh_token: "secret" } }],
  ] as const
) {
  Deno.test(`${what} is told to the operator without what the provider said`, async () => {
    await using liar = new Liar();
    await assertRejects(() => liar.signIn(lie as Lie), ChatError);
    assertStringIncludes(liar.logged.join(), "somebody could not be signed in");
    assert(!liar.logged.join().includes("secret"), liar.logged.join());
  });
}

for (
  const [what, change] of [
    ["another state", (url: URL) => url.searchParams.set("state", "another")],
    ["no state", (url: URL) => url.searchParams.delete("state")],
    ["no code", (url: URL) => url.searchParams.delete("code")],
    ["another provider's name", (url: URL) => url.searchParams.set("iss", "https://evil.example")],
    ["no provider's name", (url: URL) => url.searchParams.delete("iss")],
    ["two states", (url: URL) => url.searchParams.append("state", "another")],
    ["a refusal", (url: URL) => url.searchParams.set("error", "access_denied")],
  ] as const
) {
  Deno.test(`an answer with ${what} signs nobody in`, async () => {
    await using liar = new Liar();
    const { code, message } = await assertRejects(() => liar.signIn({}, change), ChatError);
    assertEquals(code, "forbidden");
    assertStringIncludes(message, "did not vouch");
  });
}

for (
  const [claims, name] of [
    [{ name: "  Ada\u202E\u0007 Lovelace " }, "Ada Lovelace"],
    [{ name: "x".repeat(99) }, "x".repeat(32)],
    [{ name: "", nickname: "ada" }, "ada"],
    [{ name: 7, nickname: "ada" }, "ada"],
    [{ name: undefined, sub: "auth0|12345678" }, "user auth0|12"],
  ] as const
) {
  Deno.test(`of ${JSON.stringify(claims)} the display name ${JSON.stringify(name)} is made`, async () => {
    await using liar = new Liar(["name", "nickname"]);
    const { profile } = await liar.signIn({ claims });
    assertEquals(profile.name, name);
  });
}

for (
  const [claims, known] of [
    [{ email: "a@b.example", email_verified: true }, "a@b.example"],
    [{ email: "a@b.example", email_verified: false }, undefined],
    [{ email: "a@b.example", email_verified: "true" }, undefined],
    [{ email: "a@b.example" }, undefined],
  ] as const
) {
  Deno.test(`of ${JSON.stringify(claims)} the address ${known} is believed`, async () => {
    await using liar = new Liar();
    assertEquals((await liar.signIn({ claims })).profile.email, known);
  });
}

for (
  const [picture, kept] of [
    ["https://pictures.example/a.png", "https://pictures.example/a.png"],
    ["http://pictures.example/a.png", undefined],
    ["javascript:alert(1)", undefined],
    [7, undefined],
  ] as const
) {
  Deno.test(`of the picture ${picture} ${kept ? "its address" : "nothing"} is kept`, async () => {
    await using liar = new Liar();
    assertEquals((await liar.signIn({ claims: { picture } })).profile.picture, kept);
  });
}
