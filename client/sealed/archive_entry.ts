import { openBytes, sealBytes } from "./aes_gcm.ts";
import type { Origin } from "./known_logs.ts";

/** A message as it was unsealed, and where it stood. */
export interface ArchivedMessage extends Origin {
  /** What it held; for the archive only words. Empty: what it holds of it is to be gone. */
  readonly content: string;
}

/** Entries are filled up to a multiple of so many bytes. */
const step = 256;
const utf8 = new TextEncoder();

/** Where an entry stands in an archive: what is sealed for one place opens at no other. */
export interface EntryPlace {
  readonly room: string;
  /** As {@linkcode numberOf} gives it. */
  readonly number: number;
}

/** Seals a message, by the key of the archive. */
export async function sealEntry(
  key: Uint8Array<ArrayBuffer>,
  place: EntryPlace,
  { epoch, seq, content }: ArchivedMessage,
): Promise<string> {
  const text = utf8.encode(`${JSON.stringify({ epoch, seq })}\n${content}`);
  const padded = new Uint8Array(Math.ceil((4 + text.length) / step) * step);
  new DataView(padded.buffer).setUint32(0, text.length);
  padded.set(text, 4);
  return (await sealBytes(key, padded, nameOf(place))).toBase64();
}

/** Opens what {@linkcode sealEntry} made; nothing where it is of another key or place, or damaged. */
export async function openEntry(
  key: Uint8Array<ArrayBuffer>,
  place: EntryPlace,
  box: string,
): Promise<ArchivedMessage | undefined> {
  try {
    const padded = await openBytes(key, Uint8Array.fromBase64(box), nameOf(place));
    if (padded === undefined) return undefined;
    const length = new DataView(padded.buffer).getUint32(0);
    const text = new TextDecoder().decode(padded.subarray(4, 4 + length));
    const end = text.indexOf("\n");
    const { epoch, seq } = JSON.parse(text.slice(0, end)) as Origin;
    return { epoch, seq, content: text.slice(end + 1) };
  } catch {
    return undefined;
  }
}

function nameOf({ room, number }: EntryPlace): string {
  return `parley archive v1\0${room}\0${number}`;
}

/**
 * By which the server tells entries apart: those of each log that it has begun, which number theirs
 * alike.
 */
export async function numberOf({ epoch, seq }: Origin): Promise<number> {
  const said = utf8.encode(`parley archive entry v1\0${epoch}\0${seq}`);
  const hash = new DataView(await crypto.subtle.digest("SHA-256", said));
  return hash.getUint16(0) * 2 ** 32 + hash.getUint32(2);
}
