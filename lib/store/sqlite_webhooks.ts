import { keptLimits } from "../wire/kept_limits.ts";
import type { SqliteStatements } from "./sqlite_statements.ts";
import type { Delivery, Webhook } from "./webhooks.ts";
import type { WebhookRow } from "./webhook_rows.ts";
import { webhookOf } from "./webhook_rows.ts";

const webhooksOf = "select webhooks.id, rooms.name as room, url, webhooks.at, by, sent, failing, " +
  "last_error, paused from webhooks join rooms on rooms.id = webhooks.room";

/** Webhooks in a database: the methods of `Webhooks` without the promises. */
export class SqliteWebhooks {
  readonly #statements: SqliteStatements;

  constructor(statements: SqliteStatements) {
    this.#statements = statements;
  }

  addWebhook({ id, room, url, at, by, sent }: Webhook): boolean {
    const sql = `insert into webhooks (id, room, url, at, by, sent, paused)
      select ?1, id, ?3, ?4, ?5, ?6, 0 from rooms where name = ?2
        and (select count(*) from webhooks where room = rooms.id) < ?7
        and (select count(*) from webhooks) < ?8`;
    const { webhooksPerRoom, webhooks } = keptLimits;
    return this.#statements.run(sql, id, room, url, at, by, sent, webhooksPerRoom, webhooks) > 0;
  }

  listWebhooks(room: string): Webhook[] {
    const sql = `${webhooksOf} where rooms.name = ? order by webhooks.at desc, webhooks.id`;
    return this.#statements.all<WebhookRow>(sql, room).map(webhookOf);
  }

  activeWebhooks(): Webhook[] {
    return this.#statements.all<WebhookRow>(`${webhooksOf} where paused = 0`).map(webhookOf);
  }

  hasWebhook(id: string): boolean {
    return this.#statements.find("select 1 from webhooks where id = ?", id) !== undefined;
  }

  noteDelivery(id: string, { sent, failing, lastError, isPaused }: Delivery): void {
    const sql = "update webhooks set sent = ?, failing = ?, last_error = ?, paused = ? " +
      "where id = ?";
    this.#statements.run(sql, sent, failing ?? null, lastError ?? null, isPaused ? 1 : 0, id);
  }

  removeWebhook(room: string, id: string): boolean {
    const sql =
      "delete from webhooks where id = ? and room = (select id from rooms where name = ?)";
    return this.#statements.run(sql, id, room) > 0;
  }
}
