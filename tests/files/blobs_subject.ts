/** What the contract suite of storages of files speaks of: bytes, uploads, and an open storage. */
import { assertEquals } from "@std/assert";
import type { Blobs } from "../../lib/files/blobs.ts";

/** A storage of files that closes itself; it may hold others' already. */
export class BlobsSubject implements AsyncDisposable {
  constructor(readonly blobs: Blobs) {}

  /** Adds pieces to an upload, in one call. */
  append(upload: string, offset: number, ...pieces: Uint8Array[]): Promise<number> {
    return this.blobs.append(upload, offset, sourceOf(pieces));
  }

  /** Makes a blob. */
  async keep(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const upload = freshUpload();
    await this.append(upload, 0, bytes);
    const hash = await hashOf(bytes);
    await this.blobs.keep(upload, hash);
    return hash;
  }

  async read(hash: string, start: number, end: number): Promise<Uint8Array> {
    return await wholeOf(this.blobs.read(hash, start, end));
  }

  async staged(upload: string): Promise<Uint8Array> {
    return await wholeOf(this.blobs.readStaged(upload));
  }

  /** Whether a list has the blob, and how often. */
  async listed(hash: string): Promise<number[]> {
    const sizes: number[] = [];
    for await (const entry of this.blobs.list()) if (entry.hash === hash) sizes.push(entry.size);
    return sizes;
  }

  /** Whether a list has the upload, and how often. */
  async listedStaged(upload: string): Promise<number[]> {
    const sizes: number[] = [];
    for await (const entry of this.blobs.listStaged()) {
      if (entry.upload === upload) sizes.push(entry.size);
    }
    return sizes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.blobs.close();
  }
}

/** An id that no upload has. */
export function freshUpload(): string {
  return crypto.randomUUID();
}

/** Bytes that nobody has. */
export function freshBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  // That is the most that may be asked for at once.
  for (let at = 0; at < length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  }
  return bytes;
}

/** SHA-256 in hex. */
export async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** Gives these pieces, then fails with `error` when there is one. */
export async function* sourceOf(
  pieces: Iterable<Uint8Array>,
  error?: Error,
): AsyncGenerator<Uint8Array> {
  yield* pieces;
  if (error) throw await Promise.resolve(error);
}

/** Everything that a stream gives. */
export async function wholeOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Compares bytes; what differs is not printed, for it is long. */
export function assertSameBytes(actual: Uint8Array, expected: Uint8Array): void {
  assertEquals(actual.length, expected.length);
  assertEquals(actual.findIndex((byte, at) => byte !== expected[at]), -1);
}
