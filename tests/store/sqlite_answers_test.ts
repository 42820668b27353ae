import { assertEquals } from "@std/assert";
import { answerAll } from "../../lib/store/sqlite_answers.ts";
import type { SqliteCall } from "../../lib/store/sqlite_calls.ts";
import { SqliteFile } from "../../lib/store/sqlite_file.ts";
import { SqliteLog } from "../../lib/store/sqlite_log.ts";
import type { Draft } from "../../lib/store/store.ts";
import { roomDraft } from "../support/room_draft.ts";
import { TestFolder } from "../support/program.ts";
import { said } from "./subject.ts";

/** A log with the room `tea`, in which nobody said anything. */
function openLog(folder: TestFolder): SqliteLog {
  const path = `${folder.path}/parley.db`;
  const log = new SqliteLog(SqliteFile.open({ path, durability: "normal" }));
  log.transaction(() => log.createRoom(roomDraft("tea")));
  return log;
}

function append(room: string, ...drafts: readonly Draft[]): SqliteCall {
  return { method: "append", args: [room, drafts] };
}

/** A draft that is too long for V8, as it says when somebody asks for it as JSON. */
function endless(): Draft {
  const toJSON = () => {
    throw new RangeError("Invalid string length");
  };
  return Object.assign(said("x"), { toJSON });
}

Deno.test("answerAll() keeps what other calls of the batch wrote beside a mistake", async () => {
  await using folder = new TestFolder();
  const log = openLog(folder);
  const mistake = 'Cannot append to room "milk": it was never made';
  const calls = [append("tea", said("a")), append("milk", said("b")), append("tea", said("c"))];
  assertEquals(answerAll(log, calls), [{ value: [1] }, { mistake }, { value: [2] }]);
  assertEquals(log.readEvents("tea", 0, 9)?.length, 2);
  log.close();
});

Deno.test("answerAll() keeps nothing of a batch in which V8 throws a RangeError midway", async () => {
  await using folder = new TestFolder();
  const log = openLog(folder);
  const failure = "Invalid string length";
  const calls = [append("tea", said("a")), append("tea", said("b"), endless())];
  assertEquals(answerAll(log, calls), [{ failure }, { failure }]);
  assertEquals(log.readEvents("tea", 0, 9), []);
  log.close();
});
