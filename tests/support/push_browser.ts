import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";
import type { Subscription } from "../../lib/store/subscriptions.ts";

/** What a push carries, once it is decrypted. */
export interface Told {
  room: string;
  seq: number;
  at: number;
  from: string;
  text: string;
  isMention: boolean;
}

/** The keys of one subscription, as a browser keeps them, and how it reads what comes. */
export class PushBrowser {
  readonly #pair = createECDH("prime256v1");
  readonly #auth: Uint8Array;

  /** Keys of its own unless given. */
  constructor(keys?: { privateKey: string; auth: string }) {
    if (keys) this.#pair.setPrivateKey(bytes(keys.privateKey));
    else this.#pair.generateKeys();
    this.#auth = keys ? bytes(keys.auth) : randomBytes(16);
  }

  /** The subscription with this endpoint. */
  at(endpoint: string): Subscription {
    return {
      endpoint,
      p256dh: base64url(this.#pair.getPublicKey()),
      auth: base64url(this.#auth),
    };
  }

  /** As `PushSubscription.toJSON()` gives it. */
  json(endpoint: string): Record<string, unknown> {
    const { p256dh, auth } = this.at(endpoint);
    return { endpoint, expirationTime: null, keys: { p256dh, auth } };
  }

  /** What a push tells. */
  read(body: Uint8Array): Told {
    return JSON.parse(new TextDecoder().decode(this.decrypt(body)));
  }

  /**
   * Decrypts a body by the standards, with nothing of what encrypted it.
   *
   * @see {@link https://www.rfc-editor.org/rfc/rfc8291#section-3.4 | RFC 8291 section 3.4}
   * @see {@link https://www.rfc-editor.org/rfc/rfc8188#section-2 | RFC 8188 section 2}
   */
  decrypt(body: Uint8Array): Uint8Array {
    const salt = body.subarray(0, 16);
    const recordBytes = new DataView(body.buffer, body.byteOffset).getUint32(16);
    const keyEnd = 21 + body[20]!;
    const senderKey = body.subarray(21, keyEnd);
    const record = body.subarray(keyEnd);
    if (record.length > recordBytes) throw new Error("Cannot decrypt: it is more than one record");

    const secret = this.#pair.computeSecret(senderKey);
    const keyInfo = concat(
      utf8("WebPush: info\0"),
      new Uint8Array(this.#pair.getPublicKey()),
      senderKey,
    );
    const material = new Uint8Array(hkdfSync("sha256", secret, this.#auth, keyInfo, 32));
    const derive = (info: string, length: number) =>
      new Uint8Array(hkdfSync("sha256", material, salt, utf8(info), length));
    const key = derive("Content-Encoding: aes128gcm\0", 16);
    const nonce = derive("Content-Encoding: nonce\0", 12);

    const decipher = createDecipheriv("aes-128-gcm", key, nonce);
    decipher.setAuthTag(record.subarray(-16));
    const padded = concat(decipher.update(record.subarray(0, -16)), decipher.final());
    const end = padded.findLastIndex((byte) => byte !== 0);
    if (padded[end] !== 2) throw new Error("Cannot decrypt: the last record does not end with 2");
    return padded.subarray(0, end);
  }
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function base64url(value: Uint8Array): string {
  return new Uint8Array(value).toBase64({ alphabet: "base64url", omitPadding: true });
}

function bytes(value: string): Uint8Array {
  return Uint8Array.fromBase64(value, { alphabet: "base64url" });
}
