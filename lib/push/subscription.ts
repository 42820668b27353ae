import { encryptNotification } from "@block65/webcrypto-web-push";
import { fromBase64url, toBase64url } from "../base64url.ts";
import { ChatError, wrongField } from "../errors.ts";
import { parseEndpoint } from "../outside/endpoint.ts";
import type { Subscription } from "../store/subscriptions.ts";

/**
 * Reads what `PushSubscription.toJSON()` of a browser gives.
 *
 * @throws {ChatError} `bad_request` when something is missing or of no use.
 * @see {@link https://www.w3.org/TR/push-api/#dom-pushsubscription-tojson | Push API, toJSON()}
 */
export async function parseSubscription(given: Record<string, unknown>): Promise<Subscription> {
  const { keys } = given;
  if (typeof keys !== "object" || keys === null) throw wrongField("keys", "an object");
  const { p256dh, auth } = keys as Record<string, unknown>;
  const subscription = {
    endpoint: parseEndpoint(given.endpoint, "endpoint"),
    p256dh: parseKey(p256dh, "p256dh", 65),
    auth: parseKey(auth, "auth", 16),
  };
  try {
    // Only who encrypts finds out whether a key is a point of the curve.
    await encrypt(subscription, new Uint8Array(1));
  } catch (cause) {
    throw new ChatError("bad_request", 'Cannot read "p256dh": it is no public key', { cause });
  }
  return subscription;
}

/**
 * Encrypts for one browser.
 *
 * @throws {Error} when its key is none.
 * @see {@link https://www.rfc-editor.org/rfc/rfc8291 | RFC 8291}
 */
export function encrypt(
  { endpoint, p256dh, auth }: Subscription,
  plaintext: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const keys = { p256dh, auth };
  return encryptNotification({ endpoint, expirationTime: null, keys }, plaintext, { pad: false });
}

function parseKey(given: unknown, field: string, bytes: number): string {
  try {
    const key = fromBase64url(`${given}`);
    if (typeof given === "string" && key.length === bytes) {
      return toBase64url(key);
    }
  } catch {
    // Said below.
  }
  throw wrongField(field, `${bytes} bytes in base64url`);
}
