/** How calls of the SQLite store are answered where the database is. */
import type { SqliteAnswer, SqliteCall } from "./sqlite_calls.ts";
import { sqliteMethods } from "./sqlite_calls.ts";
import { explainSqlite, SqliteMistake } from "./sqlite_errors.ts";
import type { SqliteLog } from "./sqlite_log.ts";

/**
 * Runs a batch of calls as one commit: a mistake leaves the others alone, and whatever else is thrown
 * undoes them all. What only reads is answered then all the same.
 */
export function answerAll(log: SqliteLog, calls: readonly SqliteCall[]): SqliteAnswer[] {
  if (calls.every(onlyReads)) return calls.map((call) => answerRead(log, call));
  try {
    return log.transaction(() => calls.map((call) => answerOne(log, call)));
  } catch (error) {
    // Nothing was written. A database that is full can still be read.
    const failure = explainSqlite(error);
    return calls.map((call) => onlyReads(call) ? answerRead(log, call) : { failure });
  }
}

function answerRead(log: SqliteLog, call: SqliteCall): SqliteAnswer {
  try {
    return answerOne(log, call);
  } catch (error) {
    return { failure: explainSqlite(error) };
  }
}

function answerOne(log: SqliteLog, { method, args }: SqliteCall): SqliteAnswer {
  try {
    const targets = [log, log.accounts, log.audit, log.webhooks, log.files, log.keys];
    const target = targets.find((target) => method in target)!;
    const call = Reflect.get(target, method) as (...args: readonly unknown[]) => unknown;
    return { value: call.apply(target, args) };
  } catch (error) {
    if (error instanceof SqliteMistake) return { mistake: error.message };
    throw error;
  }
}

function onlyReads({ method }: SqliteCall): boolean {
  return sqliteMethods[method].onlyReads;
}
