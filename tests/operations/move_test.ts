import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import fc from "fast-check";
import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../../lib/clock.ts";
import { OperatorError } from "../../lib/errors.ts";
import type { Blobs } from "../../lib/files/blobs.ts";
import { DiskBlobs } from "../../lib/files/disk_blobs.ts";
import { PostgresBlobs } from "../../lib/files/postgres_blobs.ts";
import type { MoveOptions } from "../../lib/operations/move.ts";
import { moveData } from "../../lib/operations/move.ts";
import { movedTables } from "../../lib/operations/moved_tables.ts";
import { Progress } from "../../lib/operations/progress.ts";
import { PostgresStore } from "../../lib/store/postgres_store.ts";
import type { Draft } from "../../lib/store/store.ts";
import type { Person } from "../../lib/wire/messages.ts";
import { ada, bob, deletion, edit, reaction, said } from "../store/subject.ts";
import { fileBytes, fileHash, fill, readAll } from "../support/full_store.ts";
import { HeardLog } from "../support/heard_log.ts";
import { lacksPostgres, TestPostgres } from "../support/postgres.ts";
import { assertHolds } from "../support/property.ts";
import { roomDraft } from "../support/room_draft.ts";
import { hiddenProgress, StoredData } from "../support/stored_data.ts";

const ignore = lacksPostgres();
let postgres: TestPostgres;

if (!ignore) {
  Deno.test.beforeAll(async () => {
    postgres = await TestPostgres.open();
  });
  Deno.test.afterAll(() => postgres[Symbol.asyncDispose]());
}

/** A data folder with something of everything, the bytes of files included. */
async function fullData(): Promise<StoredData> {
  const data = new StoredData();
  await data.write((store) => fill(store));
  await Deno.writeFile(join(data.folder, "guests.key"), new Uint8Array(32).fill(7));
  const blobs = await openDisk(data.folder);
  await blobs.append("1", 0, ReadableStream.from([fileBytes]));
  await blobs.keep("1", fileHash);
  await blobs.append("upload", 0, ReadableStream.from([fileBytes.subarray(0, 9)]));
  await blobs.append("stray", 0, ReadableStream.from([fileBytes]));
  await blobs.close();
  return data;
}

function openDisk(folder: string): Promise<Blobs> {
  return DiskBlobs.open({ folder: join(folder, "files"), log: new HeardLog().log });
}

/** Moves a folder to PostgreSQL; gives whether it is done, and what was told. */
async function move(
  { folder }: { folder: string },
  url: string,
  options: Partial<MoveOptions> = {},
): Promise<[isDone: boolean, told: string]> {
  const told: string[] = [];
  const { log } = new HeardLog();
  const isDone = await moveData({
    folder,
    url,
    files: "postgres",
    openBlobs: (files) => files === "disk" ? openDisk(folder) : PostgresBlobs.open({ url, log }),
    skipsLost: false,
    progress: hiddenProgress(),
    clock: systemClock,
    tell: (line) => told.push(line),
    rowsAtOnce: 7,
    ...options,
  });
  return [isDone, told.join("\n")];
}

async function withStore<T>(url: string, work: (store: PostgresStore) => Promise<T>): Promise<T> {
  const store = await PostgresStore.open({ url, log: new HeardLog().log });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Everything that a folder tells, and everything that PostgreSQL does. */
async function both(data: StoredData, url: string): Promise<[unknown, unknown]> {
  let before: unknown;
  await data.write(async (store) => {
    before = await readAll(store);
  });
  return [before, await withStore(url, readAll)];
}

function schemaOf(url: string): string {
  return new URL(url).searchParams.get("search_path")!;
}

/** Progress that ends everything at a step, or when something begins. */
class Stop extends Progress {
  steps = 0;
  constructor(readonly at: number | string) {
    const terminal = { isTerminal: () => false, writeSync: () => 0 };
    super({ clock: systemClock, terminal, columns: () => 80 });
  }
  override begin(label: string): void {
    if (label === this.at) throw new Stopped();
  }
  override update(): void {
    if (this.steps++ === this.at) throw new Stopped();
  }
}

class Stopped extends Error {}

Deno.test("moveData() brings everything, as both stores tell it", { ignore }, async () => {
  await using data = await fullData();
  {
    using database = new DatabaseSync(data.path);
    for (const { name } of movedTables) {
      assert(database.prepare(`select 1 from ${name}`).get(), `nothing is in ${name}`);
    }
  }
  const url = await postgres.freshUrl();
  const [isDone, told] = await move(data, url);
  assertEquals(isDone, true, told);
  const [before, after] = await both(data, url);
  assertEquals(after, before);
});

Deno.test("moveData() brings files, uploads and secrets", { ignore }, async () => {
  await using data = await fullData();
  const url = await postgres.freshUrl();
  await move(data, url);
  const blobs = await PostgresBlobs.open({ url, log: new HeardLog().log });
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) =>
    await new Response(stream).text();
  assertEquals(await read(blobs.read(fileHash, 0, fileBytes.length)), "the bytes of a file");
  assertEquals(await read(blobs.readStaged("upload")), "the bytes");
  assertEquals((await Array.fromAsync(blobs.listStaged())).map(({ upload }) => upload), ["upload"]);
  await blobs.close();
  await withStore(url, async (store) => {
    assertEquals(await store.secret("guests"), new Uint8Array(32).fill(7));
  });
});

