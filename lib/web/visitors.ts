import { setCookie } from "@std/http";
import type { Guests } from "../auth/guests.ts";
import { guestSeconds } from "../auth/guests.ts";
import type { Identity } from "../auth/identity.ts";
import type { LiveSession, Sessions } from "../auth/sessions.ts";
import { longestMs } from "../auth/sessions.ts";
import type { Bots } from "../chat/bots.ts";
import { ChatError } from "../errors.ts";
import type { User } from "../store/accounts.ts";
import type { Person } from "../wire/messages.ts";
import { findCookie } from "./cookies.ts";
import type { OriginPolicy } from "./origin.ts";
import type { Visit } from "./router.ts";

const guestCookie = "parley_guest";
const sessionCookie = "parley_session";

/** What {@linkcode Visitors} is made of. */
export interface VisitorsOptions {
  guests: Guests;
  sessions: Pick<Sessions, "find" | "isLive">;
  bots: Pick<Bots, "find">;
  origin: OriginPolicy;
  /** Whether a name alone lets people in. */
  guestsMayEnter: boolean;
}

/** Where a request went; its cookies have other names over HTTPS. Whoever it is of is noted. */
export type Place = Pick<Visit, "url"> & Partial<Pick<Visit, "actor">>;

/** Finds out who a request comes from, and makes browsers remember it. */
export class Visitors {
  readonly #options: VisitorsOptions;

  constructor(options: VisitorsOptions) {
    this.#options = options;
  }

  /**
   * Whom the request's token or cookie stands for: a bot, a user who signed in, or a guest.
   *
   * @throws {ChatError} `unauthenticated` for a token that is good no more.
   */
  async find(request: Request, place: Place): Promise<Identity | undefined> {
    const token = bearerOf(request);
    if (token !== undefined) return await this.#bot(token);
    const found = await this.findSession(request, place);
    if (found) return { person: personOf(found.user), session: found.session.id };
    const guest = this.findGuest(request, place);
    return guest && { person: guest };
  }

  /** The session that the request's cookie stands for. */
  async findSession(request: Request, place: Place): Promise<LiveSession | undefined> {
    const token = findCookie(request, this.#nameOf(sessionCookie, place));
    return token === undefined ? undefined : await this.#options.sessions.find(token);
  }

  /** The guest that the request's cookie stands for. */
  findGuest(request: Request, place: Place): Person | undefined {
    const token = findCookie(request, this.#nameOf(guestCookie, place));
    return token === undefined ? undefined : this.#options.guests.verify(token);
  }

  /**
   * Whom the request's token or cookie stands for, for those who have to have been here before.
   *
   * @throws {ChatError} `unauthenticated`.
   */
  async get(request: Request, place: Place): Promise<Person> {
    const known = await this.find(request, place);
    place.actor = known?.person;
    if (known) return known.person;
    throw new ChatError("unauthenticated", "Cannot tell who you are: there is no session");
  }

  /**
   * Whom the request comes from: by its token or cookie, else a new guest of the name in `?name=`.
   *
   * @throws {ChatError} `unauthenticated` when it says neither, `bad_request` for a bad name.
   */
  async identify(request: Request, place: Place): Promise<Identity> {
    const known = await this.find(request, place);
    place.actor = known?.person;
    if (known) return known;
    this.checkGuests();
    const name = place.url.searchParams.get("name");
    if (name !== null) return { person: place.actor = this.#options.guests.make(name) };
    throw new ChatError(
      "unauthenticated",
      "Cannot tell who you are: open a page first, or add name=",
    );
  }

  /** Whether whoever was found is still who they were. */
  async isLive({ session }: Identity): Promise<boolean> {
    return session === undefined || await this.#options.sessions.isLive(session);
  }

  /**
   * Somebody new who was invited, whether guests may come of themselves or not.
   *
   * @throws {ChatError} `bad_request` without a name, or for a bad one.
   */
  invite(name: string | undefined): Person {
    if (name !== undefined) return this.#options.guests.make(name);
    throw new ChatError("bad_request", 'Cannot enter without a name: "name" says what it is', {
      reason: "display_name_length",
    });
  }

  /**
   * Refuses guests where the operator does.
   *
   * @throws {ChatError} `unauthenticated`.
   */
  checkGuests(): void {
    if (this.#options.guestsMayEnter) return;
    throw new ChatError("unauthenticated", "Cannot enter as a guest: this server asks to sign in", {
      reason: "no_guests",
    });
  }

  /**
   * The guest that a page's form names: the known one under a new name, or somebody new. Who signed
   * in stays as they are.
   *
   * @throws {ChatError} `unauthenticated`, `bad_request`.
   */
  rename(known: Person | undefined, name: string): Person {
    if (known && known.kind !== "guest") return known;
    this.checkGuests();
    const named = this.#options.guests.make(name);
    return known ? { ...known, name: named.name } : named;
  }

  /** Makes the browser know a guest again for 30 days; others it knows by what they have. */
  remember(response: Response, person: Person, place: Place): Response {
    if (person.kind !== "guest") return response;
    const token = this.#options.guests.sign(person);
    return this.#keep(response, place, { name: guestCookie, value: token, maxAge: guestSeconds });
  }

  /** Makes the browser know a user by a new session, and no guest any more. */
  signIn(response: Response, token: string, place: Place): Response {
    const maxAge = Math.floor(longestMs / 1000);
    this.#keep(response, place, { name: sessionCookie, value: token, maxAge });
    return this.#keep(response, place, { name: guestCookie, value: "", maxAge: 0 });
  }

  /** Makes the browser know nobody any more. */
  forget(response: Response, place: Place): Response {
    this.#keep(response, place, { name: sessionCookie, value: "", maxAge: 0 });
    return this.#keep(response, place, { name: guestCookie, value: "", maxAge: 0 });
  }

  async #bot(token: string): Promise<Identity> {
    const bot = await this.#options.bots.find(token);
    if (bot && !bot.isHook) return { person: bot.person };
    throw new ChatError("unauthenticated", "Cannot tell who you are: the token is not good");
  }

  #keep(
    response: Response,
    place: Place,
    { name, ...cookie }: { name: string; value: string; maxAge: number },
  ): Response {
    setCookie(response.headers, {
      ...cookie,
      name: this.#nameOf(name, place),
      path: "/",
      httpOnly: true,
      sameSite: "Lax",
      secure: this.#options.origin.isHttps(place.url),
    });
    return response;
  }

  /** With this prefix, no other host of the domain can set or read a cookie (RFC 6265bis). */
  #nameOf(name: string, { url }: Place): string {
    return this.#options.origin.isHttps(url) ? `__Host-${name}` : name;
  }
}

/** What others see of a user. */
export function personOf({ id, name }: User): Person {
  return { id, name, kind: "user" };
}

/** The token that a request names as its own, if it does. */
export function bearerOf(request: Request): string | undefined {
  const [scheme, token = ""] = (request.headers.get("authorization") ?? "").split(" ");
  return scheme?.toLowerCase() === "bearer" ? token : undefined;
}
