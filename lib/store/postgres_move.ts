/** The note of a move that is not done, in the database that it fills; see `parley migrate`. */
import { OperatorError } from "../errors.ts";
import type { PostgresSql } from "./postgres_connections.ts";

/** How far a move is. */
export interface MoveNote {
  /** What stands for that which is moved, as it was when the move began. */
  readonly source: string;
  /** The table that comes next, and the key of its last row that is here; empty before its first. */
  readonly table: string;
  readonly after: readonly unknown[];
  /** How many of its rows are here. */
  readonly done: number;
}

/**
 * The note, where a move is not done.
 *
 * @param sql In a transaction: a step that somebody else's end cut off is waited for.
 */
export async function findNote(sql: PostgresSql): Promise<MoveNote | undefined> {
  if (!await isUnderWay(sql)) return undefined;
  const [row] = await sql<{ note: string }[]>`select note from parley_move for update`;
  return row && JSON.parse(row.note);
}

/** Makes the note, or writes it anew. */
export async function putNote(sql: PostgresSql, note: MoveNote): Promise<void> {
  await sql`
    insert into parley_move (note) values (${JSON.stringify(note)})
    on conflict (one_row) do update set note = excluded.note`;
}

/** Makes the table that the note is in. */
export async function makeNotes(sql: PostgresSql): Promise<void> {
  await sql`
    create table parley_move (
      one_row boolean primary key default true check (one_row),
      note text not null
    )`;
}

/** Takes the note away: the move is done. */
export async function dropNotes(sql: PostgresSql): Promise<void> {
  await sql`drop table parley_move`;
}

/**
 * Makes sure that a database is whole.
 *
 * @throws {OperatorError} when a move into it is not done.
 */
export async function refuseHalfMoved(sql: PostgresSql): Promise<void> {
  if (!await isUnderWay(sql)) return;
  throw new OperatorError(
    "Cannot use the database: a move into it is not done; run parley migrate again, which goes " +
      "on where it was",
  );
}

async function isUnderWay(sql: PostgresSql): Promise<boolean> {
  const [found] = await sql`select to_regclass('parley_move') is not null as "isThere"`;
  return found?.isThere === true;
}
