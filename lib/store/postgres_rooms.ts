import type { Visibility } from "../wire/messages.ts";
import type { PostgresSql } from "./postgres_connections.ts";
import type { RoomChange, RoomDraft, RoomRecord } from "./store.ts";
import { tablesOfRooms } from "./room_tables.ts";

/** A row of `rooms`. */
export interface RoomRow {
  readonly id: number;
  readonly name: string;
  readonly epoch: string;
  readonly topic: string | null;
  readonly visibility: Visibility;
  readonly archived: boolean;
  readonly fleeting: boolean;
  readonly seq: number;
  /** When the newest event was taken. */
  readonly at: number;
  /** The oldest number that is kept. */
  readonly first: number;
}

/** What a room begins with. */
type NewRoom = Pick<RoomRecord, "name" | "visibility" | "topic"> & Pick<RoomDraft, "isFleeting">;

/** The lock of names: shared by those who make rooms, held alone by those who take names away. */
const names = "7161113400215430659";

/** The room that is or was called `name`. */
export async function findRoom(sql: PostgresSql, name: string): Promise<RoomRow | undefined> {
  const [row] = await sql<RoomRow[]>`select * from rooms where id = room_id(${name})`;
  return row?.name === null ? undefined : row;
}

/** The same, locked until the transaction ends: nobody else adds to its log or changes it. */
export async function lockRoom(sql: PostgresSql, name: string): Promise<RoomRow | undefined> {
  const [row] = await sql<RoomRow[]>`select * from lock_room(${name})`;
  return row;
}

/** Makes a room, or finds the one of this name. */
export async function createRoom(
  sql: PostgresSql,
  { name, visibility, topic, isFleeting = false }: NewRoom,
): Promise<{ row: RoomRow; isNew: boolean }> {
  await sql`select pg_advisory_xact_lock_shared(${names}::bigint)`;
  const [made] = await sql<RoomRow[]>`
    insert into rooms (name, epoch, visibility, topic, fleeting)
    select ${name}, ${crypto.randomUUID()}, ${visibility}, ${topic || null}, ${isFleeting}::boolean
    where room_id(${name}) is null
    on conflict (name) do nothing returning *`;
  if (!made) return { row: (await findRoom(sql, name))!, isNew: false };
  await sql`delete from deleted_names where name = ${name}`;
  return { row: made, isNew: true };
}

/** Gives a room another name; gives what it is then, `undefined` where that cannot be. */
export async function renameRoom(
  sql: PostgresSql,
  name: string,
  to: string,
): Promise<RoomRow | undefined> {
  await sql`select pg_advisory_xact_lock(${names}::bigint)`;
  const row = await lockRoom(sql, name);
  if (!row || row.name === to) return row;
  const [taken] = await sql`
    select 1 from rooms where id = room_id(${to}) and id <> ${row.id}
    union all select 1 from deleted_names where name = ${to}`;
  if (taken) return undefined;
  await sql`delete from aliases where name = ${to}`;
  await sql`insert into aliases (name, room) values (${row.name}, ${row.id})`;
  await sql`update rooms set name = ${to} where id = ${row.id}`;
  return { ...row, name: to };
}

/** Makes a room unfindable, and forgets all that is kept of it but its log and its files. */
export async function hideRoom(
  sql: PostgresSql,
  name: string,
  by: string,
): Promise<RoomRow | undefined> {
  await sql`select pg_advisory_xact_lock(${names}::bigint)`;
  const row = await lockRoom(sql, name);
  if (!row) return undefined;
  await sql`
    insert into deleted_names (name, by)
    select ${row.name}, ${by} union select name, ${by} from aliases where room = ${row.id}
    on conflict (name) do nothing`;
  await Promise.all(
    tablesOfRooms.map((table) => sql`delete from ${sql(table)} where room = ${row.id}`),
  );
  await sql`update rooms set name = null where id = ${row.id}`;
  return row;
}

/** Changes a room; gives what it is then. */
export async function changeRoom(
  sql: PostgresSql,
  name: string,
  { topic, visibility, isArchived }: RoomChange,
): Promise<RoomRow | undefined> {
  const [row] = await sql<RoomRow[]>`
    update rooms set
      topic = case when ${topic === undefined} then topic else ${topic || null} end,
      visibility = coalesce(${visibility ?? null}, visibility),
      archived = coalesce(${isArchived ?? null}, archived)
    where id = room_id(${name}) and name is not null returning *`;
  return row;
}

/** Gives a room's log another epoch, if it still has this one. */
export async function renewEpoch(sql: PostgresSql, name: string, epoch: string): Promise<void> {
  await sql`
    update rooms set epoch = ${crypto.randomUUID()}
    where id = room_id(${name}) and name is not null and epoch = ${epoch}`;
}

/**
 * Forgets a room if it is fleeting, its log is empty and nobody would miss it: nobody belongs to it
 * besides its owner, is muted or kept out, may come by an invite, is told by a webhook, or has sent it a
 * file.
 */
export async function discardRoom(sql: PostgresSql, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${names}::bigint)`;
  const row = await lockRoom(sql, name);
  if (row?.seq !== 0 || row.visibility !== "public" || row.topic !== null) return;
  if (!row.fleeting) return;
  const { id } = row;
  await sql`
    delete from rooms where id = ${id}
      and not exists (select from memberships where room = ${id} and role <> 'owner')
      and not exists (select from bans where room = ${id})
      and not exists (select from invites where room = ${id})
      and not exists (select from webhooks where room = ${id})
      and not exists (select from uploads where room = ${id})
      and not exists (select from files where room = ${id})`;
}

/** All rooms, by name; only those that `person` may see on a list, if given. */
export async function listRooms(
  sql: PostgresSql,
  person: string | null,
): Promise<readonly RoomRow[]> {
  return await sql<RoomRow[]>`
    select * from rooms where name is not null and (${person}::text is null
      or visibility = 'public'
      or visibility <> 'direct' and id in (
        select room from memberships where person = ${person} and not stranger))
    order by name`;
}

/** A room as the store gives it. */
export function recordOf(
  { name, epoch, seq, topic, visibility, archived: isArchived }: RoomRow,
): RoomRecord {
  return { name, epoch, seq, ...(topic !== null && { topic }), visibility, isArchived };
}
