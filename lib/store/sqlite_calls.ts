/**
 * What the SQLite store and its worker say to each other, as JSON: V8 writes and reads that faster
 * than it clones objects.
 */
import type { SqliteFileOptions } from "./sqlite_file.ts";
import type { SqliteLog } from "./sqlite_log.ts";

/** The log's methods that are called from outside, and whether each only reads. */
export const sqliteMethods = {
  findRoom: { onlyReads: true },
  listRooms: { onlyReads: true },
  readEvents: { onlyReads: true },
  readMessages: { onlyReads: true },
  search: { onlyReads: true },
  unread: { onlyReads: true },
  createRoom: { onlyReads: false },
  discardRoom: { onlyReads: false },
  append: { onlyReads: false },
  index: { onlyReads: false },
  forget: { onlyReads: false },
  markRead: { onlyReads: false },
} as const satisfies Partial<Record<keyof SqliteLog, { onlyReads: boolean }>>;

/** The name of such a method. */
export type SqliteMethod = keyof typeof sqliteMethods;

/** One call of a method. */
export interface SqliteCall<Method extends SqliteMethod = SqliteMethod> {
  readonly method: Method;
  readonly args: Parameters<SqliteLog[Method]>;
}

/** What the worker is sent: first how to open, then batches of calls, at last the wish to close. */
export type SqliteRequest =
  | { readonly open: SqliteFileOptions }
  | { readonly calls: readonly SqliteCall[] }
  /** One step of what may wait. */
  | { readonly tidy: true }
  | { readonly close: true };

/**
 * What became of one call: its result, which is absent where it is `undefined`; the words of a
 * `RangeError`; or why the database could not do it.
 */
export type SqliteAnswer =
  | { readonly value?: unknown }
  | { readonly mistake: string }
  | { readonly failure: string };

/** The worker answers every request once, in order. */
export type SqliteResponse =
  | {
    readonly answers: readonly SqliteAnswer[];
    /** Whether there is something to tidy. */
    readonly isUntidy: boolean;
    /** Whether something was written and kept: only that shows that the database takes writes. */
    readonly didWrite: boolean;
  }
  /** It could not be opened or closed; `isOperators` when the words say how to mend that. */
  | { readonly failure: string; readonly isOperators: boolean };
