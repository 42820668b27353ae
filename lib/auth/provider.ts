import { createRemoteJWKSet, jwtVerify } from "jose";
import type { Configuration } from "openid-client";
import * as oidc from "openid-client";
import { ChatError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Profile } from "../store/accounts.ts";
import { toDisplayName } from "../wire/names.ts";
import type { AllowList } from "./allow_list.ts";

/** What an operator says of a provider. */
export interface ProviderOptions {
  /** By which links name it; letters, digits and `-`. */
  id: string;
  /** What its button says. */
  name: string;
  /** Its address, by which its users are kept; its tokens may name it without the last slash, or with. */
  issuer: string;
  clientId: string;
  /** Absent for a public client. */
  clientSecret?: string;
  /** Separated by spaces; holds `openid`. */
  scopes: string;
  /** The claims that may hold a name, the best first. */
  nameClaims: readonly string[];
  /** The claim that holds the address of a picture. */
  pictureClaim: string;
  allowed: AllowList;
  log: Log;
}

/** What has to be the same when somebody comes back from the provider. */
export interface SignInChecks {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE. */
  readonly verifier: string;
}

/** Who came back. */
export interface SignedIn {
  readonly profile: Profile;
  /** The provider's name for its session. */
  readonly sid?: string;
  /** By which the provider knows whom to sign out. */
  readonly idToken: string;
}

/** What a provider says of somebody, each by its name. */
type Claims = Readonly<Record<string, unknown>> & { readonly sub: string };

/** Seconds that one request to the provider may take. */
const requestSeconds = 10;
/** How old a request to sign out may be. */
const logoutTokenAge = "5 min";
const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";

/**
 * One OpenID provider: the authorization code flow with PKCE, state and nonce. What the provider
 * offers is asked for when it is first needed, and again until it answers, so that the server starts
 * without it.
 *
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html | OpenID Connect Core 1.0}
 */
export class Provider {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly #options: ProviderOptions;
  #discovered: Promise<Configuration> | undefined;
  #keys: ReturnType<typeof createRemoteJWKSet> | undefined;

  constructor(options: ProviderOptions) {
    this.#options = options;
    this.id = options.id;
    this.name = options.name;
    this.issuer = options.issuer;
  }