Deno.test(
  "moveData() leaves the folder as it was, and says what came of it",
  { ignore },
  async () => {
    await using data = await fullData();
    const read = async () => {
      let all: unknown;
      await data.write(async (store) => void (all = await readAll(store)));
      return all;
    };
    const before = await read();
    const [, told] = await move(data, await postgres.freshUrl());
    assertEquals(await read(), before);
    assertStringIncludes(told, "Moved the bytes of files: 1, 19 bytes.");
    assertStringIncludes(told, "rooms 6, entries 52, rows in all ");
    assertStringIncludes(told, "counts and hashes are the same on both sides");
    assertStringIncludes(told, "--store postgres --files postgres");
  },
);

Deno.test(
  "moveData() leaves the bytes of files where they are if told to",
  { ignore },
  async () => {
    await using data = await fullData();
    const url = await postgres.freshUrl();
    const [isDone, told] = await move(data, url, { files: "disk" });
    assertEquals([isDone, told.includes("The bytes of files stay in")], [true, true]);
    const tables = `select to_regclass('${schemaOf(url)}.blobs') is null`;
    assertEquals(await postgres.execute(tables), "t");
  },
);

Deno.test("What was moved goes on: new numbers, ids and words follow", { ignore }, async () => {
  await using data = await fullData();
  const url = await postgres.freshUrl();
  await move(data, url);
  await withStore(url, async (store) => {
    const [outcome] = await store.append("milk", [said("newest tea")]);
    assertEquals(outcome && "event" in outcome && outcome.event.seq, 41);
    const { record, isNew } = await store.createRoom(roomDraft("new"));
    assertEquals([record.seq, isNew], [0, true]);
    await store.audit.add({ at: 3, by: "ada", name: "Ada", act: "a", address: "" });
    assertEquals((await store.audit.list(9)).map(({ id }) => id), [3, 2, 1]);
    await store.keys.addPackages("ada", "laptop", ["third"]);
    const taken = await store.keys.takePackages("ada", ["laptop"]);
    assertEquals(taken.map((one) => one.package), ["first"]);
    const { results } = await store.search("milk", { text: "tea", limit: 2 });
    assertEquals(results.map(({ text }) => text), ["newest tea", "tea 39"]);
  });
});

Deno.test(
  "What is left of a deleted room is removed where it was moved to",
  { ignore },
  async () => {
    await using data = await StoredData.of({ tea: [said("one")], milk: [said("two")] });
    data.tamper("update rooms set name = ':' || id where name = 'tea'");
    const url = await postgres.freshUrl();
    assertEquals((await move(data, url))[0], true);
    const left = `select string_agg(coalesce(name, 'none'), ' ') from ${schemaOf(url)}.rooms`;
    assertEquals((await postgres.execute(left)).split(" ").toSorted(), ["milk", "none"]);
    await withStore(url, async (store) => {
      assertEquals((await store.listRooms()).map(({ name }) => name), ["milk"]);
      while (await postgres.execute(left) !== "milk");
    });
  },
);

for (const last of [0, 1, 4, 8, 12, 20, 30, 40, 50]) {
  Deno.test(`moveData() goes on when it ended at its step ${last}`, { ignore }, async () => {
    await using data = await fullData();
    const url = await postgres.freshUrl();
    await assertRejects(() => move(data, url, { progress: new Stop(last) }), Stopped);
    const halfMoved = "run parley migrate again, which goes on where it was";
    await assertRejects(() => withStore(url, readAll), OperatorError, halfMoved);
    const [isDone, told] = await move(data, url);
    assertEquals(isDone, true, told);
    const [before, after] = await both(data, url);
    assertEquals(after, before);
  });
}

Deno.test("moveData() goes on where it was, not from the beginning", { ignore }, async () => {
  const drafts = Array.from({ length: 100 }, (_, n) => said(`${n}`));
  await using data = await StoredData.of({ tea: drafts });
  const url = await postgres.freshUrl();
  await assertRejects(() => move(data, url, { progress: new Stop(10) }), Stopped);
  const count = `select count(*) from ${schemaOf(url)}.events`;
  const before = Number(await postgres.execute(count));
  assert(before > 40, `${before}`);
  // The row that is there twice would be refused.
  assertEquals((await move(data, url))[0], true);
  assertEquals(await postgres.execute(count), "100");
});

