import { setCookie } from "@std/http";
import type { Guests } from "../auth/guests.ts";
import { guestSeconds } from "../auth/guests.ts";
import { ChatError } from "../errors.ts";
import type { Person } from "../wire/messages.ts";
import { findCookie } from "./cookies.ts";
import type { OriginPolicy } from "./origin.ts";

const cookieName = "parley_guest";

/** What {@linkcode Visitors} is made of. */
export interface VisitorsOptions {
  guests: Guests;
  origin: OriginPolicy;
  /** Whether a name alone lets people in. */
  guestsMayEnter: boolean;
}

/** Finds out who a request comes from, and makes browsers remember it. */
export class Visitors {
  readonly #guests: Guests;
  readonly #origin: OriginPolicy;
  readonly #guestsMayEnter: boolean;

  constructor({ guests, origin, guestsMayEnter }: VisitorsOptions) {
    this.#guests = guests;
    this.#origin = origin;
    this.#guestsMayEnter = guestsMayEnter;
  }

  /** Whom the request's cookie stands for. */
  find(request: Request): Person | undefined {
    const token = findCookie(request, cookieName);
    return token === undefined ? undefined : this.#guests.verify(token);
  }

  /**
   * Whom the request's cookie stands for, for those who have to have been here before.
   *
   * @throws {ChatError} `unauthenticated`.
   */
  get(request: Request): Person {
    const known = this.find(request);
    if (known) return known;
    throw new ChatError("unauthenticated", "Cannot tell who you are: there is no session");
  }

  /**
   * Whom the request comes from: by its cookie, else a new guest of the name in `?name=`.
   *
   * @throws {ChatError} `unauthenticated` when it says neither, `bad_request` for a bad name.
   */
  identify(request: Request, url: URL): Person {
    const known = this.find(request);
    if (known) return known;
    this.checkGuests();
    const name = url.searchParams.get("name");
    if (name !== null) return this.#guests.make(name);
    throw new ChatError(
      "unauthenticated",
      "Cannot tell who you are: open a page first, or add name=",
    );
  }

  /**
   * Somebody new who was invited, whether guests may come of themselves or not.
   *
   * @throws {ChatError} `bad_request` without a name, or for a bad one.
   */
  invite(name: string | undefined): Person {
    if (name !== undefined) return this.#guests.make(name);
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
    if (this.#guestsMayEnter) return;
    throw new ChatError("unauthenticated", "Cannot enter as a guest: this server asks to sign in", {
      reason: "no_guests",
    });
  }

  /**
   * The guest that a page's form names: the known one under a new name, or somebody new.
   *
   * @throws {ChatError} `unauthenticated`, `bad_request`.
   */
  rename(known: Person | undefined, name: string): Person {
    this.checkGuests();
    const named = this.#guests.make(name);
    return known ? { ...known, name: named.name } : named;
  }

  /** Makes the browser know `person` again for 30 days. */
  remember(response: Response, person: Person): Response {
    setCookie(response.headers, {
      name: cookieName,
      value: this.#guests.sign(person),
      path: "/",
      maxAge: guestSeconds,
      httpOnly: true,
      sameSite: "Lax",
      secure: this.#origin.isHttps,
    });
    return response;
  }
}
