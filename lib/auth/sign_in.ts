import { fromBase64url } from "../base64url.ts";
import { ChatError } from "../errors.ts";
import type { Clock } from "../clock.ts";
import type { Accounts, User } from "../store/accounts.ts";
import { makeToken } from "../token.ts";
import type { Person } from "../wire/messages.ts";
import type { Provider, SignedIn } from "./provider.ts";
import type { SessionPlace, Sessions } from "./sessions.ts";

/** What {@linkcode SignIn} is made of. */
export interface SignInOptions {
  /** None where nobody signs in. */
  providers: readonly Provider[];
  accounts: Accounts;
  sessions: Sessions;
  /** Gives to a user all that a guest had. */
  adopt: (guest: Person, user: Person) => Promise<void>;
  clock: Clock;
}

/** Random bytes of a user's id: never twice the same, and no secret. */
const idBytes = 12;

/** Makes users of those whom a provider vouches for, and signs them in and out. */
export class SignIn {
  readonly #options: SignInOptions;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  /** By which people may sign in. */
  get providers(): readonly Provider[] {
    return this.#options.providers;
  }

  /**
   * The provider of this id.
   *
   * @throws {ChatError} `not_found`.
   */
  provider(id: string): Provider {
    const provider = this.#options.providers.find((provider) => provider.id === id);
    if (provider) return provider;
    throw new ChatError("not_found", "Cannot sign in there: this server knows no such provider", {
      reason: "no_page",
    });
  }

  /**
   * Begins a session of whoever came back from a provider.
   *
   * @param guest Who they were before in the same browser: what that guest has and wrote is theirs.
   * @returns The session's token.
   * @throws {ChatError} `forbidden` for who is suspended.
   */
  async finish(
    { profile, sid }: SignedIn,
    { guest, ...place }: Omit<SessionPlace, "sid"> & { guest?: Person },
  ): Promise<string> {
    const { accounts, sessions, adopt, clock } = this.#options;
    const user = await accounts.signIn(profile, `u-${makeToken(idBytes)}`, clock.now());
    checkSuspension(user);
    if (guest) {
      const person = { id: user.id, name: user.name, kind: "user" } as const;
      await adopt(guest, person);
      // Once more, for what was on its way.
      await adopt(guest, person);
    }
    return await sessions.begin(user, { ...place, ...(sid !== undefined && { sid }) });
  }

  /**
   * Ends the sessions that a provider asks us to end.
   *
   * @param token Not yet trusted.
   * @throws {ChatError} `bad_request` when no provider of ours vouches for it.
   */
  async endFor(token: string): Promise<void> {
    const named = withoutSlash(issuerOf(token));
    const [first, ...more] = this.#options.providers
      .filter(({ issuer }) => withoutSlash(issuer) === named);
    if (!first) {
      throw new ChatError("bad_request", "Cannot sign anybody out: the token is of nobody we know");
    }
    // One may know us as several clients.
    const { subject, sid } = await more.reduce(
      (read, provider) => read.catch(() => provider.readLogoutToken(token)),
      first.readLogoutToken(token),
    );
    const { sessions } = this.#options;
    const { issuer } = first;
    const ended = sid === undefined ? [] : await sessions.end({ issuer, sid });
    if (ended.length > 0 || subject === undefined) return;
    // Not every session has the provider's name for it; one that has another name is another.
    await sessions.end({ issuer, subject, ...(sid !== undefined && { hasSid: false }) });
  }
}

function checkSuspension({ suspended }: User): void {
  if (suspended === undefined) return;
  throw new ChatError("forbidden", "Cannot sign in: your account is suspended", {
    reason: "suspended",
  });
}

/** Providers and operators do not always agree on the last one. */
function withoutSlash(issuer: string): string {
  return issuer.replace(/\/$/, "");
}

/** What an unverified token says of who made it, if anything: only to know whom to ask. */
function issuerOf(token: string): string {
  try {
    const [, claims = ""] = token.split(".");
    return String(JSON.parse(new TextDecoder().decode(fromBase64url(claims))).iss);
  } catch {
    return "";
  }
}
