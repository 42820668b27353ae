import type { Audit, Deed, KeptDeed } from "./audit.ts";
import type { DeedRow } from "./deed_rows.ts";
import { deedOf } from "./deed_rows.ts";
import type { PostgresPool } from "./postgres_pool.ts";

/** Deeds, in PostgreSQL. */
export class PostgresAudit implements Audit {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  async add({ at, by, name, act, address, ...deed }: Deed): Promise<void> {
    const { room = null, target = null, detail = null } = deed;
    await this.#pool.write((sql) =>
      sql`
        insert into deeds (at, by, name, act, room, target, detail, address)
        values (${at}, ${by}, ${name}, ${act}, ${room}, ${target}, ${detail}, ${address})`
    );
  }

  async list(limit: number, before?: number): Promise<KeptDeed[]> {
    const rows = await this.#pool.read((sql) =>
      sql<DeedRow[]>`
        select * from deeds where id < ${before ?? Number.MAX_SAFE_INTEGER}
        order by id desc limit ${limit}`
    );
    return rows.map(deedOf);
  }
}
