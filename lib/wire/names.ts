import { ChatError } from "../errors.ts";
import { limits } from "./limits.ts";

/** A letter or digit first and last; inside, also marks (many scripts need them) and `. _ -`. */
const roomName = /^[\p{L}\p{Nd}](?:[\p{L}\p{M}\p{Nd}._-]*[\p{L}\p{M}\p{Nd}])?$/u;

/** 26 signs of Crockford's Base32. */
const directName = /^direct\.[0-9a-hjkmnp-tv-z]{26}$/;

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

/** Whether a room's name is that of a direct room: none that people choose can be. */
export function isDirectName(name: string): boolean {
  return directName.test(name);
}

/**
 * Reads the name that somebody chooses for a room, as {@linkcode parseRoomName} does.
 *
 * @throws {ChatError} `bad_request`, also for a name that only direct rooms have.
 */
export function parseChosenRoomName(given: string): string {
  const name = parseRoomName(given);
  if (!isDirectName(name)) return name;
  throw new ChatError("bad_request", "Cannot use this room name: only direct rooms are called so", {
    reason: "room_name_signs",
  });
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
  if (!isFitForDisplay(name)) {
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
  return firstChars(fitForDisplay(given), limits.displayNameChars);
}

/** Whether a text holds nothing invisible and nothing that changes the direction of writing. */
export function isFitForDisplay(text: string): boolean {
  return !unfitForDisplay.test(text);
}

/** A text, in NFC and trimmed, without what is invisible or changes the direction of writing. */
export function fitForDisplay(text: string): string {
  const fit = [...text.normalize("NFC").toWellFormed()].filter(isFitForDisplay).join("");
  // What stood between two signs may have kept them apart.
  return fit.normalize("NFC").trim();
}

/** The first Unicode code points of a text, trimmed. */
export function firstChars(text: string, count: number): string {
  return [...text].slice(0, count).join("").trim();
}

/** Counts Unicode code points. */
export function countChars(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
