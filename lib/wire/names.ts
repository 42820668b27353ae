import { ChatError } from "../errors.ts";
import { limits } from "./limits.ts";

/** A letter or digit first and last; inside, also marks (many scripts need them) and `. _ -`. */
const roomName = /^[\p{L}\p{Nd}](?:[\p{L}\p{M}\p{Nd}._-]*[\p{L}\p{M}\p{Nd}])?$/u;

/**
 * What a display name may not hold: controls, separators of lines, everything invisible or
 * changing direction (category Cf), lone surrogates, and whatever else shows as nothing. The one
 * exception is the emoji style, where it stands by an emoji.
 */
const unfitForDisplay =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u2800]|(?!\uFE0F)\p{DI}|(?<!\p{Extended_Pictographic})\uFE0F(?!\u20E3)/u;

/**
 * Reads a room's name and gives the one form by which rooms are told apart: NFC, lower-case.
 *
 * Bounds: 1 to 64 characters.
 *
 * @throws {ChatError} `bad_request` when it is no such name.
 */
export function parseRoomName(given: string): string {
  // Lower-casing can take a string out of NFC, so it is normalised last.
  const name = given.toLowerCase().normalize("NFC");
  const chars = countChars(name);
  if (chars < 1 || chars > limits.roomNameChars) {
    throw new ChatError(
      "bad_request",
      `Cannot use a room name of ${chars} characters: it needs 1 to ${limits.roomNameChars}`,
      { reason: "room_name_length" },
    );
  }
  if (!roomName.test(name)) {
    throw new ChatError(
      "bad_request",
      "Cannot use this room name: it needs letters and digits, with . _ - only between them",
      { reason: "room_name_signs" },
    );
  }
  return name;
}

/**
 * Reads the name a person wants to be seen by, trimmed and in NFC.
 *
 * Bounds: 1 to 32 characters, none of them control, bidi-override or zero-width.
 *
 * @throws {ChatError} `bad_request` when it is no such name.
 */
export function parseDisplayName(given: string): string {
  const name = given.normalize("NFC").trim();
  const chars = countChars(name);
  if (chars < 1 || chars > limits.displayNameChars) {
    throw new ChatError(
      "bad_request",
      `Cannot use a display name of ${chars} characters: it needs 1 to ${limits.displayNameChars}`,
      { reason: "display_name_length" },
    );
  }
  if (unfitForDisplay.test(name)) {
    throw new ChatError(
      "bad_request",
      "Cannot use this display name: it holds invisible or direction-changing characters",
      { reason: "display_name_signs" },
    );
  }
  return name;
}

/** The nearest display name to what somebody is called elsewhere; empty where nothing is left of it. */
export function toDisplayName(given: string): string {
  const fit = [...given.normalize("NFC").toWellFormed()]
    .filter((char) => !unfitForDisplay.test(char))
    .join("")
    .trim();
  return [...fit].slice(0, limits.displayNameChars).join("").trim();
}

/** Counts Unicode code points. */
export function countChars(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
