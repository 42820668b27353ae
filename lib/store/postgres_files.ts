import { keptLimits } from "../wire/kept_limits.ts";
import type { Attachment, Message } from "../wire/messages.ts";
import type { AttachmentRow, OrNull } from "./attachments.ts";
import { attachmentOf, withoutNulls } from "./attachments.ts";
import type {
  Content,
  FilePage,
  FileQuery,
  Files,
  ListedFile,
  Quotas,
  StoredFile,
  Upload,
  UploadRefusal,
} from "./files.ts";
import { eventOfRow, type EventRow } from "./postgres_events.ts";
import type { PostgresSql } from "./postgres_connections.ts";
import type { PostgresPool } from "./postgres_pool.ts";
import { lockRoom } from "./postgres_rooms.ts";
import { aside, type Turns } from "./turns.ts";

type UploadRow =
  & Omit<Upload, "width" | "height" | "thumbnail">
  & OrNull<Required<Pick<Upload, "width" | "height" | "thumbnail">>>;

interface FileRow extends Omit<AttachmentRow, "alt"> {
  readonly room: string;
  readonly by: string;
  readonly at: number;
  readonly hash: string;
  readonly seq: number | null;
}

/** A row of a room's files, and the message that has it. */
type ListedRow = AttachmentRow & { readonly place: number } & EventRow;

/** Where the smaller picture of another file stands in a message: it is listed nowhere. */
const nowhere = -1;
/** Uploads, and files, that are forgotten at once. */
const expiredAtOnce = 200;

/** What is known of files, in PostgreSQL. */
export class PostgresFiles implements Files {
  readonly #pool: PostgresPool;
  readonly #turns: Turns;

  constructor(pool: PostgresPool, turns: Turns) {
    this.#pool = pool;
    this.#turns = turns;
  }

  begin(upload: Upload, quotas: Quotas): Promise<UploadRefusal | undefined> {
    return this.#turns.take(
      "change",
      [aside(upload.room)],
      () => this.#pool.transaction((sql) => begin(sql, upload, quotas)),
    );
  }

  async findUpload(id: string): Promise<Upload | undefined> {
    const [row] = await this.#pool.read((sql) =>
      sql<UploadRow[]>`
        select uploads.id, rooms.name as room, by, uploads.name, size, uploads.at, width, height,
          thumbnail
        from uploads join rooms on rooms.id = room
        where uploads.id = ${id} and rooms.name is not null`
    );
    return row && withoutNulls(row) as unknown as Upload;
  }

  async touchUpload(id: string, at: number): Promise<void> {
    await this.#pool.write(
      (sql) => sql`update uploads set at = greatest(at, ${at}) where id = ${id}`,
      true,
    );
  }

  finishUpload(
    id: string,
    { hash, size, type, width, height }: Content,
    at: number,
  ): Promise<StoredFile | undefined> {
    return this.#pool.transaction(async (sql) => {
      // Whoever drops the last file of this blob at this moment notes it before or after us.
      await lockBlobs(sql, [hash]);
      const { count } = await sql`
        with upload as (delete from uploads where id = ${id} returning *)
        insert into files
          (id, room, by, name, size, type, width, height, thumbnail, hash, at)
        select id, room, by, name, ${size}, ${type}, coalesce(${width ?? null}, width),
          coalesce(${height ?? null}, height), thumbnail, ${hash}, ${at}
        from upload`;
      if (count === 0) return undefined;
      await sql`delete from unneeded_blobs where hash = ${hash}`;
      return await find(sql, id);
    });
  }

  abandon(id: string): Promise<boolean> {
    return this.#pool.transaction(async (sql) => {
      const { count } = await sql`delete from uploads where id = ${id}`;
      if (count > 0) return true;
      return await drop(
        sql,
        await sql`
        select id from files where id = ${id} and seq is null for update`,
      ) > 0;
    });
  }

  find(id: string): Promise<StoredFile | undefined> {
    return this.#pool.read((sql) => find(sql, id));
  }

  async list(room: string, { before, limit, epoch }: FileQuery): Promise<FilePage> {
    const { seq, place } = before ?? { seq: Number.MAX_SAFE_INTEGER, place: 0 };
    const rows = await this.#turns.take(
      "glance",
      [room, aside(room)],
      () =>
        this.#pool.read((sql) =>
          sql<ListedRow[]>`
          select files.id, name, size, type, width, height, alt, thumbnail, files.seq, place,
            events.at, coalesce(folded, body) as body
          from files join events on events.room = files.room and events.seq = files.seq
          where files.room = (
              select id from rooms where id = room_id(${room}) and epoch = coalesce(${
            epoch ?? null
          }, epoch))
            and (files.seq, place) < (${seq}, ${place}) and place > ${nowhere}
          order by files.seq desc, place desc limit ${limit + 1}`
        ),
    );
    const files = rows.slice(0, limit).map((row): ListedFile => {
      const { from, at } = eventOfRow(row) as Message;
      return { ...attachmentOf(row), seq: row.seq, at, from };
    });
    const last = rows[limit - 1];
    if (rows.length <= limit || !last) return { files };
    return { files, next: { seq: last.seq, place: last.place } };
  }

  expire(uploadsBefore: number, filesBefore: number): Promise<boolean> {
    return this.#pool.transaction(async (sql) => {
      const { count } = await sql`
        delete from uploads where id in
          (select id from uploads where at < ${uploadsBefore} limit ${expiredAtOnce})`;
      const dropped = await drop(
        sql,
        await sql`
          select id from files where seq is null and at < ${filesBefore} limit ${expiredAtOnce}
          for update skip locked`,
      );
      return count === expiredAtOnce || dropped === expiredAtOnce;
    });
  }

  async bytes(): Promise<number> {
    const [row] = await this.#pool.read((sql) =>
      sql<{ bytes: number }[]>`
        select coalesce(sum(size), 0)::bigint as bytes
        from (select max(size) as size from files group by hash) as blobs`
    );
    return row!.bytes;
  }

  async unneeded(limit: number): Promise<string[]> {
    const rows = await this.#pool.read((sql) =>
      sql<{ hash: string }[]>`select hash from unneeded_blobs limit ${limit}`
    );
    return rows.map(({ hash }) => hash);
  }

  async needs(hash: string): Promise<boolean> {
    const rows = await this.#pool.read((sql) =>
      sql`select 1 from files where hash = ${hash} limit 1`
    );
    return rows.length > 0;
  }

  async noteBlob(hash: string): Promise<void> {
    await this.#pool.transaction((sql) => noteBlobs(sql, [hash]), true);
  }

  async forgetBlob(hash: string): Promise<void> {
    await this.#pool.write(
      (sql) => sql`delete from unneeded_blobs where hash = ${hash}`,
      true,
    );
  }
}

