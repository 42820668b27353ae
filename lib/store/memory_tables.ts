import { DatabaseSync } from "node:sqlite";
import { migrations } from "./sqlite_schema.ts";
import { SqliteStatements } from "./sqlite_statements.ts";

/**
 * The tables of the database without a file, for what is small and seldom asked for: a call takes
 * microseconds.
 */
export class MemoryTables {
  readonly statements: SqliteStatements;
  readonly #database = new DatabaseSync(":memory:");

  constructor() {
    for (const migration of migrations) this.#database.exec(migration);
    this.statements = new SqliteStatements(this.#database);
  }

  /** Forgets everything; may be called twice. */
  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}
