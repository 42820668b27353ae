/** Somebody's identity, as a safety number has it. */
export interface NumberedIdentity {
  readonly person: string;
  /** Public identity key, Ed25519, Base64. */
  readonly identity: string;
}

const rounds = 5_200;
const utf8 = new TextEncoder();

/**
 * Works out the number that two people compare, the same on both sides: 60 digits. It takes some
 * tenths of a second.
 *
 * @see `docs/SEALED.md`, "Safety number".
 */
export async function safetyNumber(a: NumberedIdentity, b: NumberedIdentity): Promise<string> {
  return (await Promise.all([halfOf(a), halfOf(b)])).sort().join("");
}

async function halfOf({ person, identity }: NumberedIdentity): Promise<string> {
  const key = Uint8Array.fromBase64(identity);
  let digest = await sha512(join(new Uint8Array(2), key, utf8.encode(person)));
  for (let round = 1; round < rounds; round++) digest = await sha512(join(digest, key));
  let digits = "";
  for (let at = 0; at < 30; at += 5) {
    const five = digest.subarray(at, at + 5).reduce((sum, byte) => sum * 256 + byte, 0);
    digits += String(five % 100_000).padStart(5, "0");
  }
  return digits;
}

async function sha512(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-512", bytes));
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
