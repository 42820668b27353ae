import { fold } from "../wire/fold.ts";
import type { Message, Person, RoomEvent } from "../wire/messages.ts";
import type { Adoption } from "./accounts.ts";
import { bodyOf, eventOfRow, type EventRow } from "./postgres_events.ts";
import { adoptFiles } from "./postgres_files.ts";
import { dropKeys } from "./postgres_keys.ts";
import { adoptMemberships } from "./postgres_memberships.ts";
import type { PostgresSql } from "./postgres_connections.ts";
import { adoptMarks } from "./postgres_read_marks.ts";
import { recordOf, type RoomRow } from "./postgres_rooms.ts";
import { adoptSubscriptions } from "./postgres_subscriptions.ts";
import { ownedBy } from "./rules.ts";

interface NamedRow {
  readonly id: number;
  readonly name: string;
}

/** Events that are rewritten at once. */
const eventsAtOnce = 256;

/** Gives what a guest had to the user that the guest has become, in a transaction. */
export async function adopt(sql: PostgresSql, guest: string, to: Person): Promise<Adoption> {
  const rooms = await roomsOf(sql, guest);
  const names = rooms.map(({ name }) => name);
  for (const { id } of rooms) {
    if (await rewrite(sql, id, guest, to)) return { rooms: names, archived: [], more: true };
  }
  // Last, for by these the rooms are found.
  const archived = await sql<RoomRow[]>`
    update rooms set archived = true where name is not null and id in (
      select room from direct_rooms where ${guest} in (one, other))
    returning *`;
  await adoptMemberships(sql, guest, to);
  await adoptMarks(sql, guest, to.id);
  await adoptSubscriptions(sql, guest, to);
  await adoptFiles(sql, guest, to.id);
  await dropKeys(sql, guest);
  await sql`update deleted_names set by = ${to.id} where by = ${guest}`;
  return { rooms: names, archived: archived.map(recordOf), more: false };
}

/** The rooms that know somebody in any way, without direct ones. */
async function roomsOf(sql: PostgresSql, person: string): Promise<readonly NamedRow[]> {
  return await sql<NamedRow[]>`
    select id, name from rooms where visibility <> 'direct' and name is not null and (
      id in (select room from read_marks where person = ${person})
      or id in (select room from memberships where person = ${person})
      or exists (select from bans where room = rooms.id and person = ${person})
      or exists (select from events
        where room = rooms.id and sender = ${person} and ref is not null))
    order by id`;
}

/**
 * Rewrites some of the events of a room that have a ref, as all have that came from our pages.
 *
 * @returns Whether there may be more.
 */
async function rewrite(
  sql: PostgresSql,
  room: number,
  guest: string,
  to: Person,
): Promise<boolean> {
  await sql`select from rooms where id = ${room} for no key update`;
  const rows = await sql<(EventRow & { ref: string })[]>`
    select seq, at, body, ref from events
    where room = ${room} and sender = ${guest} and ref is not null limit ${eventsAtOnce}`;
  if (rows.length === 0) return false;
  const events = rows.map((row) => ownedBy(eventOfRow(row), to));
  await sql`
    update events set sender = ${to.id}, body = d.body,
      -- They may have used the same ref on their own.
      ref = case when exists (select from events as own
        where own.room = ${room} and own.sender = ${to.id} and own.ref = d.ref)
        then null else d.ref end
    from unnest(${rows.map(({ seq }) => seq)}::bigint[], ${events.map(bodyOf)}::text[],
      ${rows.map(({ ref }) => ref)}::text[]) as d (seq, body, ref)
    where room = ${room} and events.seq = d.seq`;
  await refold(sql, room, events);
  return rows.length === eventsAtOnce;
}

/** Folds anew the messages that some events are about. */
async function refold(
  sql: PostgresSql,
  room: number,
  events: readonly RoomEvent[],
): Promise<void> {
  const seqs = [...new Set(events.map((it) => it.type === "message" ? it.seq : it.target))];
  const rows = await sql<EventRow[]>`
    select seq, at, body from events
    where room = ${room} and (seq = any(${seqs}::bigint[]) and target is null
      or target = any(${seqs}::bigint[])) order by seq`;
  const originals = new Map<number, Message>();
  const messages = new Map<number, Message>();
  for (const event of rows.map(eventOfRow)) {
    if (event.type === "message") {
      originals.set(event.seq, event);
      messages.set(event.seq, event);
    } else {
      // Its message may be forgotten.
      const target = messages.get(event.target);
      if (target) messages.set(event.target, fold(target, event));
    }
  }
  const folded = Array.from(
    messages,
    ([seq, message]) => message === originals.get(seq) ? null : bodyOf(message),
  );
  await sql`
    update events set folded = d.folded
    from unnest(${[...messages.keys()]}::bigint[], ${folded}::text[]) as d (seq, folded)
    where room = ${room} and events.seq = d.seq`;
}
