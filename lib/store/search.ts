/** What every store searches alike: how a query reads, what it finds, and what is shown of it. */
import type { Message } from "../wire/messages.ts";
import { wordsOf } from "./words.ts";

/** Words that have to follow on each other, in a message's text or in its author's name. */
export interface Term {
  readonly field: "text" | "author";
  /** One at least. */
  readonly words: readonly string[];
  /** Whether the last word may go on. */
  readonly isPrefix: boolean;
}

/** A query, read. A message has to have all of it. */
export interface Search {
  readonly terms: readonly Term[];
  /** Unix milliseconds; the first moment that counts. */
  readonly from?: number;
  /** Unix milliseconds; the first moment that no longer counts. */
  readonly to?: number;
}

/** Part of a text, and what in it was looked for. */
export interface Snippet {
  /** Some words around the first that was found; `…` stands where something is left out. */
  readonly snippet: string;
  /** What was found in `snippet`: where each begins and ends, in UTF-16 units. */
  readonly highlights: readonly (readonly [start: number, end: number])[];
}

/** A filter's name, then words in quotes or without spaces, then perhaps a star. */
const part = /(?:(from|before|after):)?(?:"([^"]*)"?|([^\s"]+))(\*)?/gi;
const partialDate = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/;
const dateAndTime =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})?$/i;
/** Words beyond these are left out of a query. */
const maxWords = 32;
/** Words of a snippet before the first that was found, and in all; UTF-16 units of it. */
const wordsBefore = 6;
const wordsShown = 24;
const unitsShown = 300;
/** UTF-16 units before the first that was found. */
const unitsBefore = 100;

/**
 * Reads what somebody typed into a search box. Anything reads as something: what is no filter is
 * words.
 *
 * - `tea kettle`: both words; `"tea kettle"`: one after the other; `ket*`: words that begin so.
 * - `from:ada`, `from:"Ada Lovelace"`: by somebody with this name, or with these words in it.
 * - `after:2026-11-01`, `before:2026-12`, `before:2026-11-01T10:00+01:00`: said from that moment
 *   on, or until then. A date is its first moment, in UTC.
 */
export function parseSearch(query: string): Search {
  const terms: Term[] = [];
  let from: number | undefined;
  let to: number | undefined;
  let left = maxWords;
  for (const [given, filter, quoted, bare, star] of query.matchAll(part)) {
    const name = filter?.toLowerCase();
    const value = quoted ?? bare!;
    const moment = name === "before" || name === "after" ? parseMoment(value) : undefined;
    if (moment !== undefined) {
      if (name === "after") from = Math.max(from ?? moment, moment);
      else to = Math.min(to ?? moment, moment);
      continue;
    }
    const isByName = name === "from" && wordsOf(value).length > 0;
    const words = wordsOf(isByName || name === undefined ? value : given)
      .slice(0, left).map(({ word }) => word);
    if (words.length === 0) continue;
    left -= words.length;
    const isPrefix = star !== undefined || bare?.endsWith("*") === true;
    terms.push({ field: isByName ? "author" : "text", words, isPrefix });
  }
  return { terms, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** Whether a query asks for nothing at all. */
export function isEmpty({ terms, from, to }: Search): boolean {
  return terms.length === 0 && from === undefined && to === undefined;
}

/** Whether a folded message has all that `search` asks for. A deleted or sealed one never has. */
export function isFound(
  message: Message,
  { terms, from = -Infinity, to = Infinity }: Search,
): boolean {
  if (message.deleted || message.box !== undefined || message.at < from || message.at >= to) {
    return false;
  }
  const fields = { text: wordsIn(message.text ?? ""), author: wordsIn(message.from.name) };
  return terms.every((term) => findTerm(fields[term.field], term).length > 0);
}

/** Shows the part of `text` that `search` is about. */
export function snippetOf(text: string, { terms }: Search): Snippet {
  const words = wordsOf(text);
  const plainWords = words.map(({ word }) => word);
  const found = new Set<number>();
  for (const term of terms.filter(({ field }) => field === "text")) {
    for (const place of findTerm(plainWords, term)) {
      for (let offset = 0; offset < term.words.length; offset++) found.add(place + offset);
    }
  }
  const first = found.size === 0 ? 0 : Math.min(...found);
  // Long words, addresses say, must not push what was found out of sight.
  const isNear = (start: number) => words[first]!.start - start <= unitsBefore;
  let begin = first;
  while (begin > 0 && first - begin < wordsBefore && isNear(words[begin - 1]!.start)) begin--;
  const end = Math.min(words.length, begin + wordsShown);
  const from = found.size === 0 || (begin === 0 && isNear(0)) ? 0 : words[begin]!.start;
  const wanted = end === words.length ? text.length : words[end - 1]!.end;
  const to = Math.min(wanted, from + unitsShown);
  const [before, after] = [from === 0 ? "" : "…", to === text.length ? "" : "…"];
  const shift = before.length - from;
  const shown = words.slice(begin, end)
    .filter(({ end }, index) => found.has(begin + index) && end <= to);
  return {
    // The cut may go through a character of two units.
    snippet: before + text.slice(from, to).replace(/[\uD800-\uDBFF]$/, "") + after,
    highlights: shown.map(({ start, end }) => [start + shift, end + shift] as const),
  };
}

/** The places in `words` where `term` begins. */
function findTerm(words: readonly string[], term: Term): number[] {
  const last = term.words.length - 1;
  const places: number[] = [];
  for (let place = 0; place + last < words.length; place++) {
    const isHere = term.words.every((word, offset) => {
      const here = words[place + offset]!;
      return here === word || (term.isPrefix && offset === last && here.startsWith(word));
    });
    if (isHere) places.push(place);
  }
  return places;
}

function wordsIn(text: string): string[] {
  return wordsOf(text).map(({ word }) => word);
}

/** Unix milliseconds of a date, a month, a year, or a date with a time; UTC unless it says other. */
function parseMoment(given: string): number | undefined {
  if (!partialDate.test(given) && !dateAndTime.test(given)) return undefined;
  const isUtc = partialDate.test(given) || /(?:Z|[+-]\d{2}:\d{2})$/i.test(given);
  const ms = Date.parse(isUtc ? given : `${given}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/**
 * Finds the first number whose event was taken at `moment` or later, by halving: times of a log
 * never go back.
 *
 * @param first The oldest number there is.
 * @param end The first number that is not there; given when all are older.
 * @param atOf Gives an event's time.
 */
export function firstSince(
  moment: number,
  { first, end, atOf }: { first: number; end: number; atOf: (seq: number) => number },
): number {
  let [low, high] = [first, end];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (atOf(middle) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
