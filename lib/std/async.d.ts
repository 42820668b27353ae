// What Parley uses of @std/async; the signatures are the library's own.
export function delay(
  ms: number,
  options?: { signal?: AbortSignal; persistent?: boolean },
): Promise<void>;
/** Rejects with the signal's reason when it is aborted before `p` has settled. */
export function abortable<T>(p: Promise<T>, signal: AbortSignal): Promise<T>;
/** Rejects with a `TimeoutError` when `p` has not settled within `ms`. */
export function deadline<T>(
  p: Promise<T>,
  ms: number,
  options?: { signal?: AbortSignal },
): Promise<T>;
