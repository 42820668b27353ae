import type { PostgresSql } from "../store/postgres_connections.ts";

/** Any number that no other program uses: whoever makes the tables holds the lock of this name. */
const lock = "7161113400215430657";

/**
 * Makes the tables of blobs where there are none. May be called by several servers at once.
 *
 * The bytes of an **object** are rows of chunks. An upload names the object that it fills, a blob the
 * one that it is: so an upload becomes a blob without a copy.
 *
 * @param sql In a transaction.
 */
export async function makeTables(sql: PostgresSql): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lock}::bigint)`;
  const [found] = await sql`select to_regclass('blob_chunks') is not null as "isThere"`;
  if (found?.isThere) return;
  await sql`
      create table blob_uploads (
        upload text collate "C" primary key,
        object bigint generated always as identity unique,
        size bigint not null,
        changed_at timestamptz not null default now()
      )`;
  await sql`
      create table blobs (
        hash text collate "C" primary key,
        object bigint not null unique,
        size bigint not null
      )`;
  await sql`
      create table blob_chunks (
        object bigint,
        n integer,
        bytes bytea not null,
        primary key (object, n)
      )`;
  // Most files are compressed already; and of what is not, a part can be read without the rest.
  await sql`alter table blob_chunks alter column bytes set storage external`;
}
