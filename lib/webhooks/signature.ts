import { createHmac } from "node:crypto";

/** A request as it is signed. */
export interface Signed {
  /** The same for each attempt to deliver the same events; holds no dot. */
  readonly id: string;
  /** When it is sent, Unix seconds. */
  readonly at: number;
  readonly body: Uint8Array;
}

/**
 * The secret of a webhook: it comes of the server's key and the webhook's id, and is kept nowhere.
 *
 * @param key 32 random bytes, always the same.
 * @param id Random, and never used again.
 * @returns 32 bytes.
 */
export function secretOf(key: Uint8Array, id: string): Uint8Array {
  return new Uint8Array(createHmac("sha256", key).update(`webhook ${id}`).digest());
}

/** A secret as its receiver is told it. */
export function showSecret(secret: Uint8Array): string {
  return `whsec_${secret.toBase64()}`;
}

/**
 * The headers by which a receiver knows who sent a request, when, and that it is whole.
 *
 * @see {@link https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md | Standard Webhooks}
 */
export function sign(secret: Uint8Array, { id, at, body }: Signed): Record<string, string> {
  const mac = createHmac("sha256", secret).update(`${id}.${at}.`).update(body).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": `${at}`, "webhook-signature": `v1,${mac}` };
}
