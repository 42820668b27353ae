import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { explainSqlite, isDamage } from "../../lib/store/sqlite_errors.ts";
import { TestFolder } from "../support/program.ts";

/** What is said of the error that `work` ends with. */
function explained(work: () => unknown): string {
  return explainSqlite(assertThrows(work, Error));
}

Deno.test("explainSqlite() knows a lock, by a statement's code and by exec()'s words", async () => {
  await using folder = new TestFolder();
  const path = join(folder.path, "a.db");
  using holder = new DatabaseSync(path);
  using other = new DatabaseSync(path);
  holder.exec("create table t (x); begin exclusive");
  for (
    const work of [
      () => other.exec("begin immediate"),
      () => other.prepare("begin immediate").run(),
    ]
  ) {
    assertStringIncludes(explained(work), "another program has locked it; end that program (");
  }
});

Deno.test("explainSqlite() knows what is no database", async () => {
  await using folder = new TestFolder();
  const path = join(folder.path, "a.db");
  await Deno.writeTextFile(path, "no database, whatever its name says".repeat(99));
  using database = new DatabaseSync(path);
  const why = explained(() => database.exec("create table t (x)"));
  assertStringIncludes(why, "the file is not a database; name another data folder");
  assertEquals(isDamage(why), true);
});

Deno.test("explainSqlite() knows a database that can only be read", async () => {
  await using folder = new TestFolder();
  const path = join(folder.path, "a.db");
  new DatabaseSync(path).close();
  using database = new DatabaseSync(path, { readOnly: true });
  const why = explained(() => database.exec("create table t (x)"));
  assertStringIncludes(why, "it is read-only; let the server write to its folder (");
  assertEquals(isDamage(why), false);
});

for (
  const [code, said] of [
    ["ENOSPC", "the disk is full; make room (why)"],
    ["EROFS", "it is read-only; let the server write to its folder (why)"],
    ["EACCES", "it is read-only; let the server write to its folder (why)"],
    ["EIO", "why"],
  ] as const
) {
  Deno.test(`explainSqlite() says of the system's ${code}: ${said}`, () => {
    assertEquals(explainSqlite(Object.assign(new Error("why"), { code })), said);
  });
}

Deno.test("explainSqlite() gives the words of what it does not know", async () => {
  await using folder = new TestFolder();
  using database = new DatabaseSync(join(folder.path, "a.db"));
  assertStringIncludes(explained(() => database.exec("dance")), 'near "dance": syntax error');
});
