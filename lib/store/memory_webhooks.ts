import { SqliteWebhooks } from "./sqlite_webhooks.ts";
import type { SqliteStatements } from "./sqlite_statements.ts";
import type { Delivery, Webhook, Webhooks } from "./webhooks.ts";

/** Webhooks that last as long as the process. */
export class MemoryWebhooks implements Webhooks {
  readonly #tables: SqliteWebhooks;

  /** @param statements Of a database without a file. */
  constructor(statements: SqliteStatements) {
    this.#tables = new SqliteWebhooks(statements);
  }

  async add(webhook: Webhook): Promise<boolean> {
    return await this.#tables.addWebhook(webhook);
  }

  async list(room: string): Promise<Webhook[]> {
    return await this.#tables.listWebhooks(room);
  }

  async active(): Promise<Webhook[]> {
    return await this.#tables.activeWebhooks();
  }

  async has(id: string): Promise<boolean> {
    return await this.#tables.hasWebhook(id);
  }

  async note(id: string, delivery: Delivery): Promise<void> {
    return await this.#tables.noteDelivery(id, delivery);
  }

  async remove(room: string, id: string): Promise<boolean> {
    return await this.#tables.removeWebhook(room, id);
  }
}
