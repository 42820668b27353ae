// What Parley uses of @std/http/etag; the signatures are the library's own.
export function eTag(
  entity: string | Uint8Array,
  options?: { weak?: boolean },
): Promise<string | undefined>;
/** True when `value` has the tag or `*`; never for a weak one. */
export function ifMatch(value: string | null, etag: string | undefined): boolean;
/** True when the answer must be sent in full, false when `304` will do. */
export function ifNoneMatch(value: string | null, etag: string | undefined): boolean;
