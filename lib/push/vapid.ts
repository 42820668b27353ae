import { createECDH, createHmac } from "node:crypto";
import { vapidHeaders } from "@block65/webcrypto-web-push";
import { toBase64url } from "../base64url.ts";
import type { Clock } from "../clock.ts";
import { OperatorError } from "../errors.ts";

/** What a {@linkcode Vapid} is made of. */
export interface VapidOptions {
  /** 32 random bytes. */
  secret: Uint8Array;
  /** An address under which the push service can find out who sends. */
  subject: string;
  clock: Clock;
}

/** The order of the curve P-256: a private key is a number from 1 to below it. */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** For how long a signature is used again, in milliseconds; it is good for 12 h. */
const reusedMs = 3_600_000;
/** Push services of which a signature is at hand. */
const servicesAtHand = 100;
const topicChars = 32;

/**
 * The server's own key, by which push services know whom a browser let send to it.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8292 | RFC 8292, VAPID}
 */
export class Vapid {
  /** The public key, which browsers subscribe with: an uncompressed point, in base64url. */
  readonly publicKey: string;
  readonly #secret: Uint8Array;
  readonly #subject: string;
  readonly #clock: Clock;
  /** By the origins of push services. */
  readonly #signed = new Map<string, { readonly header: Promise<string>; readonly atMs: number }>();

  /** @throws {OperatorError} when the secret is no private key; of random bytes one in 2^32 is none. */
  constructor({ secret, subject, clock }: VapidOptions) {
    const number = BigInt(`0x${secret.toHex()}`);
    // Asked here, because some runtimes end the process where a key is none.
    if (secret.length !== 32 || number === 0n || number >= order) {
      throw new OperatorError("Cannot use push.key: it is no private key; remove it for a new one");
    }
    const pair = createECDH("prime256v1");
    pair.setPrivateKey(secret);
    this.publicKey = toBase64url(new Uint8Array(pair.getPublicKey()));
    this.#secret = secret;
    this.#subject = subject;
    this.#clock = clock;
  }

  /** The header `Authorization` of a request to `endpoint`. */
  authorize(endpoint: string): Promise<string> {
    const { origin } = new URL(endpoint);
    const signed = this.#signed.get(origin);
    const nowMs = this.#clock.now();
    if (signed && Math.abs(nowMs - signed.atMs) < reusedMs) return signed.header;
    const header = this.#sign(endpoint);
    if (this.#signed.size >= servicesAtHand) this.#signed.clear();
    this.#signed.set(origin, { header, atMs: nowMs });
    return header;
  }

  /**
   * What stands for a room in the header `Topic`: the same for the same room, and nothing that tells
   * a push service its name.
   */
  topicOf(room: string): string {
    const mac = createHmac("sha256", this.#secret).update(`topic ${room}`).digest();
    return toBase64url(new Uint8Array(mac)).slice(0, topicChars);
  }

  async #sign(endpoint: string): Promise<string> {
    const subscription = { endpoint, expirationTime: null, keys: { p256dh: "", auth: "" } };
    const { headers } = await vapidHeaders(subscription, {
      subject: this.#subject,
      publicKey: this.publicKey,
      privateKey: toBase64url(this.#secret),
    });
    return headers.authorization;
  }
}
