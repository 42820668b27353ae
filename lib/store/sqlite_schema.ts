import type { DatabaseSync } from "node:sqlite";
import { OperatorError } from "../errors.ts";

/**
 * Every change of the schema, in order; number N takes a database from version N to N + 1. They are
 * only ever added to.
 */
export const migrations: readonly string[] = [
  `
  create table rooms (
    id integer primary key,
    name text not null unique,
    epoch text not null,
    seq integer not null default 0,
    owner text not null,
    topic text
  ) strict;

  -- The log. "body" is the event as it is sent, less what the columns hold.
  create table events (
    room integer not null references rooms (id),
    seq integer not null,
    sender text not null,
    ref text,
    target integer,
    body text not null,
    primary key (room, seq)
  ) strict, without rowid;
  create unique index events_by_ref on events (room, sender, ref) where ref is not null;
  create index events_by_target on events (room, target) where target is not null;

  -- The log folded: each message as it is now.
  create table messages (
    room integer not null references rooms (id),
    seq integer not null,
    body text not null,
    primary key (room, seq)
  ) strict, without rowid;

  create table read_marks (
    room integer not null references rooms (id),
    person text not null,
    seq integer not null,
    primary key (room, person)
  ) strict, without rowid;
  `,
  `
  -- When the newest event was taken; the oldest number that is kept; up to where it is searchable.
  alter table rooms add column at integer not null default 0;
  alter table rooms add column first integer not null default 1;
  alter table rooms add column indexed integer not null default 0;

  -- Log and messages in one row, so that a message is written once: "folded" is the message as it
  -- is now, where something happened to it since it was said.
  create table log (
    room integer not null references rooms (id),
    seq integer not null,
    sender text not null,
    ref text,
    target integer,
    body text not null,
    folded text,
    primary key (room, seq)
  ) strict, without rowid;
  insert into log
    select room, seq, sender, ref, target, events.body, nullif(messages.body, events.body)
    from events left join messages using (room, seq);
  drop table messages;
  drop table events;
  alter table log rename to events;
  create unique index events_by_ref on events (room, sender, ref) where ref is not null;
  create index events_by_target on events (room, target) where target is not null;
  create index messages on events (room, seq) where target is null;
  update rooms set at = coalesce(
    (select body ->> 'at' from events where room = rooms.id and events.seq = rooms.seq), 0);

  create index read_marks_by_person on read_marks (person);

  -- Words, cut by "wordsOf"; see "sqlite_index.ts". Short beginnings of words, which many words
  -- have, are kept ready.
  create virtual table search using fts5 (
    text, author, content = '', tokenize = 'ascii', prefix = '1 2 3'
  );
  insert into search (search, rank) values ('secure-delete', 1);
  `,
  `
  -- Where browsers are told of something while no page is open; a newer one has a larger id.
  create table subscriptions (
    id integer primary key,
    endpoint text not null unique,
    p256dh text not null,
    auth text not null,
    person text not null,
    name text not null,
    kind text not null
  ) strict;
  create index subscriptions_by_person on subscriptions (person);

  -- Of what people want to be told, where they chose.
  create table levels (
    room integer not null references rooms (id),
    person text not null,
    level text not null,
    primary key (room, person)
  ) strict, without rowid;
  create index levels_by_person on levels (person);
  `,
  `
  alter table rooms add column visibility text not null default 'public';
  alter table rooms add column archived integer not null default 0;

  create table memberships (
    room integer not null references rooms (id),
    person text not null,
    name text not null,
    kind text not null,
    role text not null,
    since integer not null,
    muted_until integer,
    invite text,
    primary key (room, person)
  ) strict, without rowid;
  create index memberships_by_person on memberships (person);

  create table bans (
    room integer not null references rooms (id),
    person text not null,
    name text not null,
    kind text not null,
    at integer not null,
    until integer,
    by text not null,
    primary key (room, person)
  ) strict, without rowid;

  -- Of the secret there is only a hash.
  create table invites (
    id text primary key,
    room integer not null references rooms (id),
    hash text not null unique,
    role text not null,
    label text not null,
    by text not null,
    at integer not null,
    expires integer,
    max_uses integer,
    uses integer not null,
    guest_name text,
    revoked integer
  ) strict, without rowid;
  create index invites_by_room on invites (room);

  -- Owners were known by their ids alone: their names are those that they wrote under last.
  insert into memberships (room, person, name, kind, role, since)
    select id, owner, coalesce((
      select body ->> '$.from.name' from events
      where events.room = rooms.id and sender = owner order by seq desc limit 1
    ), owner), 'guest', 'owner', 0 from rooms;
  alter table rooms drop column owner;
  `,
  `
  -- Those who signed in, by what their provider calls them.
  create table users (
    id text primary key,
    issuer text not null,
    subject text not null,
    name text not null,
    email text,
    picture text,
    at integer not null,
    seen integer not null,
    first integer not null,
    suspended integer,
    unique (issuer, subject)
  ) strict, without rowid;

  -- Of tokens there are only hashes, here and below.
  create table sessions (
    hash text primary key,
    id text not null unique,
    user text not null references users (id),
    at integer not null,
    seen integer not null,
    agent text not null,
    address text not null,
    sid text
  ) strict, without rowid;
  create index sessions_by_user on sessions (user);

  create table bots (
    id text primary key,
    room integer not null references rooms (id),
    name text not null,
    hook integer not null,
    by text not null,
    at integer not null,
    hash text not null unique
  ) strict, without rowid;
  create index bots_by_room on bots (room);

  -- Former names of rooms, by which they are still found; and names of rooms that were deleted, with
  -- whoever did it. A room that was deleted is called ":" and its number, until nothing is left of it.
  create table aliases (
    name text primary key,
    room integer not null references rooms (id)
  ) strict, without rowid;
  create table deleted_names (
    name text primary key,
    by text not null
  ) strict, without rowid;

  -- What was done to rooms and people, for good.
  create table deeds (
    id integer primary key autoincrement,
    at integer not null,
    by text not null,
    name text not null,
    act text not null,
    room text,
    target text,
    detail text,
    address text not null
  ) strict;
  -- Where rooms tell programs of what happens: "sent" is the newest number that was delivered.
  create table webhooks (
    id text primary key,
    room integer not null references rooms (id),
    url text not null,
    at integer not null,
    by text not null,
    sent integer not null,
    failing integer,
    last_error text,
    paused integer not null
  ) strict, without rowid;
  create index webhooks_by_room on webhooks (room);
  `,
  `
  -- Files that are on their way. The indexes hold sizes, so that a quota is a sum of one range.
  create table uploads (
    id text primary key,
    room integer not null references rooms (id),
    by text not null,
    name text not null,
    size integer not null,
    at integer not null,
    width integer,
    height integer,
    thumbnail text
  ) strict, without rowid;
  create index uploads_by_room on uploads (room, size);
  create index uploads_by_person on uploads (by, size);
  create index uploads_by_time on uploads (at);

  -- Files that are here. "seq" is the message that has one, "place" where it stands there: -1 is a
  -- smaller picture of another one.
  create table files (
    id text primary key,
    room integer not null references rooms (id),
    by text not null,
    name text not null,
    size integer not null,
    type text not null,
    width integer,
    height integer,
    alt text,
    thumbnail text,
    hash text not null,
    at integer not null,
    seq integer,
    place integer
  ) strict, without rowid;
  create index files_by_message on files (room, seq, place, size);
  create index files_by_person on files (by, size);
  create index files_by_hash on files (hash);
  create index files_of_no_message on files (at) where seq is null;

  -- Blobs that no file needs any more, until they are removed.
  create table unneeded_blobs (
    hash text primary key
  ) strict, without rowid;
  `,
  `
  -- Rooms of two people: "one" is the id that comes first.
  create table direct_rooms (
    one text not null,
    other text not null,
    room integer not null unique references rooms (id),
    primary key (one, other)
  ) strict, without rowid;
  create index direct_rooms_by_other on direct_rooms (other);

  -- Newest device lists, with the ids of the devices on them as JSON.
  create table device_lists (
    person text primary key,
    statement text not null,
    signature text not null,
    identity text not null,
    version integer not null,
    devices text not null
  ) strict, without rowid;

  -- Key packages: of a device's one-time ones the oldest has the smallest id.
  create table key_packages (
    id integer primary key,
    person text not null,
    device text not null,
    last_resort integer not null,
    package text not null
  ) strict;
  create index key_packages_by_device on key_packages (person, device, last_resort);

  create table mail (
    person text not null,
    box text not null,
    body text not null,
    at integer not null,
    primary key (person, box)
  ) strict, without rowid;
  create index mail_by_time on mail (at);

  -- Archives: how many entries each has, and how many signs these have. One that was removed is
  -- nobody's, until nothing is left of it.
  create table archives (
    id integer primary key,
    person text unique,
    header text not null,
    entries integer not null,
    chars integer not null
  ) strict;
  create table archive_entries (
    archive integer not null references archives (id),
    room text not null,
    number integer not null,
    box text not null,
    primary key (archive, room, number)
  ) strict, without rowid;
  `,
  `
  -- By what a room that is deleted, a guest who signs in, and the bytes of all blobs are looked up.
  create index aliases_by_room on aliases (room);
  create index bans_by_person on bans (person);
  drop index files_by_hash;
  create index files_by_hash on files (hash, size);
  `,
  `
  -- Whether somebody does not belong to the room, and the row only says that they are muted there. Such
  -- rows were like those of members: in rooms where anybody may be, who came by no invite and was muted
  -- is taken for one. In private ones nobody is sent out.
  alter table memberships add column stranger integer not null default 0;
  update memberships set stranger = 1
    where role = 'member' and kind <> 'bot' and invite is null and muted_until is not null
      and room in (select id from rooms where visibility in ('public', 'unlisted'));

  -- Whether a room is forgotten when nobody wrote in it: until now all were.
  alter table rooms add column fleeting integer not null default 0;
  update rooms set fleeting = 1;
  `,
];

