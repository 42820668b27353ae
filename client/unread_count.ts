/**
 * How much of a room one has not read: kept up to date with each thing that is heard, so that
 * thousands of unread messages cost no more than one.
 */
import { isMentioned } from "../lib/wire/mentions.ts";
import type { Message, Welcome } from "../lib/wire/messages.ts";
import { countUpTo, findBySeq } from "./message_order.ts";

/** What others said behind one's read mark, as far as it is loaded. */
export interface Unread {
  /** Messages, deleted ones not counted. */
  readonly count: number;
  /** Those among them that name one, or answer a message of one's own that is loaded. */
  readonly mentions: number;
  /** Whether there are more before the first message that is loaded. */
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
export interface Countable extends Tally {
  readonly you?: Welcome["you"];
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
}

/** Nothing is read, nothing is there. */
export const emptyTally: Tally = { read: 0, unread: 0, mentions: [] };

/** What is unread in a room. */
export function unreadOf({ read, unread, mentions, messages, hasOlder }: Countable): Unread {
  const first = messages[0]?.seq ?? 0;
  return { count: unread, mentions: mentions.length, isMore: hasOlder && read < first - 1 };
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
  const { read, unread, mentions, messages } = room;
  if (seq <= read) return { read, unread, mentions };
  const passed = messages.slice(countUpTo(messages, read), countUpTo(messages, seq));
  return {
    read: seq,
    unread: unread - passed.filter((message) => isUnread(room, message)).length,
    mentions: mentions.filter((mention) => mention > seq),
  };
}

function isUnread({ read, you }: Countable, { seq, from, deleted }: Message): boolean {
  return seq > read && from.id !== you?.id && !deleted;
}

/** Whether a message names the reader, or answers a message of theirs that is loaded. */
export function mentionsYou(
  { you, messages }: Countable,
  { text = "", replyTo }: Message,
): boolean {
  if (you === undefined) return false;
  const isAnswer = replyTo !== undefined && findBySeq(messages, replyTo)?.from.id === you.id;
  return isAnswer || isMentioned(text, you.name);
}