/** The files that no message of a room has, of these and their smaller pictures, by their ids. */
export async function findLoose(
  sql: PostgresSql,
  room: number,
  ids: readonly string[],
): Promise<Map<string, AttachmentRow>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<AttachmentRow[]>`
    select id, name, size, type, width, height, alt, thumbnail from files
    where room = ${room} and seq is null and (id = any(${ids}::text[])
      or id in (select thumbnail from files where id = any(${ids}::text[])))
    for update`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Makes files a message's, with their smaller pictures. */
export async function attachFiles(
  sql: PostgresSql,
  seq: number,
  files: readonly Attachment[],
): Promise<void> {
  const rows = files.map(({ id, alt = null, thumbnail }, place) => ({
    id,
    place,
    alt,
    // One that is sealed has a key, of which only clients know.
    thumbnail: typeof thumbnail === "string" ? thumbnail : null,
  }));
  const pictures = rows.flatMap(({ thumbnail }) => thumbnail ?? []);
  await Promise.all([
    sql`
      update files set seq = ${seq}, place = d.place, alt = d.alt, thumbnail = d.thumbnail
      from unnest(${rows.map(({ id }) => id)}::text[], ${rows.map(({ place }) => place)}::bigint[],
        ${rows.map(({ alt }) => alt)}::text[], ${rows.map(({ thumbnail }) => thumbnail)}::text[]
      ) as d (id, place, alt, thumbnail)
      where files.id = d.id`,
    pictures.length > 0 && sql`
      update files set seq = ${seq}, place = ${nowhere} where id = any(${pictures}::text[])`,
  ]);
}

/** Drops the files of messages. */
export async function dropFilesOf(
  sql: PostgresSql,
  room: number,
  seqs: readonly number[],
): Promise<void> {
  await drop(
    sql,
    await sql`
    select id from files where room = ${room} and seq = any(${seqs}::bigint[])`,
  );
}

