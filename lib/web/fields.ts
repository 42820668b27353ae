/** What handlers read out of a JSON body; what is wrong is a `ChatError` `bad_request`. */
import { ChatError, wrongField } from "../errors.ts";
import { countChars } from "../wire/names.ts";

/** A JSON object, not yet trusted; see `readJsonObject`. */
export type Body = Readonly<Record<string, unknown>>;

/** The last moment that a `Date` can hold, Unix milliseconds. */
const maxTime = 8.64e15;

/** A string that has to be there. */
export function readString(body: Body, field: string): string {
  const value = body[field];
  if (typeof value === "string") return value;
  throw wrongField(field, "a string");
}

/**
 * Lets a text through that is not too long, in Unicode code points.
 *
 * @throws {ChatError} `too_long`.
 */
export function bounded(text: string, max: number, field: string): string {
  if (countChars(text) <= max) return text.toWellFormed();
  throw new ChatError("too_long", `Cannot use "${field}": it holds over ${max} characters`);
}

/** One of these words, or `undefined` where there is none. */
export function oneOf<T extends string>(
  body: Body,
  field: string,
  values: readonly T[],
): T | undefined {
  if (body[field] === undefined) return undefined;
  const value = values.find((value) => value === body[field]);
  if (value) return value;
  throw wrongField(field, `one of ${values.join(", ")}`);
}

/** True or false, or `undefined` where there is neither. */
export function readBoolean(body: Body, field: string): boolean | undefined {
  const value = body[field];
  if (value === undefined || typeof value === "boolean") return value;
  throw wrongField(field, "true or false");
}

/** Unix milliseconds, or `undefined`. */
export function readTime(body: Body, field: string): number | undefined {
  return readNumber(body, field, { min: 0, max: maxTime, wanted: "a time in Unix milliseconds" });
}

/** A whole number from 1 to a million, or `undefined`. */
export function readCount(body: Body, field: string): number | undefined {
  return readNumber(body, field, { min: 1, max: 1_000_000, wanted: "a whole number from 1" });
}

function readNumber(
  body: Body,
  field: string,
  { min, max, wanted }: { min: number; max: number; wanted: string },
): number | undefined {
  const value = body[field];
  if (value === undefined) return undefined;
  if (Number.isSafeInteger(value) && value as number >= min && value as number <= max) {
    return value as number;
  }
  throw wrongField(field, wanted);
}
