import { assertEquals, assertThrows } from "@std/assert";
import { OperatorError } from "../../lib/errors.ts";
import { examine } from "../../lib/operations/doctor.ts";
import { reindex } from "../../lib/operations/reindex.ts";
import { deletion, edit, said } from "../store/subject.ts";
import { hiddenProgress, StoredData } from "../support/stored_data.ts";

/** What the doctor says of the search index. */
function indexOf({ folder }: StoredData): string {
  const findings = [...examine({ folder, progress: hiddenProgress() })];
  return `${findings.find(({ check }) => check === "search index")}`;
}

function build({ path }: StoredData): number {
  return reindex({ path, progress: hiddenProgress() });
}

Deno.test("reindex() builds the index of all rooms anew, whatever was in it", async () => {
  await using data = await StoredData.of({
    tea: [said("one"), said("two"), edit(1, "three"), deletion(2)],
    milk: Array.from({ length: 999 }, (_, n) => said(`word${n}`)),
    empty: [],
  });
  const before = indexOf(data);
  data.tamper("insert into search (rowid, text, author) values (7, 'stray', 'eve')");
  assertEquals(indexOf(data).startsWith("FAIL"), true);
  assertEquals(build(data), 1_003);
  assertEquals(indexOf(data), before);
});

Deno.test("reindex() leaves out what a room forgot", async () => {
  await using data = await StoredData.of({ tea: [said("old"), said("new", { at: 9_000 })] });
  await data.write(async (store) => void await store.forget("tea", 5_000, 9));
  assertEquals(build(data), 1);
  assertEquals(indexOf(data), "ok    search index: it holds 2 words, as the messages do");
});

Deno.test("reindex() refuses a database that a server uses", async () => {
  await using data = await StoredData.of({ tea: [said("one")] });
  await data.write(() => {
    assertThrows(() => build(data), OperatorError, "another server uses it");
    return Promise.resolve();
  });
});

Deno.test("reindex() of no database says so, and makes none", async () => {
  await using data = new StoredData();
  assertThrows(() => build(data), OperatorError, "it is not there");
  assertEquals([...Deno.readDirSync(data.folder)], []);
});
