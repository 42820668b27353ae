/**
 * The code by which a new device and one that is linked find each other, and what follows from it.
 * See `docs/SEALED.md`, "Linking a device".
 */

/** Crockford's Base32: no I, L, O, U. */
const signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const byteCount = 16;
const signCount = 26;
const utf8 = new TextEncoder();

/** What follows from a code. */
export interface LinkKeys {
  /** Name of the mailbox in which the new device asks. */
  readonly askBox: string;
  /** Name of the one in which it is answered. */
  readonly answerBox: string;
  /** AES-256-GCM, raw. */
  readonly askKey: Uint8Array<ArrayBuffer>;
  readonly answerKey: Uint8Array<ArrayBuffer>;
}

/** Random bytes for a code. */
export function newLinkBytes(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(byteCount));
}

/** Writes 16 bytes as 26 signs, in groups: `ABCDE-FGHJK-MNPQR-STVWX-YZ0123`. */
export function writeLinkCode(bytes: Uint8Array): string {
  let code = "";
  let carry = 0;
  let bits = 0;
  for (const byte of bytes) {
    carry = (carry << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      code += signs[(carry >> bits) & 31];
    }
    carry &= (1 << bits) - 1;
  }
  // 128 bits are 25 signs and three bits, which two zeros follow.
  code += signs[(carry << (5 - bits)) & 31];
  return code.replace(/.{5}(?=.{6})/g, "$&-");
}

/**
 * Reads a code as people type it: in either case, with spaces and dashes anywhere, O for 0, I and L
 * for 1.
 *
 * @returns 16 bytes; `undefined` when it cannot be one.
 */
export function readLinkCode(typed: string): Uint8Array<ArrayBuffer> | undefined {
  const code = typed.normalize("NFKC").toUpperCase().replace(/[\s\p{Pd}]/gu, "")
    .replaceAll("O", "0").replace(/[IL]/g, "1");
  if (code.length !== signCount) return undefined;
  const bytes = new Uint8Array(byteCount);
  let at = 0;
  let carry = 0;
  let bits = 0;
  for (const sign of code) {
    const value = signs.indexOf(sign);
    if (value < 0) return undefined;
    carry = (carry << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = carry >> bits;
      carry &= (1 << bits) - 1;
    }
  }
  return carry === 0 ? bytes : undefined;
}

/** Works out the mailboxes and keys of a code. */
export async function linkKeys(bytes: Uint8Array<ArrayBuffer>): Promise<LinkKeys> {
  const key = await crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveBits"]);
  const derive = async (words: string) => {
    const how = {
      name: "HKDF",
      hash: "SHA-256",
      salt: new Uint8Array(),
      info: utf8.encode(words),
    };
    return new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
  };
  const nameOf = async (words: string) =>
    (await derive(words)).toBase64({ alphabet: "base64url", omitPadding: true });
  return {
    askBox: await nameOf("parley link box"),
    answerBox: await nameOf("parley link box answer"),
    askKey: await derive("parley link ask"),
    answerKey: await derive("parley link answer"),
  };
}
