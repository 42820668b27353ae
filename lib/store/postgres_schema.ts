import { OperatorError } from "../errors.ts";
import { functions } from "./postgres_functions.ts";
import type { PostgresSql } from "./postgres_connections.ts";

/**
 * Every change of the schema, in order; number N takes a database from version N to N + 1. They are
 * only ever added to. Names go without a schema: where they are is up to `search_path`.
 */
export const migrations: readonly string[] = [
  `
  -- A room that was deleted has no name, until nothing is left of it.
  create table rooms (
    id bigint generated always as identity primary key,
    name text collate "C" unique,
    epoch text not null,
    -- Newest number, when that was taken, and the oldest number that is kept.
    seq bigint not null default 0,
    at bigint not null default 0,
    first bigint not null default 1,
    topic text,
    visibility text not null,
    archived boolean not null default false
  ) with (fillfactor = 70);
  create index deleted_rooms on rooms (id) where name is null;

  -- The log. "body" is the event as JSON, less "seq" and "at"; "folded" the message as it is now,
  -- where something happened to it since it was said. Texts, for their order and all signs stay.
  create table events (
    room bigint not null,
    seq bigint not null,
    at bigint not null,
    sender text collate "C" not null,
    ref text collate "C",
    target bigint,
    deleted boolean not null default false,
    quiet boolean not null default false,
    body text not null,
    folded text,
    primary key (room, seq)
  ) with (fillfactor = 90);
  create unique index events_by_ref on events (room, sender, ref) where ref is not null;
  create index events_by_target on events (room, target) where target is not null;
  -- Between two messages there may be many events.
  create index messages on events (room, seq) where target is null;

  -- Words, cut by "wordsOf"; see "postgres_search.ts".
  create table search (
    room bigint not null,
    seq bigint not null,
    words tsvector not null,
    primary key (room, seq)
  );
  create index search_by_word on search using gin (words);

  -- Former names of rooms, by which they are still found; and names of rooms that were deleted, with
  -- whoever did it.
  create table aliases (
    name text collate "C" primary key,
    room bigint not null references rooms on delete cascade
  );
  create index aliases_by_room on aliases (room);
  create table deleted_names (
    name text collate "C" primary key,
    by text not null
  );

  -- Rooms of two people: "one" is the id that comes first.
  create table direct_rooms (
    one text collate "C" not null,
    other text collate "C" not null,
    room bigint not null unique references rooms on delete cascade,
    primary key (one, other)
  );
  create index direct_rooms_by_other on direct_rooms (other);

  create table read_marks (
    room bigint not null references rooms on delete cascade,
    person text collate "C" not null,
    seq bigint not null,
    primary key (room, person)
  ) with (fillfactor = 70);
  create index read_marks_by_person on read_marks (person);

  -- Of what people want to be told, where they chose.
  create table levels (
    room bigint not null references rooms on delete cascade,
    person text collate "C" not null,
    level text not null,
    primary key (room, person)
  );
  create index levels_by_person on levels (person);

  -- Where browsers are told of something while no page is open; a newer one has a larger id.
  create table subscriptions (
    id bigint generated always as identity primary key,
    endpoint text collate "C" not null unique,
    p256dh text not null,
    auth text not null,
    person text collate "C" not null,
    name text not null,
    kind text not null
  );
  create index subscriptions_by_person on subscriptions (person);

  create table memberships (
    room bigint not null references rooms on delete cascade,
    person text collate "C" not null,
    name text not null,
    kind text not null,
    role text not null,
    since bigint not null,
    muted_until bigint,
    invite text,
    primary key (room, person)
  );
  create index memberships_by_person on memberships (person);

  create table bans (
    room bigint not null references rooms on delete cascade,
    person text collate "C" not null,
    name text not null,
    kind text not null,
    at bigint not null,
    until bigint,
    by text not null,
    primary key (room, person)
  );
  create index bans_by_person on bans (person);

  -- Of secrets and tokens there are only hashes, here and below.
  create table invites (
    id text collate "C" primary key,
    room bigint not null references rooms on delete cascade,
    hash text collate "C" not null unique,
    role text not null,
    label text not null,
    by text not null,
    at bigint not null,
    expires bigint,
    max_uses bigint,
    uses bigint not null,
    guest_name text,
    revoked bigint
  );
  create index invites_by_room on invites (room);

  -- Those who signed in, by what their provider calls them.
  create table users (
    id text collate "C" primary key,
    issuer text collate "C" not null,
    subject text collate "C" not null,
    name text not null,
    email text,
    picture text,
    at bigint not null,
    seen bigint not null,
    first boolean not null,
    suspended bigint,
    unique (issuer, subject)
  );

  create table sessions (
    hash text collate "C" primary key,
    id text collate "C" not null unique,
    person text collate "C" not null references users,
    at bigint not null,
    seen bigint not null,
    agent text not null,
    address text not null,
    sid text
  );
  create index sessions_by_person on sessions (person);

  create table bots (
    id text collate "C" primary key,
    room bigint not null references rooms on delete cascade,
    name text not null,
    hook boolean not null,
    by text not null,
    at bigint not null,
    hash text collate "C" not null unique
  );
  create index bots_by_room on bots (room);

  -- What was done to rooms and people, for good.
  create table deeds (
    id bigint generated always as identity primary key,
    at bigint not null,
    by text not null,
    name text not null,
    act text not null,
    room text,
    target text,
    detail text,
    address text not null
  );

  -- What only one server does at a time, and the keys that all of them share.
  create table leases (
    name text collate "C" primary key,
    holder text not null,
    until timestamptz not null
  );
  create table server_keys (
    name text collate "C" primary key,
    key text not null
  );

  -- Where rooms tell programs of what happens: "sent" is the newest number that was delivered.
  create table webhooks (
    id text collate "C" primary key,
    room bigint not null references rooms on delete cascade,
    url text not null,
    at bigint not null,
    by text not null,
    sent bigint not null,
    failing bigint,
    last_error text,
    paused boolean not null
  );
  create index webhooks_by_room on webhooks (room);

  -- Files that are on their way. The indexes hold sizes, so that a quota is a sum of one range.
  create table uploads (
    id text collate "C" primary key,
    room bigint not null references rooms on delete cascade,
    by text collate "C" not null,
    name text not null,
    size bigint not null,
    at bigint not null,
    width bigint,
    height bigint,
    thumbnail text
  );
  create index uploads_by_room on uploads (room, size);
  create index uploads_by_person on uploads (by, size);
  create index uploads_by_time on uploads (at);

  -- Files that are here. "seq" is the message that has one, "place" where it stands there: -1 is a
  -- smaller picture of another one.
  create table files (
    id text collate "C" primary key,
    room bigint not null,
    by text collate "C" not null,
    name text not null,
    size bigint not null,
    type text not null,
    width bigint,
    height bigint,
    alt text,
    thumbnail text,
    hash text collate "C" not null,
    at bigint not null,
    seq bigint,
    place bigint
  );
  create index files_by_message on files (room, seq, place, size);
  create index files_by_person on files (by, size);
  create index files_by_hash on files (hash, size);
  create index files_of_no_message on files (at) where seq is null;

  -- Blobs that no file needs any more, until they are removed.
  create table unneeded_blobs (
    hash text collate "C" primary key
  );

  -- Newest device lists, with the ids of the devices on them.
  create table device_lists (
    person text collate "C" primary key,
    statement text not null,
    signature text not null,
    identity text not null,
    version bigint not null,
    devices text[] not null
  );

  -- Key packages: of a device's one-time ones the oldest has the smallest id.
  create table key_packages (
    id bigint generated always as identity primary key,
    person text collate "C" not null,
    device text collate "C" not null,
    last_resort boolean not null,
    package text not null
  );
  create index key_packages_by_device on key_packages (person, device, last_resort, id);

  create table mail (
    person text collate "C" not null,
    box text collate "C" not null,
    body text not null,
    at bigint not null,
    primary key (person, box)
  );
  create index mail_by_time on mail (at);

  -- Archives: how many entries each has, and how many signs these have. One that was removed is
  -- nobody's, until nothing is left of it.
  create table archives (
    id bigint generated always as identity primary key,
    person text collate "C" unique,
    header text not null,
    entries bigint not null,
    chars bigint not null
  );
  create index removed_archives on archives (id) where person is null;
  create table archive_entries (
    archive bigint not null,
    room text collate "C" not null,
    number bigint not null,
    box text not null,
    primary key (archive, room, number)
  );
  ${functions}
  `,
  `
  -- Whether somebody does not belong to the room, and the row only says that they are muted there. Such
  -- rows were like those of members: in rooms where anybody may be, who came by no invite and was muted
  -- is taken for one. In private ones nobody is sent out.
  alter table memberships add column stranger boolean not null default false;
  update memberships set stranger = true
    where role = 'member' and kind <> 'bot' and invite is null and muted_until is not null
      and room in (select id from rooms where visibility in ('public', 'unlisted'));

  -- Whether a room is forgotten when nobody wrote in it: until now all were.
  alter table rooms add column fleeting boolean not null default true;
  alter table rooms alter column fleeting set default false;
  `,
];

