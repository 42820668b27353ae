/** The pieces that an upload consists of in an object storage, each an object. */
import type { S3Object } from "./s3_listing.ts";

/** One of them. */
export interface StagedPiece extends S3Object {
  readonly upload: string;
  /** Where it begins. */
  readonly offset: number;
}

const keyPattern = /^incoming\/([\w-]{1,100})\/(\d{16})$/;

/** The key of the piece of an upload that begins at `offset`: by their order they follow each other. */
export function pieceKey(upload: string, offset: number): string {
  return `incoming/${upload}/${`${offset}`.padStart(16, "0")}`;
}

/** Reads an object's key; `undefined` when it is no piece of an upload. */
export function pieceOf(object: S3Object): StagedPiece | undefined {
  const [, upload, offset] = keyPattern.exec(object.key) ?? [];
  if (upload === undefined) return undefined;
  return { ...object, upload, offset: Number(offset) };
}

/**
 * Those that follow each other without a gap, from the beginning. A write that failed for us may have
 * come true afterwards: such a piece overlaps another, and is left out.
 */
export function seamless(pieces: readonly StagedPiece[]): StagedPiece[] {
  const found: StagedPiece[] = [];
  let end = 0;
  for (const piece of pieces.toSorted((one, other) => one.offset - other.offset)) {
    if (piece.offset !== end) continue;
    found.push(piece);
    end += piece.size;
  }
  return found;
}

/** How many bytes there are in pieces that follow each other. */
export function endOf(pieces: readonly StagedPiece[]): number {
  const last = pieces.at(-1);
  return last ? last.offset + last.size : 0;
}
