/** The interface of what keeps the bytes of files, and its promises; `tests/files/blobs_contract.ts` holds all to them. */

/** A blob, as a list of them says. */
export interface BlobEntry {
  readonly hash: string;
  /** In bytes. */
  readonly size: number;
}

/** Bytes of an upload that is not done. */
export interface StagedEntry {
  readonly upload: string;
  readonly size: number;
  /** When something of it came last, Unix milliseconds. */
  readonly changedAt: number;
}

/**
 * Keeps blobs: bytes under the name of their SHA-256, in hex, so that the same content is kept once.
 *
 * What comes is **staged** under the id of its upload first, and becomes a blob in one step: a blob is
 * there whole or not at all. Memory: a bound for each call, however large the blob, from a few pieces
 * of 64 KiB to 16 MiB by the storage; readers and writers are waited for. Calls for one upload, or for
 * one hash, are made one after the other by whoever calls, only reads excepted; different ones may
 * overlap. Ids of uploads are 1 to 100 letters (A-Z, a-z), digits, `-` and `_`; anything else, and a
 * hash that is none, is a `TypeError`.
 *
 * Failure: a method rejects with a `ChatError` `unavailable` when the storage cannot do its work now
 * (a full disk, a network that is away), and the operator is told why; what was there before is
 * there still. Storages over a network may have kept more, as when only the answer was lost: after a
 * failure, ask {@linkcode Blobs.staged} where to go on.
 */
export interface Blobs {
  /** How many bytes of an upload are kept: 0 when there are none. */
  staged(upload: string): Promise<number>;

  /**
   * Adds bytes to an upload.
   *
   * @param offset How many are there already.
   * @param bytes Read until its end; each piece is good only until the next is asked for. When it
   * fails, what came before is kept, and the call rejects with the same error.
   * @returns How many are there then: they survive the end of the process, and a power cut.
   * @throws {RangeError} when `offset` is another number than is there.
   */
  append(upload: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number>;

  /** Reads what is kept of an upload, from its beginning: of an unknown one, nothing. */
  readStaged(upload: string): ReadableStream<Uint8Array<ArrayBuffer>>;

  /**
   * Makes a blob of an upload, which then is no more. Does nothing when there is no such upload and
   * the blob is there: it may be called twice.
   *
   * @param hash SHA-256 of what is staged; the caller has computed it.
   * @throws {RangeError} when there is neither such an upload nor the blob.
   */
  keep(upload: string, hash: string): Promise<void>;

  /** Drops what is kept of an upload, if anything. */
  abandon(upload: string): Promise<void>;

  /** The size of a blob in bytes; `undefined` when there is none of this name. */
  size(hash: string): Promise<number | undefined>;

  /**
   * Reads a part of a blob. The stream fails when the blob is not there (`not_found`), or shorter.
   * Nothing is opened before somebody reads, and whoever ends early cancels it.
   *
   * @param start First byte, from 0.
   * @param end Byte behind the last one.
   */
  read(hash: string, start: number, end: number): ReadableStream<Uint8Array<ArrayBuffer>>;

  /** Removes a blob, if it is there. Whoever reads it at that moment may get the rest, or an error. */
  remove(hash: string): Promise<void>;

  /** All blobs, in no particular order. */
  list(): AsyncIterable<BlobEntry>;

  /** All uploads of which something is kept. */
  listStaged(): AsyncIterable<StagedEntry>;

  /**
   * Whether so many bytes more leave enough space for everything else, as far as that is known. It
   * counts what is there, not what others have announced.
   */
  hasSpaceFor(bytes: number): Promise<boolean>;

  /** Ends connections; running calls may fail. May be called twice. */
  close(): Promise<void>;
}