/** The version of the schema that this program reads and writes. */
export const schemaVersion = migrations.length;

/** Any number that no other program uses: whoever changes the schema holds the lock of this name. */
const lock = "7161113400215430658";
/** The oldest version of PostgreSQL that has all we use, as it writes it. */
const oldestServer = 130_000;

/**
 * Brings a database to {@linkcode schemaVersion}. May be called by many servers at once.
 *
 * @param sql In a transaction, whose lock keeps the others waiting.
 * @throws {OperatorError} when the database cannot be used; it is left as it is.
 */
export async function migrate(sql: PostgresSql): Promise<void> {
  const [server] = await sql<{ version: number; release: string; encoding: string }[]>`
    select current_setting('server_version_num')::int as version,
      current_setting('server_version') as release,
      current_setting('server_encoding') as encoding`;
  if (server!.version < oldestServer) {
    const why = `it is PostgreSQL ${server!.release}, and ${oldestServer / 10_000} is the oldest`;
    throw new OperatorError(`Cannot use the database: ${why}; take a newer one`);
  }
  if (server!.encoding !== "UTF8") {
    const why = `its encoding is ${server!.encoding}; make one with createdb -E UTF8 -T template0`;
    throw new OperatorError(`Cannot use the database: ${why}`);
  }
  // Others may be at it for longer than a statement may take.
  await sql`set local statement_timeout = 0`;
  await sql`select pg_advisory_xact_lock(${lock}::bigint)`;
  const found = await versionOf(sql);
  if (found > schemaVersion) throw tooNew(found);
  if (found === schemaVersion) return;
  await sql`
    create table if not exists parley_schema (
      one_row boolean primary key default true check (one_row),
      version bigint not null
    )`;
  for (const migration of migrations.slice(found)) await sql.unsafe(migration);
  await sql`insert into parley_schema (version) values (${schemaVersion})
    on conflict (one_row) do update set version = excluded.version`;
}

/**
 * Makes sure that a database can be read as it is.
 *
 * @throws {OperatorError} when it is of another version than {@linkcode schemaVersion}.
 */
export async function checkVersion(sql: PostgresSql): Promise<void> {
  const found = await versionOf(sql);
  if (found > schemaVersion) throw tooNew(found);
  if (found === schemaVersion) return;
  throw new OperatorError(
    `Cannot use the database: it is of version ${found}, this program knows ${schemaVersion}; ` +
      "start the server once, which brings it up to date",
  );
}

function tooNew(found: number): OperatorError {
  return new OperatorError(
    `Cannot use the database: it is of version ${found}, this program knows ${schemaVersion}; ` +
      "use the newer program that wrote it",
  );
}

/** 0 where there are no tables of ours. */
async function versionOf(sql: PostgresSql): Promise<number> {
  const [table] = await sql`select to_regclass('parley_schema') is not null as there`;
  if (!table!.there) return 0;
  const [row] = await sql<{ version: number }[]>`select version from parley_schema`;
  return row?.version ?? 0;
}
