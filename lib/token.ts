/** Secrets that are told once, and of which only a hash is kept. */
import { toBase64url } from "./base64url.ts";

/**
 * Makes something that nobody guesses.
 *
 * @param bytes How many random ones; 16 are enough for what can be tried only here.
 * @returns Letters, digits, `-` and `_`.
 */
export function makeToken(bytes: number): string {
  return toBase64url(crypto.getRandomValues(new Uint8Array(bytes)));
}

/** What is kept of a token: SHA-256, in hex. What is random needs no salt and no slow hash. */
export async function hashToken(token: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return new Uint8Array(digest).toHex();
}
