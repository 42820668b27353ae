import type { Message } from "../wire/messages.ts";
import { eventOfRow, type EventRow } from "./postgres_events.ts";
import type { PostgresSql } from "./postgres_connections.ts";
import { findRoom } from "./postgres_rooms.ts";
import type { Search, Term } from "./search.ts";
import { isEmpty, isFound, parseSearch, snippetOf } from "./search.ts";
import type { SearchPage, SearchQuery } from "./store.ts";
import { wordsOf } from "./words.ts";
import { isMeant } from "./rules.ts";

/** PostgreSQL keeps so many places of one word, and knows of none beyond. */
const placesOfWord = 255;
const lastPlace = 16_383;
/** UTF-16 units of a word that are kept, as PostgreSQL has a bound: what is found is looked at again. */
const unitsOfWord = 200;
/** Messages that are looked at one by one, before the index is asked. */
const newestLooked = 1_000;
/** In the index of a message with a word that stands at more places: no word is called so. */
const crowded = "#+";

/**
 * What the index holds of a folded message, as a `tsvector` is written: `#` is where the number of the
 * room belongs, so that a room is searched alone. Empty when there is nothing.
 */
export function indexed({ text = "", from, deleted, box }: Message): string {
  if (deleted || box !== undefined) return "";
  const places = new Map<string, number[]>();
  const add = (lexeme: string, place: number) => {
    const known = places.get(lexeme);
    if (known) known.push(place);
    else places.set(lexeme, [place]);
  };
  for (const [index, word] of wordsIn(text).entries()) add(lexemeOf("text", word), index + 1);
  for (const [index, word] of wordsIn(from.name).entries()) {
    add(lexemeOf("author", word), index + 1);
  }
  const isCrowded = [...places.values()]
    .some((all) => all.length > placesOfWord || all.at(-1)! > lastPlace);
  if (isCrowded) add(crowded, 1);
  return Array.from(places, ([lexeme, all]) => {
    const known = all.filter((place) => place <= lastPlace).slice(0, placesOfWord);
    return `'${lexeme}'${known.length > 0 ? `:${known}` : ""}`;
  }).join(" ");
}

/** Finds messages of a room by what they are now. */
export async function searchRoom(
  sql: PostgresSql,
  room: string,
  { text, before = Number.MAX_SAFE_INTEGER, limit, epoch }: SearchQuery,
): Promise<SearchPage> {
  const search = parseSearch(text);
  const row = isEmpty(search) ? undefined : await findRoom(sql, room);
  // In a direct one there is nothing to be found.
  if (!row || !isMeant(row, epoch) || row.visibility === "direct") {
    return { results: [], more: false };
  }
  const bounds = await boundsOf(sql, row.id, search);
  const query = queryOf(row.id, search.terms);
  const found: Message[] = [];
  let end = Math.min(before, bounds.end);
  for (let isMore = true; isMore && found.length <= limit;) {
    const page = { room: row.id, after: bounds.start - 1, before: end, limit: limit + 1 };
    const rows = query === "" ? await readBack(sql, page) : await findWords(sql, page, query);
    const messages = rows.map((row) => eventOfRow(row) as Message);
    // Words may be longer, and stand at more places, than the index knows.
    found.push(...messages.filter((message) => isFound(message, search)));
    isMore = rows.length > limit;
    end = rows.at(-1)?.seq ?? 0;
  }
  const results = found.slice(0, limit)
    .map((message) => ({ ...message, ...snippetOf(message.text ?? "", search) }));
  return { results, more: found.length > limit };
}

/** Which of a room's messages to look at: those between two numbers, the newest first. */
interface Span {
  readonly room: number;
  readonly after: number;
  readonly before: number;
  readonly limit: number;
}

/** The first number that counts, and the first that no longer does. */
async function boundsOf(
  sql: PostgresSql,
  room: number,
  { from, to }: Search,
): Promise<{ start: number; end: number }> {
  const [start, end] = [0, Number.MAX_SAFE_INTEGER];
  if (from === undefined && to === undefined) return { start, end };
  const [bounds] = await sql<{ start: number; end: number }[]>`
    select first_since(${room}, ${from ?? start}) as start, first_since(${room}, ${
    to ?? end
  }) as end`;
  return { start: bounds!.start, end: to === undefined ? end : bounds!.end };
}

async function findWords(
  sql: PostgresSql,
  { room, after, before, limit }: Span,
  query: string,
): Promise<readonly EventRow[]> {
  // By the index all that has a word is looked up before the newest are known; of what is in many
  // messages there is enough among these.
  const newest = await sql<EventRow[]>`
    select seq, at, coalesce(folded, body) as body
    from (
      select room, seq, words from search
      where room = ${room} and seq > ${after} and seq < ${before}
      order by seq desc limit ${newestLooked}
    ) as newest join events using (room, seq)
    where words @@ ${query}::tsquery order by seq desc limit ${limit}`;
  if (newest.length === limit) return newest;
  return await sql<EventRow[]>`
    select seq, at, coalesce(folded, body) as body from search join events using (room, seq)
    where room = ${room} and seq > ${after} and seq < ${before} and words @@ ${query}::tsquery
    order by seq desc limit ${limit}`;
}

async function readBack(
  sql: PostgresSql,
  { room, after, before, limit }: Span,
): Promise<readonly EventRow[]> {
  return await sql<EventRow[]>`
    select seq, at, coalesce(folded, body) as body from events
    where room = ${room} and seq > ${after} and seq < ${before} and target is null and not deleted
    order by seq desc limit ${limit}`;
}

/** All terms as a `tsquery` is written. */
function queryOf(room: number, terms: Search["terms"]): string {
  return terms.map((term) => termOf(term).replaceAll("#", `${room}:`)).join(" & ");
}

function termOf({ field, words, isPrefix }: Term): string {
  const lexemes = words.map((word, index) =>
    `'${lexemeOf(field, word)}'${isPrefix && index === words.length - 1 ? ":*" : ""}`
  );
  if (lexemes.length === 1) return lexemes[0]!;
  return `((${lexemes.join(" <-> ")}) | ('${crowded}' & ${lexemes.join(" & ")}))`;
}

function lexemeOf(field: Term["field"], word: string): string {
  return (field === "text" ? "#" : "#@") + word.slice(0, unitsOfWord);
}

function wordsIn(text: string): string[] {
  return wordsOf(text).map(({ word }) => word);
}
