/** What the SQLite store and its worker say to each other. */
import type { SqliteLog, SqliteLogOptions } from "./sqlite_log.ts";

/** Names of the log's methods that are called from outside. */
export type SqliteMethod = Exclude<keyof SqliteLog, "transaction" | "close">;

/** One call of a method. */
export interface SqliteCall<Method extends SqliteMethod = SqliteMethod> {
  readonly method: Method;
  readonly args: Parameters<SqliteLog[Method]>;
}

/** What the worker is sent: first how to open, then batches of calls, at last the wish to close. */
export type SqliteRequest =
  | { readonly open: SqliteLogOptions }
  | { readonly calls: readonly SqliteCall[] }
  | { readonly close: true };

/** What became of one call: its result, or the words of a `RangeError`. */
export type SqliteAnswer = { readonly value: unknown } | { readonly mistake: string };

/** The worker answers every request once, in order. */
export type SqliteResponse =
  | { readonly answers: readonly SqliteAnswer[] }
  /** All of it failed; `isOperators` when only the operator can mend that. */
  | { readonly failure: string; readonly isOperators: boolean };
