/** The worker that holds the database: it commits what waits as one transaction, and answers. */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { OperatorError } from "../errors.ts";
import { SqliteLog } from "./sqlite_log.ts";
import type { SqliteAnswer, SqliteCall, SqliteRequest, SqliteResponse } from "./sqlite_calls.ts";

let log: SqliteLog | undefined;

self.onmessage = ({ data }: MessageEvent<SqliteRequest>) => {
  respond(answer(data));
  if ("close" in data) self.close();
};

function respond(response: SqliteResponse): void {
  self.postMessage(response);
}

function answer(request: SqliteRequest): SqliteResponse {
  try {
    if ("open" in request) log = new SqliteLog(request.open);
    else if ("calls" in request) return { answers: answerAll(log!, request.calls) };
    else log?.close();
    return { answers: [] };
  } catch (error) {
    const { message } = error as Error;
    return { failure: message, isOperators: error instanceof OperatorError };
  }
}

/** Runs a batch of calls as one commit; a call that is refused leaves the others alone. */
function answerAll(log: SqliteLog, calls: readonly SqliteCall[]): SqliteAnswer[] {
  return log.transaction(() =>
    calls.map(({ method, args }) => {
      try {
        const call = log[method] as (...args: readonly unknown[]) => unknown;
        return { value: call.apply(log, args) };
      } catch (error) {
        // Thrown before anything was written. What the database throws undoes the whole batch.
        if (error instanceof RangeError) return { mistake: error.message };
        throw error;
      }
    })
  );
}
