/** A notification of the desktop about one message; made by a page, or by the worker of a push. */
import { isDirectName } from "../../lib/wire/names.ts";
import { plainLine } from "../markdown/plain_text.ts";

/** What a notification is about; what the server pushes has this shape. */
export interface Told {
  /** Name of the room. */
  readonly room: string;
  /** Place of the message in the room's log. */
  readonly seq: number;
  /** When the server took it, Unix milliseconds. */
  readonly at: number;
  /** What its author is called. */
  readonly from: string;
  /** What it says, as plain text, short enough to be shown. */
  readonly text: string;
  /** Whether nobody but the page can say what it says: then `text` is empty. */
  readonly isSealed?: boolean;
  /** Whether it names the reader. */
  readonly isMention: boolean;
}

/** What a notification carries, for whoever clicks on it. */
export interface NoteTarget {
  readonly room: string;
  readonly seq: number;
}

/** A notification, as the browser takes it. */
export interface Note {
  readonly title: string;
  readonly options: {
    readonly body: string;
    readonly tag: string;
    readonly data: NoteTarget;
    /** Whether it is heard again when it takes the place of another. */
    readonly renotify: boolean;
    readonly timestamp: number;
    readonly dir: "auto";
    readonly icon: string;
    /** The shape that stands for us in a status bar. */
    readonly badge: string;
  };
}

/** Characters of a message that a notification shows. */
export const maxNoteChars = 150;

/** The tag of a room's notification: a newer one takes the place of the last. */
export function noteTag(room: string): string {
  return `parley:${room}`;
}

/**
 * Writes a notification: who and where, then what was said. It needs no words of ours. Where two are
 * by themselves, who says it all.
 */
export function noteOf({ room, seq, at, from, text, isMention }: Told): Note {
  return {
    title: isDirectName(room) ? from : `${from} · ${room}`,
    options: {
      body: text,
      tag: noteTag(room),
      data: { room, seq },
      // Only being named is worth a second sound.
      renotify: isMention,
      timestamp: at,
      dir: "auto",
      icon: "/static/icons/icon-192.png",
      badge: "/static/icons/badge-96.png",
    },
  };
}

/** Reads what the server pushed; `undefined` when that is nothing we know. */
export function parseTold(json: unknown): Told | undefined {
  if (parseTarget(json) === undefined) return undefined;
  const { room, seq, at, from, text, isSealed, isMention } = json as Told;
  return {
    room,
    seq,
    at: Number(at) || 0,
    from: String(from ?? ""),
    text: plainLine(String(text ?? ""), maxNoteChars),
    ...(isSealed === true && { isSealed }),
    isMention: isMention === true,
  };
}

/** Reads what a notification carries; `undefined` when that is none of ours. */
export function parseTarget(data: unknown): NoteTarget | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const { room, seq } = data as Partial<NoteTarget>;
  if (typeof room !== "string" || room === "" || !Number.isSafeInteger(seq)) return undefined;
  return { room, seq: seq! };
}
