import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import { systemClock } from "../clock.ts";
import { OperatorError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { TroubleList } from "../trouble_list.ts";
import { blobMissing, blobShort, nothingStaged, wrongOffset } from "./blob_errors.ts";
import { blobHash, isBlobHash, uploadId } from "./blob_names.ts";
import type { BlobEntry, Blobs, StagedEntry } from "./blobs.ts";
import { cancellableStream } from "./cancellable_stream.ts";
import { chunksOf } from "./chunks.ts";
import { S3Bucket } from "./s3_bucket.ts";
import { putInParts } from "./s3_multipart.ts";
import { explainS3, isNoSuchKey, S3Error } from "./s3_errors.ts";
import type { S3Object } from "./s3_listing.ts";
import type { StagedPiece } from "./s3_pieces.ts";
import { endOf, pieceKey, pieceOf, seamless } from "./s3_pieces.ts";
import { StorageTrouble } from "./storage_trouble.ts";

/** What {@linkcode S3Blobs} needs. */
export interface S3BlobsOptions {
  /** Address of the service, as `https://s3.example.org`. */
  endpoint: string;
  /** Used by nothing else; it has to be there. */
  bucket: string;
  region: string;
  keyId: string;
  /** It is never shown. */
  secret: string;
  clock?: Clock;
  log: Log;
  troubles?: TroubleList;
  /**
   * Bytes of a piece at most: so much of each upload is in memory, and storages want parts of 5 MiB
   * at least. 8 MiB unless given.
   */
  pieceBytes?: number;
  /** How long to wait before each further try; 0.2 s and 1 s unless given. */
  retryDelaysMs?: readonly number[];
}

/** A last piece shorter than this is written anew with what follows, so that there are not too many. */
const shortBytes = 2 ** 20;
/** Objects that are removed at the same time. */
const removals = 8;

/**
 * Keeps blobs in an object storage: `incoming/UPLOAD/OFFSET` are pieces of what comes, `blobs/HASH` is
 * what came. Each piece is written with its hash, which the storage checks; the whole is checked here.
 */
export class S3Blobs implements Blobs {
  readonly #bucket: S3Bucket;
  readonly #trouble: StorageTrouble;
  readonly #pieceBytes: number;

  private constructor(bucket: S3Bucket, trouble: StorageTrouble, pieceBytes: number) {
    this.#bucket = bucket;
    this.#trouble = trouble;
    this.#pieceBytes = pieceBytes;
  }

  /**
   * Looks whether the bucket can be used.
   *
   * @throws {OperatorError} when it cannot.
   */
  static async open(options: S3BlobsOptions): Promise<S3Blobs> {
    const { clock = systemClock, log, troubles } = options;
    const { pieceBytes = 8 * 2 ** 20, retryDelaysMs = [200, 1_000] } = options;
    const bucket = new S3Bucket({ ...options, clock, retryDelaysMs });
    const { place } = bucket;
    try {
      await bucket.list("blobs/");
    } catch (cause) {
      bucket.close();
      const why = explainS3(cause);
      if (why === undefined) throw cause;
      throw new OperatorError(`Cannot keep files in "${place}": ${why}`, { cause });
    }
    const explain = (error: unknown) => isNoSuchKey(error) ? undefined : explainS3(error);
    const trouble = new StorageTrouble({ place, explain, clock, log, troubles });
    return new S3Blobs(bucket, trouble, pieceBytes);
  }

  async staged(upload: string): Promise<number> {
    return endOf(await this.#pieces(upload));
  }

  async append(
    upload: string,
    offset: number,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<number> {
    const pieces = await this.#pieces(upload);
    if (endOf(pieces) !== offset) throw wrongOffset(upload, offset, endOf(pieces));
    const last = pieces.at(-1);
    const isShort = last && last.size < Math.min(shortBytes, this.#pieceBytes);
    const head = isShort ? await this.#whole(last) : new Uint8Array(0);
    let end = offset - head.length;
    for await (const chunk of chunksOf(following(head, bytes), { length: this.#pieceBytes })) {
      const key = pieceKey(upload, end);
      end += chunk.length;
      // Nothing came: the last piece is as it was.
      if (end === offset) continue;
      await this.#trouble.guard("store", () => this.#bucket.put(key, chunk));
    }
    return end;
  }

  readStaged(upload: string): ReadableStream<Uint8Array<ArrayBuffer>> {
    uploadId(upload);
    return cancellableStream((signal) => this.#wholeStaged(upload, signal));
  }

  async *#wholeStaged(
    upload: string,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const pieces = this.#joined(await this.#pieces(upload), signal);
    yield* this.#guarded(pieces);
  }

  async keep(upload: string, hash: string): Promise<void> {
    const key = blobKey(hash);
    const pieces = await this.#pieces(upload);
    if (await this.size(hash) === undefined) {
      if (pieces.length === 0) throw nothingStaged(upload);
      await this.#trouble.guard("store", async () => {
        const content = chunksOf(checked(this.#joined(pieces), hash), { length: this.#pieceBytes });
        if (endOf(pieces) > this.#pieceBytes) return await putInParts(this.#bucket, key, content);
        const [bytes] = await Array.fromAsync(content);
        await this.#bucket.put(key, bytes!);
      });
    }
    await this.abandon(upload);
  }

  async abandon(upload: string): Promise<void> {
    const keys: string[] = [];
    for await (const { key } of this.#list(`incoming/${uploadId(upload)}/`)) keys.push(key);
    for (let at = 0; at < keys.length; at += removals) {
      await Promise.all(keys.slice(at, at + removals).map((key) => this.#remove(key)));
    }
  }

  async size(hash: string): Promise<number | undefined> {
    const key = blobKey(hash);
    return await this.#trouble.guard("read", () => this.#bucket.size(key));
  }

  read(hash: string, start: number, end: number): ReadableStream<Uint8Array<ArrayBuffer>> {
    blobHash(hash);
    return cancellableStream((signal) => this.#part(hash, { start, end, signal }));
  }

  async *#part(
    hash: string,
    range: { start: number; end: number; signal: AbortSignal },
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    let at = range.start;
    try {
      for await (const piece of this.#guarded(this.#bucket.read(blobKey(hash), range))) {
        at += piece.length;
        yield piece;
      }
    } catch (error) {
      throw isNoSuchKey(error) ? blobMissing() : error;
    }
    if (at < range.end) throw blobShort(hash, range.end);
  }

  async remove(hash: string): Promise<void> {
    await this.#remove(blobKey(hash));
  }

  async *list(): AsyncGenerator<BlobEntry> {
    const prefix = "blobs/";
    for await (const { key, size } of this.#list(prefix)) {
      const hash = key.slice(prefix.length);
      if (isBlobHash(hash)) yield { hash, size };
    }
  }

  async *listStaged(): AsyncGenerator<StagedEntry> {
    let upload = "";
    let pieces: StagedPiece[] = [];
    for await (const object of this.#list("incoming/")) {
      const piece = pieceOf(object);
      if (!piece) continue;
      // Keys come in their order, so those of one upload are together.
      if (piece.upload !== upload && pieces.length > 0) yield entryOf(upload, pieces);
      if (piece.upload !== upload) [upload, pieces] = [piece.upload, []];
      pieces.push(piece);
    }
    if (pieces.length > 0) yield entryOf(upload, pieces);
  }

  /** `true`: an object storage does not say how much room it has. */
  hasSpaceFor(_bytes: number): Promise<boolean> {
    return Promise.resolve(true);
  }

  close(): Promise<void> {
    this.#trouble.close();
    this.#bucket.close();
    return Promise.resolve();
  }

  async #pieces(upload: string): Promise<StagedPiece[]> {
    const pieces: StagedPiece[] = [];
    for await (const object of this.#list(`incoming/${uploadId(upload)}/`)) {
      const piece = pieceOf(object);
      if (piece) pieces.push(piece);
    }
    return seamless(pieces);
  }

  async #whole(piece: StagedPiece): Promise<Uint8Array> {
    const whole = new Uint8Array(piece.size);
    let at = 0;
    for await (const part of this.#guarded(this.#joined([piece]))) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  /** What is in the pieces, one after the other. */
  async *#joined(
    pieces: readonly StagedPiece[],
    signal?: AbortSignal,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (const { key, size } of pieces) {
      let at = 0;
      for await (const part of this.#bucket.read(key, { start: 0, end: size, signal })) {
        at += part.length;
        yield part;
      }
      if (at < size) throw new S3Error("ShortObject", { status: 206 });
    }
  }

  async *#list(prefix: string): AsyncGenerator<S3Object> {
    let next: string | undefined;
    do {
      const token = next;
      const page = await this.#trouble.guard("read", () => this.#bucket.list(prefix, token));
      yield* page.objects;
      next = page.next;
    } while (next !== undefined);
  }

  #remove(key: string): Promise<void> {
    return this.#trouble.guard("remove", () => this.#bucket.remove(key));
  }

  /** What comes; the storage's failures are told. */
  async *#guarded<T>(pieces: AsyncGenerator<T>): AsyncGenerator<T> {
    try {
      for (;;) {
        const next = await this.#trouble.guard("read", () => pieces.next());
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await pieces.return(undefined);
    }
  }
}

function blobKey(hash: string): string {
  return `blobs/${blobHash(hash)}`;
}

function entryOf(upload: string, pieces: readonly StagedPiece[]): StagedEntry {
  const changedAt = Math.max(...pieces.map((piece) => piece.changedAt));
  return { upload, size: endOf(seamless(pieces)), changedAt };
}

async function* following(
  head: Uint8Array,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield head;
  yield* bytes;
}

/** Gives what comes, and fails in the end when it is something else than its hash says. */
async function* checked(
  pieces: AsyncIterable<Uint8Array>,
  hash: string,
): AsyncGenerator<Uint8Array> {
  const sum = createHash("sha256");
  for await (const piece of pieces) {
    sum.update(piece);
    yield piece;
  }
  if (sum.digest("hex") === hash) return;
  throw new Error(`Cannot keep blob "${hash}": what is staged has another hash`);
}
