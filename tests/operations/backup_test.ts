import { assert, assertEquals, assertRejects } from "@std/assert";
import { basename, join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../../lib/clock.ts";
import { OperatorError } from "../../lib/errors.ts";
import { backUp } from "../../lib/operations/backup.ts";
import { examine } from "../../lib/operations/doctor.ts";
import { Progress } from "../../lib/operations/progress.ts";
import { SqliteStore } from "../../lib/store/sqlite_store.ts";
import { said } from "../store/subject.ts";
import { HeardLog } from "../support/heard_log.ts";
import { TestFolder } from "../support/program.ts";
import { hiddenProgress, StoredData } from "../support/stored_data.ts";

function copyOf(data: StoredData, to: string): Promise<number> {
  return backUp({ from: data.path, to, progress: hiddenProgress() });
}

/** The texts of all messages in a room of a data folder, and what its doctor says is wrong. */
async function look(path: string, room: string): Promise<[texts: unknown[], faults: string[]]> {
  const folder = join(path, "..");
  const faults = [...examine({ folder, progress: hiddenProgress() })]
    .filter(({ isWell, check }) => !isWell && check !== "disk").map(String);
  const store = await SqliteStore.open({ path, durability: "full", log: new HeardLog().log });
  const { messages } = await store.readMessages(room, { limit: 9_999 });
  await store.close();
  return [messages.map(({ text }) => text), faults];
}

Deno.test("backUp() makes one sound file that holds everything, for its owner alone", async () => {
  await using data = await StoredData.of({ tea: [said("one"), said("two")] });
  await using folder = new TestFolder();
  const copy = join(folder.path, "parley.db");
  const bytes = await copyOf(data, copy);
  const { size, mode } = await Deno.stat(copy);
  assertEquals([size, mode! & 0o777], [bytes, 0o600]);
  assertEquals(Array.from(Deno.readDirSync(folder.path), ({ name }) => name), ["parley.db"]);
  assertEquals(await look(copy, "tea"), [["one", "two"], []]);
});

Deno.test("backUp() takes what was written before it began and nothing after, of a store in use", async () => {
  await using data = await StoredData.of({
    tea: Array.from({ length: 5_000 }, (_, n) => said(`${n} ${"x".repeat(2_000)}`)),
  });
  const copy = join(data.folder, "copies", "parley.db");
  await Deno.mkdir(join(data.folder, "copies"));
  await data.write(async (store) => {
    await store.append("tea", [said("just before")]);
    const copied = copyOf(data, copy);
    await store.append("tea", [said("after")]);
    await copied;
    await store.append("tea", [said("long after")]);
  });
  const [texts, faults] = await look(copy, "tea");
  assertEquals(faults, []);
  assertEquals([texts.length, texts[0], texts.at(-1)], [
    5_001,
    `0 ${"x".repeat(2_000)}`,
    "just before",
  ]);
});

Deno.test("backUp() takes nothing that is written between two of its steps", async () => {
  await using data = await StoredData.of({
    tea: Array.from({ length: 3_000 }, (_, n) => said(`${n} ${"x".repeat(4_000)}`)),
  });
  let steps = 0;
  class Step extends Progress {
    override update(): void {
      // Not after every step, or a copy that begins anew each time would never be done.
      if (++steps <= 3) data.tamper(`update rooms set topic = 'written after step ${steps}'`);
    }
  }
  const terminal = { isTerminal: () => false, writeSync: () => 0 };
  const progress = new Step({ clock: systemClock, terminal, columns: () => 80 });
  const to = join(data.folder, "copy.db");
  await backUp({ from: data.path, to, progress });
  assert(steps > 1);
  using copy = new DatabaseSync(to, { readOnly: true });
  assertEquals(copy.prepare("select topic from rooms").get()!.topic, null);
});

Deno.test("backUp() takes what is only in the write-ahead log as well", async () => {
  await using data = await StoredData.of({ tea: [said("old")] });
  await using folder = new TestFolder();
  const copy = join(folder.path, "parley.db");
  await data.write(async (store) => {
    await store.append("tea", [said("new")]);
    await copyOf(data, copy);
  });
  assertEquals((await look(copy, "tea"))[0], ["old", "new"]);
});

Deno.test("backUp() gives rooms other epochs, so that nobody resumes beyond the copy", async () => {
  await using data = await StoredData.of({ tea: [said("one")], log: [said("two")] });
  const copy = join(data.folder, "copy.db");
  await copyOf(data, copy);
  const [before, after] = [data.path, copy].map((path) => {
    using database = new DatabaseSync(path, { readOnly: true });
    return database.prepare("select epoch from rooms").all().map(({ epoch }) => epoch);
  });
  assertEquals(new Set([...before!, ...after!]).size, 4);
});

Deno.test("backUp() leaves out one-time key packages, which may have been used up since", async () => {
  await using data = await StoredData.of({});
  await data.write(async ({ keys }) => {
    const list = { statement: "", signature: "", identity: "i", version: 1, devices: ["laptop"] };
    await keys.putList("ada", list, 0);
    await keys.addPackages("ada", "laptop", ["once", "once more"], "last resort");
  });
  const copy = join(data.folder, "copy.db");
  await copyOf(data, copy);
  const [before, after] = [data.path, copy].map((path) => {
    using database = new DatabaseSync(path, { readOnly: true });
    const rows = database.prepare("select package from key_packages order by id").all();
    return rows.map(({ package: one }) => one);
  });
  assertEquals(before, ["once", "once more", "last resort"]);
  assertEquals(after, ["last resort"]);
});

Deno.test("backUp() copies a database of another version, for before an upgrade", async () => {
  await using data = await StoredData.of({ tea: [] });
  data.tamper("pragma user_version = 99");
  assertEquals(await copyOf(data, join(data.folder, "copy.db")) > 0, true);
});

Deno.test("backUp() copies a database from before there were key packages", async () => {
  await using data = await StoredData.of({ tea: [said("one")] });
  data.tamper("drop table key_packages");
  assertEquals(await copyOf(data, join(data.folder, "copy.db")) > 0, true);
});

Deno.test("backUp() refuses to replace a file, and leaves it alone", async () => {
  await using data = await StoredData.of({ tea: [said("one")] });
  const copy = join(data.folder, "copy.db");
  await Deno.writeTextFile(copy, "older");
  await assertRejects(() => copyOf(data, copy), OperatorError, "it is there already");
  assertEquals(await Deno.readTextFile(copy), "older");
});

Deno.test("backUp() of no database says so", async () => {
  await using data = new StoredData();
  const copy = join(data.folder, "copy.db");
  await assertRejects(() => copyOf(data, copy), OperatorError, "it is not there");
});

Deno.test("backUp() into a folder that is not there says so", async () => {
  await using data = await StoredData.of({ tea: [said("one")] });
  const copy = join(data.folder, "missing", "copy.db");
  await assertRejects(
    () => copyOf(data, copy),
    OperatorError,
    `Cannot back up to "${copy}": No such`,
  );
});

Deno.test("backUp() of a damaged database says so, and leaves no copy", async () => {
  await using data = await StoredData.of({
    tea: Array.from({ length: 2_000 }, (_, n) => said(`${n} ${"x".repeat(100)}`)),
  });
  {
    using file = await Deno.open(data.path, { write: true });
    // Behind the roots of all tables, among the messages.
    await file.seek(100 * 4096, Deno.SeekMode.Start);
    await file.write(new Uint8Array(4096 * 20).fill(0x55));
  }
  const copy = join(data.folder, "copy.db");
  await assertRejects(() => copyOf(data, copy), OperatorError, "Cannot use the copy");
  const left = Array.from(Deno.readDirSync(data.folder), ({ name }) => name);
  assertEquals(left.filter((name) => name.includes(basename(copy))), []);
});
