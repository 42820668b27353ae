/**
 * Which part of a room's log is loaded: a window of it without a gap, that may be moved anywhere.
 * While it ends before the newest message, those that come go to a tail of their own, and the two
 * are one again once a page of messages reaches from the window to the tail. Pure functions.
 */
import { fold } from "../../lib/wire/fold.ts";
import type { Message, RoomEvent } from "../../lib/wire/messages.ts";
import { isCurrent } from "./log_point.ts";
import type { LogPoint } from "./log_point.ts";
import { countUpTo } from "./message_order.ts";

/** An entry of the log that is about an earlier message. */
export type Change = Exclude<RoomEvent, Message>;

/** How much is kept. */
export interface Bounds {
  /** Messages of the window. */
  readonly window: number;
  /** Messages behind it. */
  readonly tail: number;
  /** Changes; those that come while a page is on its way have to find a place. */
  readonly changes: number;
}

/** The loaded part of a log. */
export interface LogWindow {
  /** How much is kept of it. */
  readonly bounds: Bounds;
  /** Names the log that `seq` counts in. */
  readonly epoch?: string;
  /** The log is known up to here. */
  readonly known: number;
  /** Folded messages without a gap, oldest first. */
  readonly messages: readonly Message[];
  /** Whether there are messages before the first of `messages`. */
  readonly hasOlder: boolean;
  /** Whether there are messages between the last of `messages` and the newest. */
  readonly hasNewer: boolean;
  /** While there are: the newest messages, without a gap and all after `messages`; else none. */
  readonly tail: readonly Message[];
  /** The latest changes, oldest first: all behind `changesFrom`. */
  readonly changes: readonly Change[];
  /** The place in the log behind which every change is in `changes`. */
  readonly changesFrom: number;
}

/** Messages that were read by HTTP. */
export interface Page {
  readonly type: "page";
  /** What it adds to: those before the first loaded, those after the last, or a new window. */
  readonly kind: "older" | "newer" | "around";
  /** The message before or after which it was read. */
  readonly from: number;
  readonly asked: LogPoint;
  /** Folded, oldest first, without a gap. */
  readonly messages: readonly Message[];
  /** Whether there are more in the direction in which it was read; `around` is read forward. */
  readonly more: boolean;
}

/** What a page keeps: a few megabytes, however long it stays open. */
export const usualBounds: Bounds = { window: 10_000, tail: 1_000, changes: 1_000 };

/** Nothing is loaded. */
export const emptyWindow: Omit<LogWindow, "bounds"> = {
  known: 0,
  messages: [],
  hasOlder: false,
  hasNewer: false,
  tail: [],
  changes: [],
  changesFrom: 0,
};

/** The newest messages that are loaded. */
export function newestOf({ hasNewer, messages, tail }: LogWindow): readonly Message[] {
  return hasNewer ? tail : messages;
}

/** Whether every message at this place of the log is loaded, if there is one. */
export function isLoaded(log: LogWindow, seq: number): boolean {
  const { messages, hasOlder, hasNewer, tail } = log;
  const [first, last] = [messages[0], messages.at(-1)];
  if (tail[0] !== undefined && tail[0].seq <= seq) return true;
  return first !== undefined && last !== undefined &&
    (first.seq <= seq || !hasOlder) && (seq <= last.seq || !hasNewer);
}

/** Puts a message behind the newest, unless a page brought it already. */
export function addNewest<Log extends LogWindow>(log: Log, message: Message): Log {
  const { messages, hasOlder, hasNewer, tail, bounds } = log;
  const newest = newestOf(log).at(-1);
  if (newest && message.seq <= newest.seq) return log;
  if (hasNewer) return { ...log, tail: cut([...tail, message], bounds.tail) };
  // The first entry of a log is a message, so number 1 has nothing before it. In a direct room there are
  // smaller numbers, of logs that its server had before; a window of them never begins with number 1.
  return {
    ...log,
    messages: [...messages, message],
    hasOlder: messages.length > 0 ? hasOlder : message.seq !== 1,
  };
}

