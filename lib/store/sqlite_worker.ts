/** The worker that holds the database: it commits what waits as one transaction, and answers. */
/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
import { OperatorError } from "../errors.ts";
import { answerAll } from "./sqlite_answers.ts";
import type { SqliteRequest, SqliteResponse } from "./sqlite_calls.ts";
import { explainSqlite, isKnown } from "./sqlite_errors.ts";
import { SqliteFile } from "./sqlite_file.ts";
import { SqliteLog } from "./sqlite_log.ts";

let log: SqliteLog | undefined;

self.onmessage = ({ data }: MessageEvent<string>) => {
  const request: SqliteRequest = JSON.parse(data);
  self.postMessage(encode(answer(request)));
  if ("close" in request) self.close();
};

/** An answer that no string can hold is a failure, not the end of the worker. */
function encode(response: SqliteResponse): string {
  try {
    return JSON.stringify(response);
  } catch (error) {
    return JSON.stringify({ failure: explainSqlite(error), isOperators: false });
  }
}

function answer(request: SqliteRequest): SqliteResponse {
  try {
    if ("open" in request) log = new SqliteLog(SqliteFile.open(request.open));
    if ("close" in request) {
      log?.close();
      return { answers: [], isUntidy: false, didWrite: false };
    }
    const before = log!.writes;
    const answers = "calls" in request ? answerAll(log!, request.calls) : [];
    const tidied = "tidy" in request ? tidy(log!) : { isOfUse: false };
    const isKept = !answers.some((answer) => "failure" in answer) && log!.writes > before;
    const didWrite = tidied.isOfUse || isKept;
    return { answers, isUntidy: log!.isUntidy, didWrite, untidied: tidied.failure };
  } catch (error) {
    const isOperators = error instanceof OperatorError;
    return { failure: isOperators ? error.message : explainSqlite(error), isOperators };
  }
}

/** Tells whether it came to anything, or else why it could not be done. */
function tidy(log: SqliteLog): { isOfUse: boolean; failure?: string } {
  try {
    return { isOfUse: log.tidy() };
  } catch (error) {
    // Nothing depends on it, and it is tried again; what needs the database tells of its trouble.
    return { isOfUse: false, ...(!isKnown(error) && { failure: explainSqlite(error) }) };
  }
}
