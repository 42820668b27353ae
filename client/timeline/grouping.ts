/** Which lines of a conversation belong together. */
import type { Message } from "../../lib/wire/messages.ts";
import { dayOf, endOfDay } from "../i18n/calendar_day.ts";

/** Milliseconds within which one person's messages stand under one name. */
const groupMs = 5 * 60_000;
/** Places in the log that one chunk covers. */
const chunkSeqs = 32;

/** What grouping needs to know of a message, sent or still waiting. */
export interface Said {
  /** Unix milliseconds. */
  readonly at: number;
  /** Who said it, by the name they had then. */
  readonly from: { readonly id: string; readonly name: string };
  /** Whether it is by nobody. */
  readonly note?: Message["note"];
}

/** Messages of one day that render together. */
export interface Chunk {
  /** Stays the same whatever is added around it. */
  readonly key: number;
  /** At least one, oldest first. */
  readonly messages: readonly Message[];
  /** The message before the first; `undefined` at the beginning. */
  readonly previous: Message | undefined;
}

/** What was said on one local calendar day. */
export interface Day {
  /** As {@linkcode dayOf} has it. */
  readonly key: string;
  /** When the first message of the day that is loaded was said. */
  readonly at: number;
  readonly chunks: readonly Chunk[];
}

/**
 * Says whether a line shows its author and time, given the one before it.
 *
 * A group ends with a note, another person, another name of the same person, another day, or five minutes
 * of silence between two lines.
 *
 * @param previous The line before; `undefined` for the first.
 */
export function opening(previous: Said | undefined, line: Said): boolean {
  return previous === undefined || line.at - previous.at > groupMs ||
    previous.note !== undefined || previous.from.id !== line.from.id ||
    previous.from.name !== line.from.name ||
    dayOf(previous.at) !== dayOf(line.at);
}

/**
 * Cuts messages into days, and each day into chunks by their `seq`, so that a cut stays where it is
 * whatever comes before or after. With thousands of messages a new one then costs one chunk, not a
 * walk through all rows.
 */
export function daysOf(messages: readonly Message[]): Day[] {
  const days: { key: string; at: number; chunks: Chunk[] }[] = [];
  // The times of a room never go back, so each day is one stretch of it.
  let dayEnd = -Infinity;
  let begin = 0;
  for (let index = 0; index < messages.length; index++) {
    const { at, seq } = messages[index]!;
    if (at >= dayEnd) {
      days.push({ key: dayOf(at), at, chunks: [] });
      dayEnd = endOfDay(at);
    }
    const next = messages[index + 1];
    if (next && next.at < dayEnd && chunkOf(next.seq) === chunkOf(seq)) continue;
    const chunk = messages.slice(begin, index + 1);
    days.at(-1)!.chunks.push({ key: chunkOf(seq), messages: chunk, previous: messages[begin - 1] });
    begin = index + 1;
  }
  return days;
}

function chunkOf(seq: number): number {
  return Math.floor(seq / chunkSeqs);
}
