import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import type { SqliteCall, SqliteMethod, SqliteTarget } from "../../lib/store/sqlite_calls.ts";
import { countAtOnce, draftsIn, sqliteMethods } from "../../lib/store/sqlite_calls.ts";
import { said } from "./subject.ts";
import { assertHolds } from "../support/property.ts";

function call<Method extends SqliteMethod>(
  method: Method,
  ...args: Parameters<SqliteTarget[Method]>
): SqliteCall {
  return { method, args };
}

function append(drafts: number): SqliteCall {
  return call("append", "tea", Array.from({ length: drafts }, () => said("x")));
}

/** How many rows a call that is no `append` may read or write, at least. */
function rowsOf({ method, args }: SqliteCall): number {
  return (sqliteMethods[method].rowsOf as (...args: SqliteCall["args"]) => number)(...args);
}

const anyCall = fc.oneof(
  fc.constant(call("findRoom", "tea")),
  fc.constant(call("listRooms")),
  fc.nat(2).map((count) => call("unread", "ada", Array(count).fill("tea"))),
  fc.nat(400).map((count) => call("readEvents", "tea", 7, 7 + count)),
  fc.nat(200).map((limit) => call("readMessages", "tea", { limit: limit + 1 })),
  fc.nat(200).map((limit) => call("search", "tea", { text: "x", limit: limit + 1 })),
  fc.nat(300).map((count) => call("markRead", "tea", Array(count).fill(["ada", 1]))),
  fc.nat(300).map(append),
);

/** Cuts all that waits into requests, as the driver does. */
function cutAll(calls: readonly SqliteCall[]): SqliteCall[][] {
  const waiting = [...calls];
  const requests: SqliteCall[][] = [];
  while (waiting.length > 0) requests.push(waiting.splice(0, countAtOnce(waiting)));
  return requests;
}

const sum = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

Deno.test("countAtOnce() takes no call once 256 rows are asked for, whatever waits", () => {
  assertHolds(
    "store-sqlite-calls-1",
    fc.property(fc.array(anyCall, { maxLength: 100 }), (calls) => {
      const requests = cutAll(calls);
      assertEquals(requests.flat(), calls);
      for (const request of requests) assert(sum(request.slice(0, -1).map(rowsOf)) < 256);
    }),
  );
});

Deno.test("countAtOnce() takes no call once there are 256 drafts, or an eighth of them all", () => {
  assertHolds(
    "store-sqlite-calls-2",
    fc.property(fc.array(anyCall, { maxLength: 100 }), (calls) => {
      const [first] = cutAll(calls);
      const all = sum(calls.map(draftsIn));
      assert(sum((first ?? []).slice(0, -1).map(draftsIn)) < Math.max(256, all / 8));
    }),
  );
});

Deno.test("countAtOnce() takes what is small together", () => {
  const small = [call("findRoom", "tea"), append(1), call("markRead", "tea", [["ada", 1]])];
  assertEquals(countAtOnce(small), 3);
});

for (
  const page of [
    call("readEvents", "tea", 400, 500),
    call("readMessages", "tea", { limit: 100 }),
    call("search", "tea", { text: "x", limit: 100 }),
    call("listFiles", "tea", { limit: 100 }),
  ]
) {
  Deno.test(`countAtOnce() takes few ${page.method}(), though very many drafts wait`, () => {
    const pages = Array<SqliteCall>(100).fill(page);
    assertEquals([countAtOnce(pages), countAtOnce([...pages, append(100_000)])], [3, 3]);
  });
}

Deno.test("countAtOnce() takes an eighth of very many drafts", () => {
  assertEquals(countAtOnce(Array.from({ length: 8_000 }, () => append(1))), 1_000);
});

for (const long of [call("listRooms"), call("unread", "ada", ["tea"]), call("index", "tea")]) {
  Deno.test(`countAtOnce() takes ${long.method}() at most once, with nothing after it`, () => {
    assertEquals(countAtOnce([long, long, long]), 1);
    assertEquals(countAtOnce([call("findRoom", "tea"), long, call("findRoom", "tea")]), 2);
  });
}

Deno.test("countAtOnce() takes a first call, however heavy", () => {
  assertEquals(countAtOnce([call("readEvents", "tea", 0, Number.MAX_SAFE_INTEGER)]), 1);
});
