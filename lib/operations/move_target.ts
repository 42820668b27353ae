import type { Clock } from "../clock.ts";
import { OperatorError } from "../errors.ts";
import { readAddress } from "../store/postgres_address.ts";
import type { PostgresSql } from "../store/postgres_connections.ts";
import { PostgresConnections } from "../store/postgres_connections.ts";
import { explainPostgres } from "../store/postgres_errors.ts";
import type { MoveNote } from "../store/postgres_move.ts";
import { dropNotes, findNote, makeNotes, putNote } from "../store/postgres_move.ts";
import { migrate } from "../store/postgres_schema.ts";
import type { MovedTable, Row } from "./moved_tables.ts";
import { movedTables, wordsOfRow } from "./moved_tables.ts";
import type { MoveSource } from "./move_source.ts";

/** What {@linkcode MoveTarget} needs. */
export interface MoveTargetOptions {
  /** Where the database is; see `readAddress`. It is never shown. */
  readonly url: string;
  readonly clock: Clock;
}

/** One for what is written, and one for what is read meanwhile. */
const size = 2;
const connectTimeoutSeconds = 10;
/** Large tables are counted and analyzed. */
const statementTimeoutSeconds = 3_600;

/** A PostgreSQL that a move fills. A note in it says how far that is: each step is one commit with it. */
export class MoveTarget implements AsyncDisposable {
  /** For the operator, without secrets. */
  readonly place: string;
  readonly #connections: PostgresConnections;

  private constructor(connections: PostgresConnections, place: string) {
    this.#connections = connections;
    this.place = place;
  }

  /**
   * Connects, makes the tables where there are none, and brings them up to date.
   *
   * @throws {OperatorError} when the database cannot be used.
   */
  static async open({ url, clock }: MoveTargetOptions): Promise<MoveTarget> {
    const address = readAddress(url);
    const connections = await PostgresConnections.open({
      address,
      name: "parley-move",
      size,
      statementTimeoutSeconds,
      connectTimeoutSeconds,
      clock,
    });
    const target = new MoveTarget(connections, address.place);
    try {
      await target.#transaction(migrate);
      return target;
    } catch (error) {
      await connections.close();
      throw error;
    }
  }

  /**
   * Begins a move with the secrets of its source, or goes on with one.
   *
   * @returns How far it is.
   * @throws {OperatorError} when there is anything but what an unfinished move of this very source
   * left here.
   */
  begin(source: MoveSource): Promise<MoveNote> {
    const { state } = source;
    return this.#transaction(async (sql) => {
      const found = await findNote(sql);
      if (found?.source === state) return found;
      if (found || await this.#holdsRows(sql)) throw this.#taken(found);
      const note = { source: state, table: movedTables[0]!.name, after: [], done: 0 };
      await makeNotes(sql);
      await putNote(sql, note);
      for (const { name, key } of source.secrets) {
        await sql`
          insert into server_keys (name, key) values (${name}, ${key})
          on conflict (name) do update set key = excluded.key`;
      }
      return note;
    });
  }

  /** Puts rows into a table, with the words of those that are messages, and the note of it. */
  put({ name, columns }: MovedTable, rows: readonly Row[], note: MoveNote): Promise<void> {
    const list = columns.map((column) => `"${column}"`);
    return this.#transaction(async (sql) => {
      if (rows.length > 0) {
        await sql.unsafe(
          `insert into ${name} (${list}) overriding system value
          select ${list} from json_populate_recordset(null::${name}, $1::text::json)`,
          [JSON.stringify(rows)],
        );
      }
      if (name === "events") await putWords(sql, rows);
      await putNote(sql, note);
    });
  }

  /** How many rows a table has. */
  async count({ name }: MovedTable): Promise<number> {
    const [row] = await this.#read<{ count: number }>(`select count(*) as count from ${name}`, []);
    return row!.count;
  }

  /**
   * The next rows of a table, in the order of its key.
   *
   * @param after Key of the last row before; none for the first page.
   */
  async page(
    { name, key, columns }: MovedTable,
    after: readonly unknown[],
    limit: number,
  ): Promise<Row[]> {
    const list = columns.map((column) => `"${column}"`);
    const places = key.map((_, index) => `$${index + 1}`);
    const beyond = after.length === 0 ? "" : `where (${key}) > (${places})`;
    // As JSON, so that values are what they were when they came.
    const rows = await this.#read<{ row: Row }>(
      `select row_to_json(page) as row
      from (select ${list} from ${name} ${beyond} order by ${key} limit ${limit}) as page`,
      after,
    );
    return rows.map(({ row }) => row);
  }

  /** Ends the move: from now on servers may use the database. */
  async finish(): Promise<void> {
    await this.#transaction(async (sql) => {
      for (const { name, countsUp } of movedTables) {
        if (!countsUp) continue;
        await sql.unsafe(`
          select setval(pg_get_serial_sequence('${name}', 'id'), coalesce(max(id), 0) + 1, false)
          from ${name}`);
      }
      await sql.unsafe(`analyze ${[...movedTables.map(({ name }) => name), "search"]}`);
      await dropNotes(sql);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connections.close();
  }

  async #holdsRows(sql: PostgresSql): Promise<boolean> {
    const any = movedTables.map(({ name }) => `exists (select from ${name})`).join(" or ");
    const [row] = await sql.unsafe<{ any: boolean }[]>(`select ${any} as any`);
    return row!.any;
  }

  #taken(note: MoveNote | undefined): OperatorError {
    const why = note
      ? "another move into it is not done, or the folder was changed since this one began; begin " +
        "anew in an empty database"
      : "it holds data already; if a move into it is done, start the server, else name an empty one";
    return new OperatorError(`Cannot move to ${this.place}: ${why}`);
  }

  async #read<T extends object>(query: string, values: readonly unknown[]): Promise<readonly T[]> {
    return await this.#explained(() =>
      this.#connections.run(async (sql) => await sql.unsafe<T[]>(query, [...values] as never[]))
    );
  }

  #transaction<T>(work: (sql: PostgresSql) => Promise<T>): Promise<T> {
    return this.#explained(() => this.#connections.transaction(work));
  }

  async #explained<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      const why = cause instanceof OperatorError ? undefined : explainPostgres(cause);
      if (why === undefined) throw cause;
      throw new OperatorError(`Cannot move to ${this.place}: ${why}`, { cause });
    }
  }
}

/** Puts the words of messages into the index. */
async function putWords(sql: PostgresSql, rows: readonly Row[]): Promise<void> {
  const found = rows.map((row) => ({ room: row.room, seq: row.seq, words: wordsOfRow(row) }))
    .filter(({ words }) => words !== "");
  if (found.length === 0) return;
  await sql`
    insert into search (room, seq, words)
    select room, seq, replace(words, '#', room || ':')::tsvector
    from json_to_recordset(${JSON.stringify(found)}::text::json)
      as d (room bigint, seq bigint, words text)`;
}