/** The version of the schema that this program reads and writes. */
export const schemaVersion = migrations.length;

/**
 * Brings a database to {@linkcode schemaVersion}, in one transaction.
 *
 * @throws {OperatorError} when a newer program has written it; it is left as it is.
 */
export function migrate(database: DatabaseSync): void {
  database.exec("begin immediate");
  try {
    const found = versionOf(database);
    if (found > schemaVersion) throw tooNew(found);
    for (const migration of migrations.slice(found)) database.exec(migration);
    // The pragma takes no parameter. Where nothing is to be written, a full disk is no hindrance.
    if (found < schemaVersion) database.exec(`pragma user_version = ${schemaVersion}`);
    database.exec("commit");
  } catch (error) {
    // A full disk has ended it already.
    if (database.isTransaction) database.exec("rollback");
    throw error;
  }
}

/**
 * Makes sure that a database can be read as it is.
 *
 * @throws {OperatorError} when it is of another version than {@linkcode schemaVersion}.
 */
export function checkVersion(database: DatabaseSync): void {
  const found = versionOf(database);
  if (found > schemaVersion) throw tooNew(found);
  if (found === schemaVersion) return;
  throw new OperatorError(
    `Cannot use the database: it is of version ${found}, this program knows ${schemaVersion}; ` +
      "start the server once, which brings it up to date",
  );
}

function versionOf(database: DatabaseSync): number {
  return database.prepare("pragma user_version").get()!.user_version as number;
}

function tooNew(found: number): OperatorError {
  return new OperatorError(
    `Cannot use the database: it is of version ${found}, this program knows ${schemaVersion}; ` +
      "use the newer program that wrote it",
  );
}
