/**
 * How much of a room one has not read: kept up to date with each thing that is heard, so that
 * thousands of unread messages cost no more than one.
 */
import { isMentioned } from "../../lib/wire/mentions.ts";
import type { Message, Welcome } from "../../lib/wire/messages.ts";
import { newestOf } from "./log_window.ts";
import type { LogWindow } from "./log_window.ts";
import { countUpTo, findBySeq } from "./message_order.ts";

/** What others said behind one's read mark, as far as it is loaded. */
export interface Unread {
  /** Messages, deleted ones not counted. */
  readonly count: number;
  /** Those among them that name one, or answer a message of one's own that is loaded. */
  readonly mentions: number;
  /** Whether there are more before the first of the newest messages that are loaded. */
  readonly isMore: boolean;
}

/** What is counted so far. */
export interface Tally {
  /** How far one has read: the place of an entry in the log. */
  readonly read: number;
  /** Messages of others behind it. */
  readonly unread: number;
  /** Those that mention one, by `seq`, in no order. */
  readonly mentions: readonly number[];
}

/** What counting needs to know of a room. */
export interface Countable extends LogWindow, Tally {
  readonly you?: Welcome["you"];
}

/** Nothing is read, nothing is there. */
export const emptyTally: Tally = { read: 0, unread: 0, mentions: [] };

/** What is unread in a room; gives `before` where that is the same. */
export function unreadOf(room: Countable, before?: Unread): Unread {
  const { read, unread: count, mentions: { length: mentions }, hasOlder, hasNewer } = room;
  const first = newestOf(room)[0]?.seq ?? 0;
  const isMore = (hasOlder || hasNewer) && read < first - 1;
  const isSame = before?.count === count && before.mentions === mentions &&
    before.isMore === isMore;
  return isSame ? before : { count, mentions, isMore };
}

/** Counts all that is loaded of the newest messages. */
export function countAnew(room: Countable): Tally {
  const newest = newestOf(room);
  const own = newest.findLast(({ seq, from }) => seq > room.read && from.id === room.you?.id);
  const read = own?.seq ?? room.read;
  const unread = newest.slice(countUpTo(newest, read))
    .filter((message) => isUnread({ ...room, read }, message));
  // An answer to what is not loaded any more mentions one all the same.
  const known = new Set(room.mentions);
  const mentions = unread.filter((message) => known.has(message.seq) || mentionsYou(room, message));
  return { read, unread: unread.length, mentions: mentions.map(({ seq }) => seq) };
}

/** Counts a message that was just loaded; one's own moves the mark. */
export function countIn(room: Countable, message: Message): Tally {
  if (message.from.id === room.you?.id) return readUpTo(room, message.seq);
  return recount(room, undefined, message);
}

/** Counts a loaded message anew that was changed. */
export function recount(room: Countable, before: Message | undefined, after: Message): Tally {
  const { read, unread, mentions } = room;
  const change = Number(isUnread(room, after)) -
    Number(before !== undefined && isUnread(room, before));
  const wasMention = mentions.includes(after.seq);
  const isMention = isUnread(room, after) && mentionsYou(room, after);
  if (change === 0 && wasMention === isMention) return { read, unread, mentions };
  const others = wasMention ? mentions.filter((seq) => seq !== after.seq) : mentions;
  return { read, unread: unread + change, mentions: isMention ? [...others, after.seq] : others };
}

/** Moves the mark; back it never goes. Looks at those messages only that it passes. */
export function readUpTo(room: Countable, seq: number): Tally {
  const { read, unread, mentions } = room;
  if (seq <= read) return { read, unread, mentions };
  const newest = newestOf(room);
  const passed = newest.slice(countUpTo(newest, read), countUpTo(newest, seq));
  return {
    read: seq,
    unread: unread - passed.filter((message) => isUnread(room, message)).length,
    mentions: mentions.filter((mention) => mention > seq),
  };
}

function isUnread(
  { read, you }: Pick<Countable, "read" | "you">,
  { seq, from, deleted, note }: Message,
): boolean {
  return seq > read && from.id !== you?.id && !deleted && !note;
}

/** Whether a message names the reader, or answers a message of theirs that is loaded. */
export function mentionsYou({ you, messages, tail }: Countable, message: Message): boolean {
  if (you === undefined) return false;
  const { text = "", replyTo } = message;
  const find = (seq: number) => findBySeq(messages, seq) ?? findBySeq(tail, seq);
  const isAnswer = replyTo !== undefined && find(replyTo)?.from.id === you.id;
  return isAnswer || isMentioned(text, you.name);
}
