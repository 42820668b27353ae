/**
 * The recovery phrase, and the header of an archive, which it opens. See `docs/SEALED.md`, "Archive".
 * It weighs some 15 kB and is rarely needed, so it is loaded when it is.
 */
import { argon2idAsync } from "@noble/hashes/argon2.js";
import { generateMnemonic, validateMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { openJson, sealJson } from "./aes_gcm.ts";
import { readKey } from "./archive_header.ts";
import type { ArchiveHeader, PhraseCost } from "./archive_header.ts";
import { phraseLength, phraseWords } from "./phrase_words.ts";

/** What a phrase brings back. */
export interface Recovered {
  /** Key of the archive, AES-256-GCM. */
  readonly archiveKey: Uint8Array<ArrayBuffer>;
  /** Seed of the identity key. */
  readonly identitySecret: Uint8Array<ArrayBuffer>;
}

/**
 * Cost of guessing. OWASP asks for 19 MiB and 2 passes or more; 64 MiB and 2 take some 1.0 s in plain
 * script on a small server's processor, and a phrase has 128 bits anyway.
 */
const cost: PhraseCost = Object.freeze({ memory: 65_536, passes: 2 });

/** A new phrase: 12 words, 128 random bits. */
export function newPhrase(): string {
  return generateMnemonic(wordlist, 128);
}

/** Whether a word, in small letters, can be in a phrase. */
export function isPhraseWord(word: string): boolean {
  return wordlist.includes(word);
}

/**
 * Reads a phrase as people type it; see {@linkcode phraseWords}.
 *
 * @returns `undefined` when it is not 12 words of the list, or not these twelve in this order.
 */
export function readPhrase(typed: string): string | undefined {
  const words = phraseWords(typed);
  const phrase = words.join(" ");
  return words.length === phraseLength && validateMnemonic(phrase, wordlist) ? phrase : undefined;
}

/**
 * Makes the header of a new archive.
 *
 * @param options.id Of the archive.
 * @param options.progressed Called with 0 to 1: it takes a while.
 * @param options.cost Less only in tests.
 */
export async function wrapKeys(
  keys: Recovered,
  phrase: string,
  options: { id: string; progressed?: (share: number) => void; cost?: PhraseCost },
): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16)).toBase64();
  const head = { v: 1 as const, id: options.id, salt, ...(options.cost ?? cost) };
  const wrapped = await sealJson(await keyOf(phrase, head, options.progressed), {
    archive: keys.archiveKey.toBase64(),
    identity: keys.identitySecret.toBase64(),
  }, place(head));
  return JSON.stringify({ ...head, wrapped } satisfies ArchiveHeader);
}

/** Opens a header; `undefined` when it is not of this phrase. */
export async function unwrapKeys(
  header: ArchiveHeader,
  phrase: string,
  progressed?: (share: number) => void,
): Promise<Recovered | undefined> {
  const key = await keyOf(phrase, header, progressed);
  const keys = await openJson(key, header.wrapped, place(header));
  const archiveKey = readKey(keys?.archive);
  const identitySecret = readKey(keys?.identity);
  return archiveKey && identitySecret && { archiveKey, identitySecret };
}

async function keyOf(
  phrase: string,
  { salt, memory, passes }: Pick<ArchiveHeader, "salt" | "memory" | "passes">,
  progressed?: (share: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(
    await argon2idAsync(phrase, Uint8Array.fromBase64(salt), {
      m: memory,
      t: passes,
      p: 1,
      dkLen: 32,
      ...(progressed && { onProgress: progressed }),
    }),
  );
}

function place({ id, salt, memory, passes }: Omit<ArchiveHeader, "wrapped">): string {
  return `parley archive header v1\0${id}\0${salt}\0${memory}\0${passes}`;
}
