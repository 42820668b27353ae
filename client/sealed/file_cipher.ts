/**
 * Seals files, and opens them, piece by piece: a large one is never in memory as a whole. How is in
 * `docs/SEALED.md`.
 */
import { Refusal } from "../platform/refusal.ts";
import { chunkBytes, chunksOf, paddedSize, sealedSize, tagBytes } from "./sealed_size.ts";

const algorithm = "AES-GCM";
/** Chunks that are read at once when sealing, and that a part of a file holds. */
const chunksAtOnce = 64;

/** A new key, for one file only: nonces are counted anew in each. Base64. */
export function newFileKey(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toBase64();
}

/**
 * Seals a file under a key that has sealed nothing before.
 *
 * @param key Base64, as {@linkcode newFileKey} gives it.
 * @param progressed Called now and then with the bytes of the file that are sealed.
 * @returns As many bytes as `sealedSize` says. Rejects when the file cannot be read.
 */
export async function sealFile(
  file: Blob,
  key: string,
  progressed: (bytes: number) => void = () => {},
): Promise<Blob> {
  const cryptoKey = await importKey(key, "encrypt");
  const whole = paddedSize(file.size);
  const count = chunksOf(file.size);
  const parts = new Parts();
  for (let index = 0; index < count; index += chunksAtOnce) {
    const begin = index * chunkBytes;
    const end = Math.min(whole, begin + chunksAtOnce * chunkBytes);
    const plain = new Uint8Array(end - begin);
    // What is behind the file stays zero.
    plain.set(new Uint8Array(await file.slice(begin, end).arrayBuffer()));
    for (let at = index; at < Math.min(count, index + chunksAtOnce); at++) {
      const chunk = plain.subarray((at - index) * chunkBytes, (at - index + 1) * chunkBytes);
      const iv = nonceOf(at, at === count - 1);
      parts.add(await crypto.subtle.encrypt({ name: algorithm, iv }, cryptoKey, chunk));
    }
    progressed(Math.min(end, file.size));
  }
  return parts.toBlob();
}

/**
 * Opens a file.
 *
 * @param sealed Its bytes, in pieces of any size. No more is read than belongs to it.
 * @param size Bytes of the file itself.
 * @param key Base64.
 * @param progressed Called now and then with the share that has come, 0 to 1.
 * @returns The file, without a type.
 * @throws {Refusal} `damaged` when it is not what was sealed under this key, whole and in order. What
 * the stream fails with is passed on.
 */
export async function openFile(
  sealed: ReadableStream<Uint8Array>,
  { size, key }: { readonly size: number; readonly key: string },
  progressed: (share: number) => void = () => {},
): Promise<Blob> {
  if (!Number.isSafeInteger(size) || size < 0) throw damaged();
  const cryptoKey = await importKey(key, "decrypt");
  const count = chunksOf(size);
  const whole = sealedSize(size);
  const parts = new Parts();
  let index = 0;
  let come = 0;
  for await (const chunk of chunksIn(sealed, whole)) {
    const iv = nonceOf(index, index === count - 1);
    const plain = await crypto.subtle.decrypt({ name: algorithm, iv }, cryptoKey, chunk)
      .catch((cause) => {
        throw damaged(cause);
      });
    // Behind the file's end is only what was put there to hide its size.
    const left = Math.max(0, size - index * chunkBytes);
    if (left > 0) parts.add(plain.slice(0, left));
    index++;
    come += chunk.length;
    progressed(come / whole);
  }
  if (index !== count) throw damaged();
  return parts.toBlob();
}

/** Collects a blob by parts, so that what is done with need not stay in memory. */
class Parts {
  readonly #blobs: Blob[] = [];
  #fresh: ArrayBuffer[] = [];

  add(part: ArrayBuffer): void {
    if (this.#fresh.push(part) === chunksAtOnce) this.#put();
  }

  toBlob(): Blob {
    this.#put();
    return new Blob(this.#blobs);
  }

  #put(): void {
    this.#blobs.push(new Blob(this.#fresh));
    this.#fresh = [];
  }
}

/** Cuts what comes into sealed chunks, of `whole` bytes in all. */
async function* chunksIn(
  stream: ReadableStream<Uint8Array>,
  whole: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const full = chunkBytes + tagBytes;
  const chunk = new Uint8Array(Math.min(full, whole));
  let filled = 0;
  let come = 0;
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      come += value.length;
      // Whoever sends more than belongs to it could go on without an end.
      if (come > whole) throw damaged();
      for (let at = 0; at < value.length;) {
        const piece = value.subarray(at, at + full - filled);
        chunk.set(piece, filled);
        filled += piece.length;
        at += piece.length;
        if (filled < full) continue;
        yield chunk;
        filled = 0;
      }
    }
    if (filled > 0) yield chunk.subarray(0, filled);
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/** Counts the chunks, 11 bytes big endian, and says which is the last. */
function nonceOf(index: number, isLast: boolean): Uint8Array<ArrayBuffer> {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setBigUint64(3, BigInt(index));
  nonce[11] = isLast ? 1 : 0;
  return nonce;
}

async function importKey(key: string, use: "encrypt" | "decrypt"): Promise<CryptoKey> {
  try {
    const raw = Uint8Array.fromBase64(key);
    if (raw.length !== 32) throw new RangeError("it has not 32 bytes");
    return await crypto.subtle.importKey("raw", raw, algorithm, false, [use]);
  } catch (cause) {
    throw damaged(cause);
  }
}

function damaged(cause?: unknown): Refusal {
  return new Refusal("damaged", "Cannot open the file: it is not what was sealed", { cause });
}
