import { createHmac, timingSafeEqual } from "node:crypto";
import { fromBase64url, toBase64url } from "../base64url.ts";
import type { Clock } from "../clock.ts";
import { makeToken } from "../token.ts";
import type { Person } from "../wire/messages.ts";
import { parseDisplayName } from "../wire/names.ts";

/** For how long a guest is known after the last page that was opened: 30 days, in seconds. */
export const guestSeconds = 30 * 24 * 3600;

/**
 * Random bytes of an id: never twice the same, and no secret. An id travels with every message and
 * every list of members, so it is short.
 */
const idBytes = 12;

/**
 * People known by nothing but a name that they gave.
 *
 * A guest is kept nowhere on the server: the browser holds a token that says who it is, signed
 * with a key that only the server knows (HMAC-SHA-256).
 */
export class Guests {
  readonly #key: Uint8Array;
  readonly #clock: Clock;

  /** @param key Secret, 32 bytes. */
  constructor(key: Uint8Array, clock: Clock) {
    if (key.length < 32) throw new RangeError(`Cannot sign with a key of ${key.length} bytes`);
    this.#key = key;
    this.#clock = clock;
  }

  /**
   * Makes somebody new.
   *
   * @param name Not yet trusted.
   * @throws {ChatError} `bad_request` when it is no display name.
   */
  make(name: string): Person {
    return { id: `g-${makeToken(idBytes)}`, name: parseDisplayName(name), kind: "guest" };
  }

  /** The token by which `person` is known again for 30 days. */
  sign({ id, name }: Person): string {
    const expires = Math.floor(this.#clock.now() / 1000) + guestSeconds;
    const claims = toBase64url(new TextEncoder().encode(JSON.stringify({ id, name, expires })));
    return `${claims}.${toBase64url(this.#mac(claims))}`;
  }

  /** Whom a token stands for; `undefined` when it is not one of ours or no longer good. */
  verify(token: string): Person | undefined {
    const [claims = "", mac = "", ...more] = token.split(".");
    // As text, for base64 has more than one spelling of the same bytes.
    const given = new TextEncoder().encode(mac);
    const right = new TextEncoder().encode(toBase64url(this.#mac(claims)));
    if (more.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) {
      return undefined;
    }
    const { id, name, expires } = JSON.parse(new TextDecoder().decode(fromBase64url(claims)));
    if (expires * 1000 <= this.#clock.now()) return undefined;
    return { id, name, kind: "guest" };
  }

  #mac(claims: string): Uint8Array {
    return createHmac("sha256", this.#key).update(claims).digest();
  }
}
