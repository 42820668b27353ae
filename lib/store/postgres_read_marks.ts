import type { ReadMark } from "../wire/messages.ts";
import type { PostgresSql } from "./postgres_connections.ts";
import { unreadCounted, unreadLooked } from "./rules.ts";
import type { Unread } from "./store.ts";

/** A room, or nothing where its log is not the one that is meant. */
export interface MeantRoom {
  readonly room: string;
  /** Any unless given. */
  readonly epoch: string | undefined;
}

/** Notes marks of one room; gives those that moved. */
export async function markRead(
  sql: PostgresSql,
  { room, epoch }: MeantRoom,
  marks: ReadonlyMap<string, number>,
): Promise<ReadMark[]> {
  // In the order of ids, as everybody does: so no two wait for each other.
  const rows = await sql<{ id: string; seq: number }[]>`
    insert into read_marks (room, person, seq)
    select rooms.id, d.person, least(d.seq, rooms.seq)
    from unnest(${[...marks.keys()]}::text[], ${[...marks.values()]}::bigint[]) as d (person, seq)
    join rooms on rooms.id = room_id(${room}) and rooms.seq > 0
      and rooms.epoch = coalesce(${epoch ?? null}, rooms.epoch)
    order by d.person
    on conflict (room, person) do update set seq = excluded.seq
      where excluded.seq > read_marks.seq
    returning person as id, seq`;
  return rows.map(({ id, seq }) => ({ type: "read", id, seq }));
}

/** How far each of `people` has read in one room, where they have. */
export async function readMarks(
  sql: PostgresSql,
  { room, epoch }: MeantRoom,
  people: readonly string[],
): Promise<Map<string, number>> {
  const rows = await sql<{ person: string; seq: number }[]>`
    select person, seq from read_marks
    where room = (select id from rooms where id = room_id(${room}) and epoch = coalesce(${
    epoch ?? null
  }, epoch)) and person = any(${[...people]}::text[])`;
  return new Map(rows.map(({ person, seq }) => [person, seq]));
}

/** What `person` has not read, of each of `rooms` where this person has a mark. */
export async function unread(
  sql: PostgresSql,
  person: string,
  rooms: readonly string[],
): Promise<Unread[]> {
  const rows = await sql<Unread[]>`
    select rooms.name as room, read_marks.seq as read, counted.count
    from read_marks join rooms on rooms.id = read_marks.room
    cross join lateral (
      select count(*) as count from (
        select from (
          select deleted or quiet as is_hushed from events
          where events.room = read_marks.room and events.seq > read_marks.seq
            and target is null and sender <> read_marks.person
          order by events.seq limit ${unreadLooked}
        ) as looked where not is_hushed limit ${unreadCounted}
      ) as news
    ) as counted
    where person = ${person} and rooms.name = any(${[...rooms]}::text[])`;
  return [...rows];
}

/** Gives the marks of `guest` to `person`, but for direct rooms; of two in one room the newer stays. */
export async function adoptMarks(sql: PostgresSql, guest: string, person: string): Promise<void> {
  await sql`
    with gone as (
      delete from read_marks where person = ${guest} and room not in (select room from direct_rooms)
      returning room, seq
    )
    insert into read_marks (room, person, seq) select room, ${person}, seq from gone
    on conflict (room, person) do update set seq = greatest(read_marks.seq, excluded.seq)`;
}