Deno.test("moveData() goes on after the database was away", { ignore }, async () => {
  await using data = await fullData();
  const url = await postgres.freshUrl();
  class Away extends Stop {
    stopped: Promise<void> | undefined;
    override update(): void {
      if (this.steps++ === this.at) this.stopped = postgres.stop();
    }
  }
  const progress = new Away(5);
  const { message } = await assertRejects(() => move(data, url, { progress }), OperatorError);
  assertStringIncludes(message, "Cannot move to PostgreSQL at 127.0.0.1:");
  await progress.stopped;
  await postgres.start();
  assertEquals((await move(data, url))[0], true);
  const [before, after] = await both(data, url);
  assertEquals(after, before);
});

/** Why a move is refused; no words of it hold the password. */
async function refusal(
  data: { folder: string },
  url: string,
  options: Partial<MoveOptions> = {},
): Promise<string> {
  const { message } = await assertRejects(() => move(data, url, options), OperatorError);
  assertEquals([message.split("\n").length, message.includes("hunter2")], [1, false]);
  return message;
}

Deno.test("moveData() refuses a folder that is not there, and makes none", { ignore }, async () => {
  const words = await refusal({ folder: "/tmp/no-such" }, await postgres.freshUrl());
  assertStringIncludes(words, 'Cannot read "/tmp/no-such/parley.db": it is not there');
  await assertRejects(() => Deno.stat("/tmp/no-such"), Deno.errors.NotFound);
});

Deno.test("moveData() refuses a folder that a server uses", { ignore }, async () => {
  await using data = await StoredData.of({ tea: [said("one")] });
  await data.write(async () => {
    const words = await refusal(data, await postgres.freshUrl());
    assertStringIncludes(words, "another server uses it; stop it");
  });
});

for (const [version, words] of [[1, "start the server once"], [99, "use the newer program"]]) {
  Deno.test(`moveData() refuses a folder of version ${version}`, { ignore }, async () => {
    await using data = await StoredData.of({ tea: [said("one")] });
    data.tamper(`pragma user_version = ${version}`);
    assertStringIncludes(await refusal(data, await postgres.freshUrl()), `${words}`);
  });
}

for (const url of ["sqlite:./data", "http://ada:hunter2@x/y", "postgres", ""]) {
  Deno.test(`moveData() refuses to move to "${url.slice(0, 6)}"`, { ignore }, async () => {
    await using data = await StoredData.of({ tea: [said("one")] });
    assertStringIncludes(await refusal(data, url), "Cannot read the address of PostgreSQL");
  });
}

Deno.test(
  "moveData() says that PostgreSQL cannot be reached, without its password",
  { ignore },
  async () => {
    await using data = await StoredData.of({ tea: [said("one")] });
    const words = await refusal(data, "postgres://ada:hunter2@127.0.0.1:1/x");
    assertStringIncludes(words, "Cannot move to PostgreSQL at 127.0.0.1:1/x: it cannot be reached");
  },
);

Deno.test(
  "moveData() refuses a database that holds anything, and leaves it alone",
  { ignore },
  async () => {
    await using data = await StoredData.of({ tea: [said("one")] });
    const url = await postgres.freshUrl();
    await withStore(url, (store) => store.createRoom(roomDraft("milk")));
    assertStringIncludes(await refusal(data, url), "it holds data already");
    await withStore(url, async (store) => {
      assertEquals((await store.listRooms()).map(({ name }) => name), ["milk"]);
    });
  },
);

Deno.test("moveData() takes a database that a server made its tables in", { ignore }, async () => {
  await using data = await fullData();
  const url = await postgres.freshUrl();
  await withStore(url, (store) => store.secret("guests"));
  assertEquals((await move(data, url))[0], true);
  await withStore(url, async (store) => {
    assertEquals(await store.secret("guests"), new Uint8Array(32).fill(7));
  });
});

Deno.test("moveData() refuses to move twice", { ignore }, async () => {
  await using data = await StoredData.of({ tea: [said("one")] });
  const url = await postgres.freshUrl();
  await move(data, url);
  assertStringIncludes(await refusal(data, url), "if a move into it is done, start the server");
});

Deno.test("moveData() refuses to go on with what another folder began", { ignore }, async () => {
  await using data = await StoredData.of({ tea: [said("one")] });
  await using other = await StoredData.of({ tea: [said("one")] });
  const url = await postgres.freshUrl();
  await assertRejects(() => move(data, url, { progress: new Stop(3) }), Stopped);
  assertStringIncludes(await refusal(other, url), "another move into it is not done");
  assertEquals((await move(data, url))[0], true);
});

