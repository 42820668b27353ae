import { join } from "@std/path";
// @ts-types="npm:@types/mustache@4.2.6"
import Mustache from "mustache";
import type { RoomRecord } from "../store/store.ts";
import type { Attachment, Message } from "../wire/messages.ts";
import type { Writer } from "./export.ts";
import { grouped, sizeOf } from "./progress.ts";

/** Where the messages stand in the page's template. */
const messagesMark = "{{>messages}}";
/** Of an answer's original, so much is shown. */
const quotedChars = 80;

const dayFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone: "UTC" });

/** What {@linkcode Transcript} needs. */
export interface TranscriptOptions {
  /** The folder with the templates. */
  folder: string;
  /** Unix milliseconds; the page says when it was made. */
  nowMs: number;
}

/**
 * A room as one page that needs nothing else: to keep, to print, to open from a disk in many years.
 *
 * What people wrote is text and nothing but text: Mustache escapes it, and the page's own policy
 * lets it run no script, load nothing and use no style but the page's, which it names by its hash.
 * Times are UTC, for a page without script cannot know where it is read.
 */
export class Transcript implements Writer {
  readonly #page: string;
  readonly #day: string;
  readonly #message: string;
  readonly #view: Readonly<Record<string, unknown>>;
  /** The day under whose heading the messages stand just now. */
  #today = "";

  private constructor(
    templates: readonly [page: string, day: string, message: string],
    view: Readonly<Record<string, unknown>>,
  ) {
    [this.#page, this.#day, this.#message] = templates;
    this.#view = view;
  }

  /** Reads the templates. */
  static async load({ folder, nowMs }: TranscriptOptions): Promise<Transcript> {
    const read = (name: string) => Deno.readTextFile(join(folder, "transcript", name));
    const style = await read("style.css");
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
    const hash = new Uint8Array(digest).toBase64();
    return new Transcript(
      [await read("page.html"), await read("day.html"), await read("message.html")],
      {
        // A whole element, so that nothing comes between its tags and what the hash is of.
        style: `<style>${style}</style>`,
        policy: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; ` +
          "form-action 'none'",
        made: `${dayFormat.format(nowMs)}, ${clockTime(nowMs)}`,
      },
    );
  }

  begin({ name, topic }: RoomRecord): string {
    const [head] = this.#page.split(messagesMark);
    return Mustache.render(head!, { ...this.#view, room: name, topic });
  }

  message(message: Message, find: (seq: number) => Message | undefined): string {
    const { seq, at, from, text, box, files = [], edited, deleted, replyTo, reactions = {} } =
      message;
    const iso = isoOf(at);
    const day = iso.slice(0, 10);
    const heading = day === this.#today
      ? ""
      : Mustache.render(this.#day, { day, words: dayFormat.format(at) });
    this.#today = day;
    return heading + Mustache.render(this.#message, {
      seq,
      iso,
      time: clockTime(at),
      name: from.name,
      text,
      sealed: box !== undefined,
      deleted,
      hasFiles: files.length > 0,
      files: files.map(fileView),
      edited: edited !== undefined && { iso: isoOf(edited), words: momentOf(edited) },
      ...(replyTo !== undefined && answerView(find(replyTo))),
      hasReactions: Object.keys(reactions).length > 0,
      reactions: Object.entries(reactions).map(([emoji, ids]) => ({ emoji, count: ids.length })),
    });
  }

  end(count: number): string {
    const [, foot] = this.#page.split(messagesMark);
    const messages = count === 1 ? "1 message" : `${grouped(count)} messages`;
    return Mustache.render(foot!, { ...this.#view, messages });
  }
}

/** What an answer shows of its original; one that is no longer kept cannot be gone to. */
function answerView(original: Message | undefined): Record<string, unknown> {
  if (!original) return { forgotten: true };
  const { seq, from, text, files = [] } = original;
  // Of a message that is nothing but files, their names are what there is to quote.
  const words = text === "" ? files.map(({ name }) => name).join(", ") : text;
  return {
    answer: { seq, author: from.name, quote: words === undefined ? "(deleted)" : cut(words) },
  };
}

/** What is shown of a file: the page holds none, so it leads nowhere. */
function fileView({ name, size, alt }: Attachment): Record<string, unknown> {
  return { name, size: sizeOf(size), alt };
}

/** The beginning of a text, in one line. */
function cut(text: string): string {
  // Twice as many units, for a character may have two of them.
  const chars = [...text.slice(0, 2 * quotedChars).replaceAll(/\s+/g, " ")];
  const isWhole = chars.length <= quotedChars && text.length <= 2 * quotedChars;
  return isWhole ? chars.join("") : `${chars.slice(0, quotedChars - 1).join("")}…`;
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}

function clockTime(at: number): string {
  return isoOf(at).slice(11, 16);
}

function momentOf(at: number): string {
  return `${isoOf(at).slice(0, 10)} ${clockTime(at)}`;
}