/** Drops the files of the messages before number `seq`. */
export async function dropFilesBefore(
  sql: PostgresSql,
  room: number,
  seq: number,
): Promise<void> {
  await drop(sql, await sql`select id from files where room = ${room} and seq < ${seq}`);
}

/** Drops the files of a room; those that no message has, or all of them. */
export async function dropFilesIn(
  sql: PostgresSql,
  room: number,
  which: "loose" | "all",
): Promise<void> {
  await drop(
    sql,
    await sql`
    select id from files where room = ${room} and (seq is null or ${which === "all"})`,
  );
}

/** Gives what somebody uploaded to somebody else. */
export async function adoptFiles(sql: PostgresSql, from: string, to: string): Promise<void> {
  await sql`update uploads set by = ${to} where by = ${from}`;
  await sql`update files set by = ${to} where by = ${from}`;
}

async function begin(
  sql: PostgresSql,
  upload: Upload,
  quotas: Quotas,
): Promise<UploadRefusal | undefined> {
  const { id, by, name, size, at, width = null, height = null, thumbnail = null } = upload;
  const room = await lockRoom(sql, upload.room);
  if (!room) return "no_room";
  // Two of one person, in two rooms, must not both find that there is room for one.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`uploads:${by}`}, 0))`;
  const [used] = await sql<Record<string, number>[]>`
    select
      (select count(*) from files where room = ${room.id})
        + (select count(*) from uploads where room = ${room.id}) as in_room,
      (select coalesce(sum(size), 0)::bigint from files where room = ${room.id})
        + (select coalesce(sum(size), 0)::bigint from uploads where room = ${room.id}) as room_bytes,
      (select count(*) from files where by = ${by})
        + (select count(*) from uploads where by = ${by}) as by_person,
      (select coalesce(sum(size), 0)::bigint from files where by = ${by})
        + (select coalesce(sum(size), 0)::bigint from uploads where by = ${by}) as person_bytes,
      (select count(*) from uploads where by = ${by}) as under_way`;
  if (used!.in_room! >= quotas.room.files || used!.room_bytes! + size > quotas.room.bytes) {
    return "room_full";
  }
  if (used!.by_person! >= quotas.person.files || used!.person_bytes! + size > quotas.person.bytes) {
    return "person_full";
  }
  if (used!.under_way! >= keptLimits.uploadsPerPerson) return "too_many";
  await sql`
    insert into uploads (id, room, by, name, size, at, width, height, thumbnail)
    values (${id}, ${room.id}, ${by}, ${name}, ${size}, ${at}, ${width}, ${height}, ${thumbnail})`;
  return undefined;
}

async function find(sql: PostgresSql, id: string): Promise<StoredFile | undefined> {
  const [row] = await sql<FileRow[]>`
    select files.id, files.name, size, type, width, height, thumbnail, rooms.name as room, by,
      files.at, hash, files.seq
    from files join rooms on rooms.id = room
    where files.id = ${id} and rooms.name is not null`;
  return row && withoutNulls(row) as unknown as StoredFile;
}

/** Drops files, and notes their blobs that no other file needs; tells how many they were. */
async function drop(sql: PostgresSql, files: readonly { id?: string }[]): Promise<number> {
  if (files.length === 0) return 0;
  const ids = files.map(({ id }) => id!);
  const rows = await sql<{ hash: string }[]>`
    select distinct hash from files where id = any(${ids}::text[])`;
  const hashes = rows.map(({ hash }) => hash);
  await lockBlobs(sql, hashes);
  const { count } = await sql`delete from files where id = any(${ids}::text[])`;
  await noteBlobs(sql, hashes);
  return count;
}

/** Puts blobs on the list of those to be removed, unless a file needs them. */
async function noteBlobs(sql: PostgresSql, hashes: readonly string[]): Promise<void> {
  await lockBlobs(sql, hashes);
  await sql`
    insert into unneeded_blobs (hash)
    select hash from unnest(${hashes}::text[]) as hash
    where not exists (select from files where files.hash = hash.hash)
    on conflict do nothing`;
}

/**
 * Keeps others from deciding whether these blobs are needed until the transaction ends, always in the
 * same order.
 */
async function lockBlobs(sql: PostgresSql, hashes: readonly string[]): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(key) from (
      select distinct hashtextextended('blob:' || hash, 0) as key
      from unnest(${hashes}::text[]) as hash order by key
    ) as keys`;
}
