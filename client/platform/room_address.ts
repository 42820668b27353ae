/** Where rooms and messages are in the page's address: `/chat?room=NAME#m123`. */
import { parseRoomName } from "../../lib/wire/names.ts";

/** A room, or one message in it. */
export interface RoomAddress {
  readonly name: string;
  /** The message's number; below 0 in a direct room, where it stood in a log that was before. */
  readonly seq?: number;
}

/** Reads an address of this page's own host; `undefined` when it leads to no room. */
export function readRoomAddress({ pathname, searchParams, hash }: URL): RoomAddress | undefined {
  // Whatever else may be asked for, such as another name, is the server's to answer.
  if (pathname !== "/chat" || [...searchParams.keys()].join() !== "room") return undefined;
  const name = readRoomName(searchParams.get("room")!);
  const seq = /^#m(-?[1-9]\d{0,14})$/.exec(hash)?.[1];
  return name === undefined ? undefined : { name, ...(seq !== undefined && { seq: Number(seq) }) };
}

/** The address of a room, or of one message in it; without the host. */
export function roomHref(name: string, seq?: number): string {
  return `/chat?${new URLSearchParams({ room: name })}${seq === undefined ? "" : `#m${seq}`}`;
}

/** The name of a room as people type it, "Tea Kitchen" say; `undefined` when it can be none. */
export function readRoomName(typed: string): string | undefined {
  try {
    return parseRoomName(hyphenate(typed));
  } catch {
    return undefined;
  }
}

/** What is typed as the server takes it: spaces become hyphens. */
export function hyphenate(typed: string): string {
  return typed.trim().replaceAll(/\s+/gu, "-");
}