Deno.test(
  "moveData() refuses to go on when something was said since it began",
  { ignore },
  async () => {
    await using data = await StoredData.of({ tea: [said("one")] });
    const url = await postgres.freshUrl();
    await assertRejects(() => move(data, url, { progress: new Stop(3) }), Stopped);
    await data.write(async (store) => void await store.append("tea", [said("two")]));
    assertStringIncludes(await refusal(data, url), "the folder was changed since this one began");
  },
);

Deno.test("moveData() names damage by its table, and quotes nobody", { ignore }, async () => {
  await using data = await StoredData.of({ tea: [said("hunter2")] });
  data.tamper("update events set body = 'hunter2'");
  const words = await refusal(data, await postgres.freshUrl());
  assertStringIncludes(words, "there is damage in the table events; ask parley doctor");
});

Deno.test("moveData() tells of bytes that are lost, and goes on without them if told to", {
  ignore,
}, async () => {
  await using data = await fullData();
  await Deno.remove(join(data.folder, "files", fileHash.slice(0, 2), fileHash.slice(2)));
  const url = await postgres.freshUrl();
  assertStringIncludes(await refusal(data, url), "go on without them with --skip-lost");
  const [isDone, told] = await move(data, url, { skipsLost: true });
  assertEquals([isDone, told.includes("; lost: 1")], [true, true], told);
});

Deno.test("moveData() takes no bytes that are not what their hash says", { ignore }, async () => {
  await using data = await fullData();
  const path = join(data.folder, "files", fileHash.slice(0, 2), fileHash.slice(2));
  await Deno.writeTextFile(path, "the bytes of a liar");
  assertStringIncludes(await refusal(data, await postgres.freshUrl()), "they are not whole in");
});

for (
  const [sql, words] of [
    [
      "update events set body = body || ' ' where seq = 2",
      'the log of room "tea": rows 2, not all the same',
    ],
    ["delete from events where seq = 2", 'the log of room "tea": rows 1, not 2'],
    ["update rooms set epoch = 'other'", "the table rooms: rows 2, not all the same"],
    ["delete from memberships", "the table memberships: rows 0, not 2"],
    ["insert into deleted_names values ('x', 'y')", "the table deleted_names: rows 1, not 0"],
  ] as const
) {
  Deno.test(`moveData() finds the difference that came by ${sql}`, { ignore }, async () => {
    await using data = await StoredData.of({ tea: [said("one"), said("two")], milk: [] });
    const url = await postgres.freshUrl();
    await assertRejects(() => move(data, url, { progress: new Stop("Comparing rooms") }), Stopped);
    await postgres.execute(`set search_path = ${schemaOf(url)}; ${sql}`);
    const [isDone, told] = await move(data, url);
    assertEquals(isDone, false);
    assertEquals(told.match(/^FAIL .*$/gm), [`FAIL  ${words}`]);
    assertStringIncludes(told, "The move is not done");
    await assertRejects(() => withStore(url, readAll), OperatorError, "a move into it is not done");
  });
}

/** What somebody does in a room. */
interface Turn {
  readonly kind: "said" | "answered" | "edited" | "deleted" | "reacted";
  readonly text: string;
  readonly target: number;
  readonly from: Person;
  readonly ref: string | undefined;
}

const turns: fc.Arbitrary<Turn[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("said", "answered", "edited", "deleted", "reacted"),
    text: fc.string({ unit: "binary", maxLength: 20 }),
    target: fc.nat(30),
    from: fc.constantFrom(ada, bob),
    ref: fc.option(fc.string({ maxLength: 3 }), { nil: undefined }),
  }),
  { maxLength: 30 },
);

const rooms = fc.array(turns, { minLength: 5, maxLength: 20 });

function draftOf({ kind, text, target, from, ref }: Turn): Draft {
  const fields = { from, ...(ref !== undefined && { ref }) };
  switch (kind) {
    case "said":
      return said(text, fields);
    case "answered":
      return said(text, { ...fields, replyTo: target });
    case "edited":
      return edit(target, text, fields);
    case "deleted":
      return deletion(target, true, fields);
    case "reacted":
      return reaction(target, text, from);
  }
}

Deno.test("moveData() brings any log, entry by entry", { ignore }, async () => {
  await assertHolds(
    "operations-move",
    fc.asyncProperty(rooms, fc.integer({ min: 1, max: 40 }), async (logs, rowsAtOnce) => {
      const rooms = logs.map((turns, n) => [`room-${n}`, turns.map(draftOf)]);
      await using data = await StoredData.of(Object.fromEntries(rooms));
      const url = await postgres.freshUrl();
      assertEquals((await move(data, url, { rowsAtOnce }))[0], true);
      const [before, after] = await both(data, url);
      assertEquals(after, before);
    }),
    { numRuns: 3 },
  );
});
