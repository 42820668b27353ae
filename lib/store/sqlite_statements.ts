import type { DatabaseSync, StatementSync } from "node:sqlite";

/** What a statement takes in place of a `?`. */
export type SqliteValue = string | number | null;

/** A database whose statements are prepared once, by their text. */
export class SqliteStatements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Whether a transaction is under way. */
  get isInTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** Runs a statement that gives nothing back; tells how many rows it changed. */
  run(sql: string, ...values: SqliteValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  /** Gives all rows; their shape is what the statement selects. */
  all<Row>(sql: string, ...values: SqliteValue[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[];
  }

  /** Gives the first row, if there is one. */
  find<Row>(sql: string, ...values: SqliteValue[]): Row | undefined {
    return this.#prepare(sql).get(...values) as Row | undefined;
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (!statement) this.#prepared.set(sql, statement = this.#database.prepare(sql));
    return statement;
  }
}
