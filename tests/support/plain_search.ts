/** Looks for something in bytes, also as programs like to write bytes down. */
import { Buffer } from "node:buffer";

/** Where bytes were found that nobody should find. */
export interface Found {
  readonly secret: string;
  readonly place: string;
}

/**
 * Looks for secrets, as they are, in Base64 (wherever they begin in it), in Base64url and in hex.
 *
 * @param secrets By what they are called; 12 bytes or more, so that none is found by chance.
 * @param places What to search, by what it is called.
 */
export function findSecrets(
  secrets: ReadonlyMap<string, Uint8Array>,
  places: ReadonlyMap<string, readonly Uint8Array[]>,
): Found[] {
  const found: Found[] = [];
  for (const [secret, bytes] of secrets) {
    if (bytes.length < 12) throw new RangeError(`Cannot look for "${secret}": it is too short`);
    const forms = formsOf(bytes);
    for (const [place, pieces] of places) {
      const isThere = pieces.some((piece) => {
        const { buffer, byteOffset, byteLength } = piece;
        const searched = Buffer.from(buffer, byteOffset, byteLength);
        return forms.some((form) => searched.includes(form));
      });
      if (isThere) found.push({ secret, place });
    }
  }
  return found;
}

function formsOf(bytes: Uint8Array): readonly Buffer[] {
  const hex = bytes.toHex();
  const texts = [hex, hex.toUpperCase()];
  for (const start of [0, 1, 2]) {
    // Only what does not depend on the bytes before and behind.
    const whole = bytes.subarray(start, start + Math.floor((bytes.length - start) / 3) * 3);
    texts.push(whole.toBase64(), whole.toBase64({ alphabet: "base64url" }));
  }
  return [Buffer.from(bytes), ...new Set(texts)].map((form) => Buffer.from(form));
}