/** Applies a change to the message that it is about, and keeps it for pages on their way. */
export function applyChange<Log extends LogWindow>(log: Log, change: Change): Log {
  const all = [...log.changes, change];
  const changes = cut(all, log.bounds.changes);
  const forgotten = all[all.length - changes.length - 1];
  return {
    ...log,
    messages: foldInto(log.messages, change),
    tail: foldInto(log.tail, change),
    changes,
    changesFrom: forgotten?.seq ?? log.changesFrom,
  };
}

/** Applies what came after `known` to a message that was on its way meanwhile. */
export function catchUp({ changes }: LogWindow, message: Message, known: number): Message {
  const isMissed = ({ seq, target }: Change) => target === message.seq && seq > known;
  return changes.filter(isMissed).reduce(fold, message);
}

/** Takes in a page; the same log back when it does not fit any more. */
export function takePage<Log extends LogWindow>(log: Log, page: Page): Log {
  if (!isCurrent(log, page.asked)) return log;
  const { messages } = log;
  const { known } = page.asked;
  const read = page.messages.map((message) => catchUp(log, message, known));
  // Up to here the page knows of every message.
  const last = read.at(-1)?.seq ?? 0;
  const upTo = page.more ? last : Math.max(last, known);
  switch (page.kind) {
    case "older": {
      const [first] = messages;
      if (first?.seq !== page.from) return log;
      const older = read.filter(({ seq }) => seq < first.seq);
      return { ...log, messages: [...older, ...messages], hasOlder: page.more };
    }
    case "newer":
      if (!log.hasNewer || messages.at(-1)?.seq !== page.from) return log;
      return meetNewest(log, [...messages, ...read], upTo);
    case "around": {
      const met = meetNewest(log, read, upTo);
      return { ...met, hasOlder: (met.messages[0]?.seq ?? 1) !== 1 };
    }
  }
}

/** Moves the window to the newest messages. */
export function toNewest<Log extends LogWindow>(log: Log): Log {
  const { hasNewer, tail } = log;
  if (!hasNewer) return log;
  return { ...log, messages: tail, hasOlder: (tail[0]?.seq ?? 1) !== 1, hasNewer: false, tail: [] };
}

/**
 * Lets go of what is farthest from the reader, once there is too much.
 *
 * @param at The message that they read; nothing when they are at the newest.
 */
export function keepAround<Log extends LogWindow>(log: Log, at: number | undefined): Log {
  const { messages, hasOlder, hasNewer, tail, bounds } = log;
  if (messages.length <= bounds.window) return log;
  // Not each time that one comes.
  const keep = Math.ceil(bounds.window * 0.9);
  const place = at === undefined ? messages.length : countUpTo(messages, at);
  const start = Math.min(Math.max(0, place - (keep >> 1)), messages.length - keep);
  const end = start + keep;
  const isCutOff = end < messages.length;
  return {
    ...log,
    messages: messages.slice(start, end),
    hasOlder: hasOlder || start > 0,
    hasNewer: hasNewer || isCutOff,
    tail: isCutOff && !hasNewer ? cut(messages.slice(end), bounds.tail) : tail,
  };
}

/** Makes `messages` the window, one with the newest if they reach them: `upTo` has no gap. */
function meetNewest<Log extends LogWindow>(
  log: Log,
  messages: readonly Message[],
  upTo: number,
): Log {
  const newest = newestOf(log);
  const firstNewest = newest[0]?.seq ?? log.known + 1;
  const before = messages.filter(({ seq }) => seq < firstNewest);
  if (before.length > 0 && upTo < firstNewest - 1) {
    return { ...log, messages: before, hasNewer: true, tail: cut(newest, log.bounds.tail) };
  }
  return { ...log, messages: [...before, ...newest], hasNewer: false, tail: [] };
}

function foldInto(messages: readonly Message[], change: Change): readonly Message[] {
  const index = countUpTo(messages, change.target) - 1;
  const found = messages[index];
  return found?.seq === change.target ? messages.with(index, fold(found, change)) : messages;
}

/** The newest of a list that has become too long: half of them, so as not to cut it each time. */
function cut<Entry>(list: readonly Entry[], max: number): readonly Entry[] {
  return list.length > max ? list.slice(-Math.ceil(max / 2)) : list;
}