  /**
   * Where to send the browser, and what to check when it comes back.
   *
   * @param requestId By which the log is to name the request, if it has to.
   * @throws {ChatError} `unavailable` when the provider does not answer.
   */
  async begin(
    redirectUri: string,
    requestId?: string,
  ): Promise<{ url: URL; checks: SignInChecks }> {
    const config = await this.#discover(requestId);
    const checks = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: this.#options.scopes,
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(checks.verifier),
      code_challenge_method: "S256",
    });
    return { url, checks };
  }

  /**
   * Who came back to `url`, with a code that is used up by this.
   *
   * @param checks What {@linkcode begin} gave; `requestId` as there.
   * @throws {ChatError} `forbidden` when that was not asked for, the provider refused, its token is
   * not for us, or who it is may not come here; `unavailable`.
   */
  async finish(
    url: URL,
    { state, nonce, verifier, requestId }: SignInChecks & { requestId?: string },
  ): Promise<SignedIn> {
    const config = await this.#discover(requestId);
    const { claims, idToken } = await this.#refusing(requestId, async () => {
      const tokens = await oidc.authorizationCodeGrant(config, url, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const own: Claims = tokens.claims()!;
      const more = config.serverMetadata().userinfo_endpoint
        ? await oidc.fetchUserInfo(config, tokens.access_token, own.sub)
        : {};
      const claims: Claims = { ...more, ...own };
      // An address and whether it is verified have to be from one source.
      if (!("email_verified" in own)) {
        const { email, email_verified } = more as Claims;
        Object.assign(claims, { email, email_verified });
      }
      return { claims, idToken: tokens.id_token! };
    });
    const isVerified = claims.email_verified === true && typeof claims.email === "string";
    const email = isVerified ? claims.email as string : undefined;
    if (!this.#options.allowed.admits(email, claims)) {
      throw new ChatError("forbidden", "Cannot sign in: this server is for others", {
        reason: "not_allowed",
      });
    }
    const profile = {
      issuer: this.issuer,
      subject: claims.sub,
      name: this.#nameOf(claims),
      ...(email !== undefined && { email }),
      ...pictureOf(claims[this.#options.pictureClaim]),
    };
    return { profile, idToken, ...(typeof claims.sid === "string" && { sid: claims.sid }) };
  }

  /**
   * Where to send the browser to be signed out there too; `undefined` where the provider has no such
   * place, or does not answer.
   *
   * @see {@link https://openid.net/specs/openid-connect-rpinitiated-1_0.html | RP-Initiated Logout}
   */
  async logoutUrl(returnTo: string, idToken: string | undefined): Promise<URL | undefined> {
    const config = await this.#discover().catch(() => undefined);
    if (!config?.serverMetadata().end_session_endpoint) return undefined;
    return oidc.buildEndSessionUrl(config, {
      post_logout_redirect_uri: returnTo,
      ...(idToken !== undefined && { id_token_hint: idToken }),
    });
  }

  /**
   * Whom the provider asks us to sign out, which it may spell otherwise than the operator.
   *
   * @param token Not yet trusted.
   * @throws {ChatError} `bad_request` when it is not the provider's, or not for us; `unavailable`.
   * @see {@link https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation | Back-Channel
   * Logout 1.0, section 2.6}
   */
  async readLogoutToken(token: string): Promise<{ subject?: string; sid?: string }> {
    const config = await this.#discover();
    const { issuer, jwks_uri } = config.serverMetadata();
    try {
      this.#keys ??= createRemoteJWKSet(new URL(jwks_uri!));
      const { payload } = await jwtVerify(token, this.#keys, {
        issuer,
        audience: this.#options.clientId,
        maxTokenAge: logoutTokenAge,
        requiredClaims: ["iat", "jti", "events"],
      });
      const { events, nonce, sub, sid } = payload;
      const isLogout = typeof events === "object" && events !== null && logoutEvent in events;
      if (isLogout && nonce === undefined && (sub !== undefined || typeof sid === "string")) {
        return {
          ...(sub !== undefined && { subject: sub }),
          ...(typeof sid === "string" && { sid }),
        };
      }
    } catch (cause) {
      throw new ChatError("bad_request", "Cannot sign anybody out: the token is not good", {
        cause,
      });
    }
    throw new ChatError("bad_request", "Cannot sign anybody out: the token is for something else");
  }

  #nameOf(claims: Claims): string {
    const given = this.#options.nameClaims.map((claim) => claims[claim]);
    const names = given.map((name) => typeof name === "string" ? toDisplayName(name) : "");
    return names.find((name) => name !== "") ?? `user ${toDisplayName(claims.sub).slice(0, 8)}`;
  }

  async #discover(requestId?: string): Promise<Configuration> {
    this.#discovered ??= this.#ask();
    try {
      return await this.#discovered;
    } catch (cause) {
      this.#discovered = undefined;
      this.#options.log.error("a sign-in provider does not answer", {
        ...(requestId !== undefined && { requestId }),
        issuer: this.issuer,
        error: cause,
      });
      throw new ChatError("unavailable", `Cannot sign in: ${this.name} does not answer`, {
        cause,
        reason: "no_provider",
      });
    }
  }

  async #ask(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#options;
    const isPlain = issuer.startsWith("http:");
    // By default a token is believed for the connection it came by; this has its signature checked.
    const execute = [oidc.enableNonRepudiationChecks];
    if (isPlain) execute.push(oidc.allowInsecureRequests);
    const config = await oidc.discovery(
      new URL(issuer),
      clientId,
      undefined,
      // What fits is known once the provider has said what it accepts.
      (as, client, body, headers) => authenticationOf(as, clientSecret)(as, client, body, headers),
      { timeout: requestSeconds, execute },
    );
    return config;
  }

  /** Runs what the provider or its answer may fail, and tells the operator why. */
  async #refusing<T>(requestId: string | undefined, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      this.#options.log.warn("somebody could not be signed in", {
        ...(requestId !== undefined && { requestId }),
        issuer: this.issuer,
        error: cause,
      });
      throw new ChatError("forbidden", `Cannot sign in: ${this.name} did not vouch for you`, {
        cause,
        reason: "sign_in_refused",
      });
    }
  }
}

function authenticationOf(
  { token_endpoint_auth_methods_supported: methods }: oidc.ServerMetadata,
  secret: string | undefined,
): oidc.ClientAuth {
  if (secret === undefined) return oidc.None();
  // Basic is what a provider understands that does not say (OpenID Connect Discovery, section 3).
  const takesBasic = methods === undefined || methods.includes("client_secret_basic");
  return takesBasic ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret);
}

function pictureOf(given: unknown): { picture?: string } {
  const url = typeof given === "string" && given.length <= 1_000 ? URL.parse(given) : null;
  return url?.protocol === "https:" ? { picture: url.href } : {};
}
