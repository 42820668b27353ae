import type { Deed, KeptDeed } from "./audit.ts";
import type { DeedRow } from "./deed_rows.ts";
import { deedOf } from "./deed_rows.ts";
import type { SqliteStatements } from "./sqlite_statements.ts";

/** Deeds in a database: the methods of `Audit` without the promises. */
export class SqliteAudit {
  readonly #statements: SqliteStatements;

  constructor(statements: SqliteStatements) {
    this.#statements = statements;
  }

  addDeed({ at, by, name, act, room, target, detail, address }: Deed): void {
    const sql = "insert into deeds (at, by, name, act, room, target, detail, address) " +
      "values (?, ?, ?, ?, ?, ?, ?, ?)";
    const about = [room ?? null, target ?? null, detail ?? null];
    this.#statements.run(sql, at, by, name, act, ...about, address);
  }

  listDeeds(limit: number, before?: number | null): KeptDeed[] {
    const sql = "select * from deeds where id < coalesce(?, 9007199254740991) " +
      "order by id desc limit ?";
    return this.#statements.all<DeedRow>(sql, before ?? null, limit).map(deedOf);
  }
}
