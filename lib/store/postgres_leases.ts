import type { Clock } from "../clock.ts";
import { sleep } from "../clock.ts";
import type { Leases } from "./leases.ts";
import { LocalLeases } from "./leases.ts";
import type { PostgresPool } from "./postgres_pool.ts";

/** For how long a lease holds, and how often it is renewed, in milliseconds. */
const leaseMs = 60_000;
const renewMs = 20_000;
/** Until somebody who waits looks again, in milliseconds. */
const lookMs = 100;

/** Leases in a table of PostgreSQL, by its clock: those of the servers may differ. */
export class PostgresLeases implements Leases {
  readonly #pool: PostgresPool;
  readonly #clock: Clock;
  /** What stands for this server, and no other run of it. */
  readonly #holder = crypto.randomUUID();
  /** Within this server there is no need to ask. */
  readonly #local = new LocalLeases();

  constructor(pool: PostgresPool, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
  }

  alone<T>(name: string, task: () => Promise<T>): Promise<T> {
    return this.#local.alone(name, async () => {
      while (!await this.#take(name)) await sleep(this.#clock, lookMs);
      return await this.#hold(name, task);
    });
  }

  async tryAlone(name: string, task: () => Promise<void>): Promise<boolean> {
    let isTaken = false;
    const isFree = await this.#local.tryAlone(name, async () => {
      isTaken = await this.#take(name);
      if (isTaken) await this.#hold(name, task);
    });
    return isFree && isTaken;
  }

  async #hold<T>(name: string, task: () => Promise<T>): Promise<T> {
    let cancel = () => {};
    const renewLater = () => {
      cancel = this.#clock.schedule(renewMs, () => {
        renewLater();
        // Where the database is away, it is tried again before the lease is over.
        void this.#take(name).catch(() => {});
      });
    };
    renewLater();
    try {
      return await task();
    } finally {
      cancel();
      // Else it is free in a minute.
      await this.#release(name).catch(() => {});
    }
  }

  async #take(name: string): Promise<boolean> {
    const { count } = await this.#pool.write((sql) =>
      sql`
        insert into leases (name, holder, until)
        values (${name}, ${this.#holder}, now() + ${leaseMs} * interval '1 millisecond')
        on conflict (name) do update set holder = excluded.holder, until = excluded.until
        where leases.holder = excluded.holder or leases.until < now()`, true);
    return count > 0;
  }

  async #release(name: string): Promise<void> {
    await this.#pool.write(
      (sql) => sql`delete from leases where name = ${name} and holder = ${this.#holder}`,
      true,
    );
  }
}
