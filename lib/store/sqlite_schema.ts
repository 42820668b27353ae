import type { DatabaseSync } from "node:sqlite";
import { OperatorError } from "../errors.ts";

/**
 * Every change of the schema, in order; number N takes a database from version N to N + 1. They are
 * only ever added to.
 */
const migrations: readonly string[] = [
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
    const { user_version: found } = database.prepare("pragma user_version").get() as {
      user_version: number;
    };
    if (found > schemaVersion) {
      throw new OperatorError(
        `Cannot use the database: it is of version ${found}, this program knows ${schemaVersion}; ` +
          "use the newer program that wrote it",
      );
    }
    for (const migration of migrations.slice(found)) database.exec(migration);
    // The pragma takes no parameter.
    database.exec(`pragma user_version = ${schemaVersion}`);
    database.exec("commit");
  } catch (error) {
    database.exec("rollback");
    throw error;
  }
}
