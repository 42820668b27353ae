/** Webhooks as rows, which are nearly the same in SQLite and in PostgreSQL. */
import type { Webhook } from "./webhooks.ts";

/** A row of `webhooks`, with the name of its room. */
export interface WebhookRow {
  readonly id: string;
  readonly room: string;
  readonly url: string;
  readonly at: number;
  readonly by: string;
  readonly sent: number;
  readonly failing: number | null;
  readonly last_error: string | null;
  /** SQLite knows no booleans. */
  readonly paused: boolean | 0 | 1;
}

/** The webhook that a row is. */
export function webhookOf({ failing, last_error, paused, ...webhook }: WebhookRow): Webhook {
  return {
    ...webhook,
    ...(failing !== null && { failing }),
    ...(last_error !== null && { lastError: last_error }),
    ...(paused && { isPaused: true }),
  };
}
