/** What handlers read out of an address; what is wrong is a `ChatError` `bad_request`. */
import { ChatError } from "../errors.ts";

/** How much to read at once, as `limit` says. */
export function readLimit(url: URL, byDefault: number, max: number): number {
  const limit = readWholeNumber(url, "limit", 1) ?? byDefault;
  if (limit <= max) return limit;
  throw new ChatError("bad_request", `Cannot read so much: limit goes to ${max}`);
}

/** A whole number in the query, `undefined` when it is not there. */
export function readWholeNumber(url: URL, name: string, min: number): number | undefined {
  const given = url.searchParams.get(name);
  if (given === null) return undefined;
  const value = /^\d{1,16}$/.test(given) ? Number(given) : NaN;
  if (Number.isSafeInteger(value) && value >= min) return value;
  throw new ChatError(
    "bad_request",
    `Cannot use ${name}: it needs to be a whole number from ${min}`,
  );
}
