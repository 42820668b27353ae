import { keptLimits } from "../wire/kept_limits.ts";
import type { PostgresSql } from "./postgres_connections.ts";
import type { PostgresPool } from "./postgres_pool.ts";
import { aside, type Turns } from "./turns.ts";
import type { Delivery, Webhook, Webhooks } from "./webhooks.ts";
import type { WebhookRow } from "./webhook_rows.ts";
import { webhookOf } from "./webhook_rows.ts";

/** Webhooks, in PostgreSQL. */
export class PostgresWebhooks implements Webhooks {
  readonly #pool: PostgresPool;
  readonly #turns: Turns;

  constructor(pool: PostgresPool, turns: Turns) {
    this.#pool = pool;
    this.#turns = turns;
  }

  add({ id, room, url, at, by, sent }: Webhook): Promise<boolean> {
    const { webhooksPerRoom, webhooks } = keptLimits;
    return this.#turns.take("change", [aside(room)], () =>
      this.#pool.transaction(async (sql) => {
        // One after the other, for there is a bound to all of them.
        await sql`select pg_advisory_xact_lock(hashtextextended('webhooks', 0))`;
        const { count } = await sql`
          insert into webhooks (id, room, url, at, by, sent, paused)
          select ${id}, rooms.id, ${url}, ${at}, ${by}, ${sent}, false
          from rooms where rooms.name = ${room}
            and (select count(*) from webhooks where room = rooms.id) < ${webhooksPerRoom}
            and (select count(*) from webhooks) < ${webhooks}`;
        return count > 0;
      }));
  }

  async list(room: string): Promise<Webhook[]> {
    const rows = await this.#turns.take(
      "read",
      [aside(room)],
      () =>
        this.#pool.read((sql) =>
          sql<WebhookRow[]>`
          ${webhooksOf(sql)} where rooms.name = ${room} order by webhooks.at desc, webhooks.id`
        ),
    );
    return rows.map(webhookOf);
  }

  async active(): Promise<Webhook[]> {
    const rows = await this.#pool.read((sql) =>
      sql<WebhookRow[]>`${webhooksOf(sql)} where not paused and rooms.name is not null`
    );
    return rows.map(webhookOf);
  }

  async has(id: string): Promise<boolean> {
    const rows = await this.#pool.read((sql) => sql`select 1 from webhooks where id = ${id}`);
    return rows.length > 0;
  }

  async note(id: string, { sent, failing, lastError, isPaused }: Delivery): Promise<void> {
    await this.#pool.write((sql) =>
      sql`
        update webhooks set sent = ${sent}, failing = ${failing ?? null},
          last_error = ${lastError ?? null}, paused = ${isPaused ?? false}
        where id = ${id}`, true);
  }

  remove(room: string, id: string): Promise<boolean> {
    return this.#turns.take("change", [aside(room)], async () => {
      const { count } = await this.#pool.write((sql) =>
        sql`
          delete from webhooks using rooms
          where rooms.id = room and webhooks.id = ${id} and rooms.name = ${room}`
      );
      return count > 0;
    });
  }
}

function webhooksOf(sql: PostgresSql): ReturnType<PostgresSql> {
  return sql`
    select webhooks.id, rooms.name as room, url, webhooks.at, by, sent, failing, last_error, paused
    from webhooks join rooms on rooms.id = webhooks.room`;
}
