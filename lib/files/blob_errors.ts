/** What goes wrong in the same way with every storage of files. */
import { ChatError } from "../errors.ts";

/** A blob, or a part of it, is not there. */
export function blobMissing(): ChatError {
  return new ChatError("not_found", "Cannot read the file: it is not there");
}

/** A blob ends before the part that was asked for does. */
export function blobShort(hash: string, end: number): Error {
  return new Error(`Cannot read blob "${hash}": it ends before byte ${end}`);
}

/** An upload is to go on at another place than where it ends. */
export function wrongOffset(upload: string, offset: number, staged: number): RangeError {
  return new RangeError(`Cannot append to "${upload}" at ${offset}: it holds ${staged} bytes`);
}

/** An upload that nobody began is to become a blob that is not there. */
export function nothingStaged(upload: string): RangeError {
  return new RangeError(`Cannot keep "${upload}": nothing of it is there`);
}
