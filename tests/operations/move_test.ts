import { assert, assertEquals, assertRejects } from "@std/assert";
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
import { bob, deletion, edit, reaction, said } from "../store/subject.ts";
import { fileBytes, fileHash, fill, readAll } from "../support/full_store.ts";
import { HeardLog } from "../support/heard_log.ts";
import { lacksPostgres, TestPostgres } from "../support/postgres.ts";
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

/** Progress that ends everything when it is heard of so many times. */
class Stop extends Progress {
  steps = 0;
  constructor(readonly last: number) {
    const terminal = { isTerminal: () => false, writeSync: () => 0 };
    super({ clock: systemClock, terminal, columns: () => 80 });
  }
  override update(): void {
    if (++this.steps > this.last) throw new Stopped();
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
