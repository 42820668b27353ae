import { keptLimits } from "../wire/kept_limits.ts";
import type { Person } from "../wire/messages.ts";
import { putMembership } from "./postgres_memberships.ts";
import type { PostgresSql } from "./postgres_connections.ts";
import { createRoom, recordOf, type RoomRow } from "./postgres_rooms.ts";
import { pairInOrder } from "./rules.ts";
import type { DirectDraft, DirectRoom, RoomRecord } from "./store.ts";

type DirectRow = RoomRow & {
  readonly peer_id: string;
  readonly peer_name: string;
  readonly peer_kind: Person["kind"];
};

/** Makes the direct room of two people, or finds it, in a transaction; see `Store.openDirect`. */
export async function openDirect(
  sql: PostgresSql,
  { name, people, at }: DirectDraft,
): Promise<{ record: RoomRecord; isNew: boolean } | undefined> {
  const [one, other] = pairInOrder(people[0].id, people[1].id);
  for (const id of new Set([one, other])) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`direct:${id}`}, 0))`;
  }
  const [found] = await sql<RoomRow[]>`
    select rooms.* from direct_rooms join rooms on rooms.id = room
    where one = ${one} and other = ${other} and rooms.name is not null`;
  if (found) return { record: recordOf(found), isNew: false };
  if (await isFull(sql, one) || await isFull(sql, other)) return undefined;
  const made = one === other ? undefined : await createRoom(sql, { name, visibility: "direct" });
  if (!made?.isNew) {
    throw new RangeError(`Cannot make direct room "${name}": its people or its name are taken`);
  }
  const { row } = made;
  for (const person of people) {
    await putMembership(sql, row.id, { person, role: "member", since: at });
  }
  await sql`insert into direct_rooms (one, other, room) values (${one}, ${other}, ${row.id})`;
  return { record: recordOf(row), isNew: true };
}

/** Name of the direct room of two people, by their ids. */
export async function findDirect(
  sql: PostgresSql,
  ...pair: [string, string]
): Promise<string | undefined> {
  const [one, other] = pairInOrder(...pair);
  const [row] = await sql<{ name: string }[]>`
    select rooms.name from direct_rooms join rooms on rooms.id = room
    where one = ${one} and other = ${other} and rooms.name is not null`;
  return row?.name;
}

/** The direct rooms of somebody. */
export async function listDirect(sql: PostgresSql, person: string): Promise<DirectRoom[]> {
  const rows = await sql<DirectRow[]>`
    select rooms.*, memberships.person as peer_id, memberships.kind as peer_kind,
      coalesce(users.name, memberships.name) as peer_name
    from (
      select room from direct_rooms where one = ${person}
      union all select room from direct_rooms where other = ${person}
    ) as own
    join rooms on rooms.id = own.room
    join memberships on memberships.room = own.room and memberships.person <> ${person}
    left join users on users.id = memberships.person
    where rooms.name is not null`;
  return rows.map((row) => ({
    record: recordOf(row),
    with: { id: row.peer_id, name: row.peer_name, kind: row.peer_kind },
  }));
}

async function isFull(sql: PostgresSql, person: string): Promise<boolean> {
  const [row] = await sql<{ count: number }[]>`
    select (select count(*) from direct_rooms where one = ${person})
      + (select count(*) from direct_rooms where other = ${person}) as count`;
  return row!.count >= keptLimits.directRoomsPerPerson;
}
