import { assertEquals, assertRejects } from "@std/assert";
import { ChatError, OperatorError } from "../../lib/errors.ts";
import type { BlobEntry } from "../../lib/files/blobs.ts";
import { PostgresBlobs } from "../../lib/files/postgres_blobs.ts";
import { createLog } from "../../lib/log.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { HeardLog } from "../support/heard_log.ts";
import { until } from "../support/until.ts";
import { lacksPostgres, TestPostgres } from "../support/postgres.ts";
import { blobsContract } from "./blobs_contract.ts";
import { assertSameBytes, BlobsSubject, freshBytes } from "./blobs_subject.ts";

const ignore = lacksPostgres();
let postgres: TestPostgres;

if (!ignore) {
  Deno.test.beforeAll(async () => {
    postgres = await TestPostgres.open();
  });
  Deno.test.afterAll(() => postgres[Symbol.asyncDispose]());
}

async function open(): Promise<PostgresBlobs> {
  return await PostgresBlobs.open({ url: postgres.url, log: new HeardLog().log });
}

blobsContract("PostgresBlobs", {
  open,
  heldBytes: 256 * 1024,
  borderBytes: 256 * 1024,
  ignore,
});

Deno.test("PostgresBlobs.open() by several servers at once makes the tables once", {
  ignore,
}, async () => {
  await postgres.execute("drop table if exists blobs, blob_uploads, blob_chunks");
  const opened = await Promise.all(Array.from({ length: 4 }, open));
  await Promise.all(opened.map((blobs) => blobs.close()));
});

Deno.test("PostgresBlobs leaves no chunk that belongs to nothing", { ignore }, async () => {
  await postgres.execute("truncate blobs, blob_uploads, blob_chunks");
  await using subject = new BlobsSubject(await open());
  const { blobs } = subject;
  const bytes = freshBytes(600_000);
  const hash = await subject.keep(bytes);
  await subject.keep(bytes);
  await subject.append("given-up", 0, freshBytes(600_000));
  await blobs.abandon("given-up");
  const count = "select count(*) from blob_chunks";
  assertEquals(await postgres.execute(count), "3");
  await blobs.remove(hash);
  assertEquals(await postgres.execute(count), "0");
});

Deno.test("PostgresBlobs lists more than a page holds", { ignore }, async () => {
  await postgres.execute("truncate blobs, blob_uploads, blob_chunks");
  await postgres.execute(`
    insert into blobs select lpad(to_hex(n), 64, '0'), n, n from generate_series(1, 1000) n;
    insert into blob_uploads (upload, size) select 'u' || n, n from generate_series(1, 1001) n`);
  await using subject = new BlobsSubject(await open());
  const listed: BlobEntry[] = await Array.fromAsync(subject.blobs.list());
  assertEquals([listed.length, new Set(listed.map(({ hash }) => hash)).size], [1_000, 1_000]);
  const staged = await Array.fromAsync(subject.blobs.listStaged());
  assertEquals(new Set(staged.map(({ upload }) => upload)).size, 1_001);
});

Deno.test("PostgresBlobs refuses while the database is away, and goes on when it is back", {
  ignore,
}, async () => {
  const clock = new FakeClock();
  const { log, lines } = new HeardLog();
  const blobs = await PostgresBlobs.open({ url: postgres.url, clock, log });
  await using subject = new BlobsSubject(blobs);
  const bytes = freshBytes(600_000);
  const hash = await subject.keep(bytes);
  await subject.append("half", 0, bytes.subarray(0, 300_000));
  const reader = blobs.read(hash, 0, bytes.length).getReader();
  await reader.read();
  await postgres.stop();
  for (let n = 0; n < 3; n++) {
    const { code } = await assertRejects(() => blobs.size(hash), ChatError);
    assertEquals(code, "unavailable");
    await assertRejects(() => blobs.remove(hash), ChatError);
    await assertRejects(() => blobs.keep("half", hash), ChatError);
  }
  await assertRejects(() => reader.read(), ChatError);
  await postgres.start();
  await until(async () => await blobs.size(hash).catch(() => undefined) !== undefined);
  assertSameBytes(await subject.read(hash, 0, bytes.length), bytes);
  const end = await blobs.staged("half");
  assertEquals(end, 300_000);
  await subject.append("half", end, bytes.subarray(end));
  await blobs.keep("half", hash);
  assertEquals(await subject.listed(hash), [bytes.length]);
  clock.advance(5_000);
  assertEquals(new Set(lines).has("info files can be stored again"), true);
  assertEquals(new Set(lines).has("info files can be read again"), true);
});

Deno.test("PostgresBlobs keeps what came before the database went away", { ignore }, async () => {
  await using subject = new BlobsSubject(await open());
  const { blobs } = subject;
  const bytes = freshBytes(2_000_000);
  async function* source(): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 600_000);
    await postgres.stop();
    yield bytes.subarray(600_000);
  }
  const upload = crypto.randomUUID();
  await assertRejects(() => blobs.append(upload, 0, source()), ChatError);
  await postgres.start();
  await until(async () => await blobs.staged(upload).catch(() => undefined) !== undefined);
  const end = await blobs.staged(upload);
  assertEquals(end, 512 * 1024);
  await subject.append(upload, end, bytes.subarray(end));
  assertSameBytes(await subject.staged(upload), bytes);
});

Deno.test("PostgresBlobs.open() says what is wrong, and never the password", {
  ignore,
}, async () => {
  const lines: string[] = [];
  const clock = new FakeClock();
  const log = createLog({
    level: "debug",
    format: "json",
    clock,
    write: (line) => lines.push(line),
  });
  const url = new URL(postgres.url);
  url.password = "hunter2";
  const free = new URL(url);
  free.port = "1";
  const none = new URL(url);
  none.pathname = "/nowhere";
  for (
    const [wrong, words] of [
      [free.href, "it cannot be reached"],
      [none.href, "it has no such database"],
      ["postgres://chat:hunter2@127.0.0.1:no/postgres", "write it as postgres://"],
    ] as const
  ) {
    const opened = PostgresBlobs.open({ url: wrong, clock, log });
    const error = await assertRejects(() => opened, OperatorError, words);
    assertEquals(Deno.inspect(error).includes("hunter2"), false);
  }
  assertEquals(lines, []);
});

Deno.test("PostgresBlobs goes on while its connections are killed", { ignore }, async () => {
  await using subject = new BlobsSubject(await open());
  const { blobs } = subject;
  let isOver = false;
  const killing = (async () => {
    const kill = "select pg_terminate_backend(pid) from pg_stat_activity " +
      "where application_name = 'parley-files'";
    while (!isOver) await postgres.execute(kill);
  })();
  async function keep(hash: string): Promise<void> {
    for (;;) {
      const upload = crypto.randomUUID();
      try {
        await blobs.append(upload, 0, ReadableStream.from([new Uint8Array(1_000)]));
        return await blobs.keep(upload, hash);
      } catch (error) {
        assertEquals((error as ChatError).code, "unavailable");
      }
    }
  }
  await Promise.all(Array.from({ length: 4 }, async (_, person) => {
    for (let n = 0; n < 20; n++) await keep(`${person}${n}`.padStart(64, "0"));
  }));
  isOver = true;
  await killing;
  // A connection may have been killed last that nobody has used since.
  const sizeOf = () => blobs.size("00".padStart(64, "0")).catch(() => undefined);
  await until(async () => await sizeOf() !== undefined);
  assertEquals(await sizeOf(), 1_000);
});
