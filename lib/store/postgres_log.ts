import type { Message, RoomEvent } from "../wire/messages.ts";
import { PostgresBatch } from "./postgres_batch.ts";
import { bodyOf, booleans, eventOfRow, type EventRow } from "./postgres_events.ts";
import { dropFilesBefore, dropFilesIn } from "./postgres_files.ts";
import type { PostgresSql } from "./postgres_connections.ts";
import type { PostgresPool } from "./postgres_pool.ts";
import { lockRoom } from "./postgres_rooms.ts";
import { indexed } from "./postgres_search.ts";
import { eventOf, isMeant, refusal, targetOf, wishesOf } from "./rules.ts";
import type { Draft, Forgotten, Outcome, Page, PageQuery } from "./store.ts";

/** What `append_messages` says of one draft. */
interface Placement {
  /** In the batch, from 1 on. */
  readonly place: number;
  readonly outcome: "new" | "again" | "earlier" | "refused" | "more";
  readonly event_seq: number;
  readonly event_at: number;
  /** The event's body, where it is an earlier one. */
  readonly earlier: string | null;
}

/** Events of a deleted room that are removed at once. */
const clearedAtOnce = 500;

/** Appends a batch to a room's log; see `Store.append`. Nearly all are one round trip. */
export async function append(
  pool: PostgresPool,
  room: string,
  drafts: readonly Draft[],
  epoch?: string,
): Promise<Outcome[]> {
  // What has a ref may be sent again: it is one event all the same.
  const isRepeatable = drafts.every(({ ref }) => ref !== undefined);
  if (drafts.length > 0 && drafts.every(isPlain)) {
    const outcomes = await pool.write(
      (sql) => appendMessages(sql, { room, epoch }, drafts),
      isRepeatable,
    );
    if (outcomes) return outcomes;
  }
  return await pool.transaction(async (sql) => {
    const row = await lockRoom(sql, room);
    if (!row || !isMeant(row, epoch)) throw neverMade(room);
    return await new PostgresBatch(sql, row).append(drafts);
  }, isRepeatable);
}

/**
 * The events with `after < seq <= upTo`; `undefined` when some of them are forgotten, or the log is
 * another one.
 */
export async function readEvents(
  sql: PostgresSql,
  room: string,
  { after, upTo, epoch }: { after: number; upTo: number; epoch: string | undefined },
): Promise<RoomEvent[] | undefined> {
  if (after >= upTo) return [];
  // One statement, so that nothing is forgotten in between. A room has a row even without events.
  const rows = await sql<(EventRow & { first: number | null })[]>`
    select first, events.seq, events.at, events.body
    from (
      select id, case when epoch = coalesce(${epoch ?? null}, epoch) then first end as first
      from rooms where id = room_id(${room})
    ) as here left join events
      on room = id and events.seq > ${after} and events.seq <= ${upTo} and ${after} + 1 >= first
    order by events.seq`;
  const [row] = rows;
  if (!row) return [];
  if (row.first === null || after + 1 < row.first) return undefined;
  return rows.filter(({ seq }) => seq !== null).map(eventOfRow);
}

/** Folded messages, as they are now. */
export async function readMessages(
  sql: PostgresSql,
  room: string,
  { before = Number.MAX_SAFE_INTEGER, after, limit, epoch }: PageQuery,
): Promise<Page> {
  const order = after === undefined ? sql`desc` : sql`asc`;
  const rows = await sql<EventRow[]>`
    select seq, at, coalesce(folded, body) as body from events
    where room = (select id from rooms where id = room_id(${room}) and epoch = coalesce(${
    epoch ?? null
  }, epoch))
      and seq > ${after ?? 0} and seq < ${before} and target is null
    order by seq ${order} limit ${limit + 1}`;
  const messages = rows.slice(0, limit).map((row) => eventOfRow(row) as Message);
  if (after === undefined) messages.reverse();
  return { messages, more: rows.length > limit };
}

/** Forgets the oldest events of a room, in a transaction. */
export async function forget(
  sql: PostgresSql,
  room: string,
  before: number,
  limit: number,
): Promise<Forgotten> {
  const row = await lockRoom(sql, room);
  if (!row) return { first: 1, count: 0, more: false };
  const [bound] = await sql<{ end: number }[]>`select first_since(${row.id}, ${before}) as end`;
  const first = Math.min(bound!.end, row.first + limit);
  if (first > row.first) await cut(sql, row.id, first);
  return { first, count: first - row.first, more: first < bound!.end };
}

/**
 * Removes some of what is left of rooms that were deleted, in a transaction. Another server may be at
 * another one.
 *
 * @returns Whether there may be more.
 */
export async function clear(sql: PostgresSql): Promise<boolean> {
  const [row] = await sql<{ id: number; seq: number; first: number }[]>`
    select id, seq, first from rooms where name is null order by id limit 1
    for update skip locked`;
  if (!row) return false;
  const first = Math.min(row.seq + 1, row.first + clearedAtOnce);
  await cut(sql, row.id, first);
  if (first <= row.seq) return true;
  await dropFilesIn(sql, row.id, "all");
  await sql`delete from rooms where id = ${row.id}`;
  return true;
}

/** Removes all events of a room before a number. */
async function cut(sql: PostgresSql, room: number, first: number): Promise<void> {
  await sql`delete from events where room = ${room} and seq < ${first}`;
  await sql`delete from search where room = ${room} and seq < ${first}`;
  await sql`update rooms set first = ${first} where id = ${room}`;
  await dropFilesBefore(sql, room, first);
}

/** Whether the database can place a draft by itself. */
function isPlain(draft: Draft): boolean {
  return draft.type === "message" && wishesOf(draft) === undefined;
}

/** Appends messages by one statement; gives nothing where that does not do. */
async function appendMessages(
  sql: PostgresSql,
  { room, epoch = null }: { room: string; epoch: string | null | undefined },
  drafts: readonly Draft[],
): Promise<Outcome[] | undefined> {
  const events = drafts.map((draft) => eventOf(draft, 0, 0) as Message);
  const placements = await sql<Placement[]>`
    select * from append_messages(
      ${room},
      ${epoch},
      ${events.map(({ from }) => from.id)}::text[],
      ${events.map(({ ref = null }) => ref)}::text[],
      ${drafts.map((draft) => targetOf(draft) ?? null)}::bigint[],
      ${events.map(({ at }) => at)}::bigint[],
      ${booleans(sql, events.map(({ quiet = false }) => quiet))},
      ${events.map(bodyOf)}::text[],
      ${events.map(indexed)}::text[])`;
  if (placements.length === 0) throw neverMade(room);
  if (placements[0]!.outcome === "more") return undefined;
  const outcomes: Outcome[] = [];
  const placed = new Map<number, RoomEvent>();
  for (const placement of placements.toSorted((one, other) => one.place - other.place)) {
    const { place, outcome, event_seq: seq, event_at: at, earlier } = placement;
    const draft = drafts[place - 1]!;
    if (outcome === "refused") outcomes.push(refusal(draft, undefined)!);
    else if (outcome === "earlier") {
      outcomes.push({ event: eventOfRow({ seq, at, body: earlier! }), isNew: false });
    } else if (outcome === "again") outcomes.push({ event: placed.get(seq)!, isNew: false });
    else {
      const event = eventOf(draft, seq, at);
      placed.set(seq, event);
      outcomes.push({ event, isNew: true });
    }
  }
  return outcomes;
}

function neverMade(room: string): RangeError {
  return new RangeError(`Cannot append to room "${room}": it was never made`);
}
