/** An id of an upload: it becomes a part of a path. */
const uploadPattern = /^[\w-]{1,100}$/;
/** SHA-256 in hex. */
const hashPattern = /^[0-9a-f]{64}$/;

/**
 * Gives the id of an upload back.
 *
 * @throws {TypeError} when it is none: nothing else may ever name a file or an object.
 */
export function uploadId(upload: string): string {
  if (uploadPattern.test(upload)) return upload;
  throw new TypeError(`Cannot name upload "${upload}": it is not 1 to 100 of A-Z a-z 0-9 - _`);
}

/**
 * Gives the name of a blob back.
 *
 * @throws {TypeError} when it is none: nothing else may ever name a file or an object.
 */
export function blobHash(hash: string): string {
  if (isBlobHash(hash)) return hash;
  throw new TypeError(`Cannot name blob "${hash}": it is not SHA-256 in hex`);
}

/** Whether this is a blob's name. */
export function isBlobHash(text: string): boolean {
  return hashPattern.test(text);
}

/** Whether this is an upload's id. */
export function isUploadId(text: string): boolean {
  return uploadPattern.test(text);
}
