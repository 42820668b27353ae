/** What the members of another node heard. Like all input it is looked at before it is believed. */
import type { Person, ReadMark, RoomEvent, Typing } from "../wire/messages.ts";

/** What members hear as it is, be they at this node or another. */
export interface Overheard {
  /** Entries of the log. */
  readonly events: RoomEvent[];
  /** What is not kept, or not in the log. */
  readonly signs: (Typing | ReadMark)[];
}

type Fields = Readonly<Record<string, unknown>>;

/** What an entry has beside its number, time and author. */
const entries: { readonly [Type in RoomEvent["type"]]: (fields: Fields) => boolean } = {
  message: ({ text, box, files }) =>
    isNothingOr(text, isText) && isNothingOr(box, isText) && isNothingOr(files, areFiles),
  edited: ({ target, text }) => isCount(target) && isText(text),
  deleted: ({ target }) => isCount(target),
  reacted: ({ target, emoji, on }) => isCount(target) && isText(emoji) && typeof on === "boolean",
};

/**
 * Reads a frame of another node: entries of the log, signs of typing, and read marks. All else in it is left
 * out; whoever misses an entry reads it from the store.
 */
export function readOverheard(frame: string): Overheard {
  const heard: Overheard = { events: [], signs: [] };
  if (frame === "") return heard;
  for (const line of frame.split("\n")) {
    const message = parse(line);
    if (!isRecord(message)) continue;
    if (isEvent(message)) heard.events.push(message);
    else if (isSign(message)) heard.signs.push(message);
  }
  return heard;
}

/** Whether it is a text. */
export function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** Whether it is a whole number from 0 on. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && value as number >= 0;
}

/** Whether it is an object that is no list. */
export function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether it is somebody. */
export function isPerson(value: unknown): value is Person {
  return isRecord(value) && isText(value.id) && isText(value.name) &&
    ["guest", "user", "bot"].includes(value.kind as string);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isEvent(message: Fields): message is Fields & RoomEvent {
  const { type, seq, at, from, ref } = message;
  return isText(type) && Object.hasOwn(entries, type) && isCount(seq) && isCount(at) &&
    isPerson(from) && isNothingOr(ref, isText) && entries[type as RoomEvent["type"]](message);
}

function isSign(message: Fields): message is Fields & (Typing | ReadMark) {
  const { type, from, on, id, seq } = message;
  if (type === "read") return isText(id) && isCount(seq);
  return type === "typing" && isRecord(from) && isText(from.id) && isText(from.name) &&
    typeof on === "boolean";
}

function areFiles(files: unknown): boolean {
  return Array.isArray(files) &&
    files.every((file) =>
      isRecord(file) && isText(file.id) && isText(file.name) && isText(file.type) &&
      isCount(file.size) && isNothingOr(file.alt, isText)
    );
}

function isNothingOr(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || is(value);
}
