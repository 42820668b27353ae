/**
 * Readers of single fields: each takes what JSON gave, checks it, and gives the value that the
 * rest of the program trusts.
 */
import { ChatError, wrongField } from "../errors.ts";
import { isBase64 } from "./base64.ts";
import { limits } from "./limits.ts";
import { countChars } from "./names.ts";

/** Reads one field's value; `field` is its name, for the error. */
export type FieldReader<T> = (value: unknown, field: string) => T;

/** Nothing but white space, controls and characters that show as nothing. */
const blank = /^[\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}]*$/u;

const printableAscii = /^[\x20-\x7E]+$/;
const fileId = /^[A-Za-z0-9_-]+$/;

/**
 * A flag, a keycap, or a pictograph with its skin tone, style, joined parts and tags. Digits, `#`,
 * `*` and half flags have the property `Emoji` as well, hence the look ahead.
 */
const pictograph =
  /^(?:\p{RI}{2}|[0-9#*]\uFE0F?\u20E3|(?![0-9#*\p{RI}])\p{Emoji}[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F\u200D\u{E0020}-\u{E007F}]*)$/u;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * The text of a message: 1 to 8,000 characters, not blank, LF line ends.
 *
 * @throws {ChatError} `empty`, `too_long`, or `bad_request` where it holds NUL.
 */
export function text(value: unknown, field: string): string {
  const given = textOrNothing(value, field);
  if (given === "") throw new ChatError("empty", "Cannot send a message without text");
  return given;
}

/** As {@linkcode text}, with a blank one read as `""`: a message may be nothing but files. */
export function textOrNothing(value: unknown, field: string): string {
  if (typeof value !== "string") throw wrongField(field, "a string");
  // A code point takes at most two units, so most texts need no counting.
  const max = limits.textChars;
  if (value.length > max && (value.length > 2 * max || countChars(value) > max)) {
    throw new ChatError("too_long", `Cannot send this message: it holds over ${max} characters`);
  }
  const lines = value.includes("\r") ? value.replaceAll(/\r\n?/g, "\n") : value;
  // PostgreSQL cannot store it, and no other store shall take what that one refuses.
  if (lines.includes("\0")) throw wrongField(field, "text without NUL");
  return blank.test(lines) ? "" : lines.toWellFormed();
}

/** An idempotency key: 1 to 64 printable ASCII characters. */
export function ref(value: unknown, field: string): string {
  if (typeof value !== "string" || value.length > limits.refChars || !printableAscii.test(value)) {
    throw wrongField(field, `1 to ${limits.refChars} printable ASCII characters`);
  }
  return value;
}

/** A place in a room's log: a whole number from 1 on. */
export function seq(value: unknown, field: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1) {
    throw wrongField(field, "a whole number from 1 on");
  }
  return value as number;
}

/** A page size: a whole number from 1 to 200. */
export function pageSize(value: unknown, field: string): number {
  const size = seq(value, field);
  if (size > limits.historyMessages) throw wrongField(field, `at most ${limits.historyMessages}`);
  return size;
}

/** `true` or `false`. */
export function flag(value: unknown, field: string): boolean {
  if (typeof value !== "boolean") throw wrongField(field, "true or false");
  return value;
}

/** One emoji, sequences with joiners, flags and keycaps included. */
export function emoji(value: unknown, field: string): string {
  if (
    typeof value !== "string" || value.length > 2 * limits.emojiChars ||
    !pictograph.test(value) || [...graphemes.segment(value)].length !== 1
  ) {
    throw wrongField(field, "one emoji");
  }
  return value;
}

/** A file that a message is to carry. */
export interface AttachmentWish {
  readonly id: string;
  /** What is to be seen, in words. */
  readonly alt?: string;
}

/** Uploaded files, at most 10, none twice: each its id, or `{id, alt?}`. */
export function attachments(value: unknown, field: string): readonly AttachmentWish[] {
  const max = limits.filesPerMessage;
  if (!Array.isArray(value) || value.length > max) {
    throw wrongField(field, `a list of at most ${max} files`);
  }
  return distinct(value.map((one) => attachment(one, field)), field);
}

/** Uploaded files of a sealed entry, by their ids: at most 20, none twice. */
export function sealedFiles(value: unknown, field: string): readonly AttachmentWish[] {
  const max = limits.filesPerBox;
  // What is to be seen on them nobody is to know.
  const isFit = Array.isArray(value) && value.length <= max &&
    value.every((id) => typeof id === "string");
  if (!isFit) throw wrongField(field, `a list of at most ${max} file ids`);
  return distinct(value.map((id) => attachment(id, field)), field);
}

/** What was sealed: padded Base64 of 4 to 60,000 signs. */
export function box(value: unknown, field: string): string {
  const max = limits.boxChars;
  if (!isBase64(value, max)) throw wrongField(field, `Base64 of 4 to ${max} signs, padded`);
  return value;
}

function distinct(wishes: readonly AttachmentWish[], field: string): readonly AttachmentWish[] {
  if (new Set(wishes.map(({ id }) => id)).size === wishes.length) return wishes;
  throw wrongField(field, "a list that names no file twice");
}

function attachment(value: unknown, field: string): AttachmentWish {
  const { id, alt } = (typeof value === "object" ? value ?? {} : { id: value }) as
    & Record<"id", unknown>
    & { alt?: unknown };
  if (typeof id !== "string" || id.length > limits.fileIdChars || !fileId.test(id)) {
    throw wrongField(field, "a list of file ids, or of objects with an id");
  }
  const words = alt === undefined || alt === null ? "" : altText(alt);
  return { id, ...(words !== "" && { alt: words }) };
}

/** What turns the direction of all that follows, up to what ends it; marks of a direction may stay. */
const turning = /[\u202A-\u202E\u2066-\u2069]/g;

/** Words for a picture: one line of at most 1,000 characters. */
function altText(value: unknown): string {
  if (typeof value !== "string" || countChars(value) > limits.altChars) {
    throw wrongField("alt", `a string of at most ${limits.altChars} characters`);
  }
  const line = value.replaceAll(turning, "").replaceAll(/[\p{White_Space}\p{Cc}]+/gu, " ");
  return line.trim().toWellFormed();
}
