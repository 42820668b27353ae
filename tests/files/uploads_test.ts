/** Taking files in, where HTTP does not reach; the rest is in `tests/web/uploads_api_test.ts`. */
import { assertEquals, assertRejects } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import type { Uploads } from "../../lib/files/uploads.ts";
import { ada, contentOf, FileKeep, pieces } from "../support/file_keep.ts";
import { until } from "../support/until.ts";

async function code(run: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => run, ChatError)).code;
}

async function begin(uploads: Uploads, text: string, by = ada): Promise<string> {
  const { size } = contentOf(text);
  return (await uploads.begin("tea", by, { name: "a.txt", size })).id;
}

function append(uploads: Uploads, id: string, offset: number, ...texts: string[]) {
  const body = ReadableStream.from(pieces(...texts));
  return uploads.append("tea", ada, { id, offset, body });
}

function receive(uploads: Uploads, body: ReadableStream<Uint8Array>) {
  return uploads.receive("tea", ada, { name: "a.txt", atMost: 100_000, around: 0, bytes: body });
}

/** Whether a file is what it was sent as, and its blob is named so. */
async function assertKept(keep: FileKeep, id: string, text: string): Promise<void> {
  const { hash } = contentOf(text);
  assertEquals([await keep.read(id), (await keep.store.files.find(id))?.hash], [text, hash]);
}

Deno.test("an upload goes on after a restart, and is the file that was sent", async () => {
  await using keep = await FileKeep.open();
  const id = await begin(keep.openUploads(), "green tea");
  await append(keep.openUploads(), id, 0, "gre", "en ");
  const after = keep.openUploads();
  assertEquals(await after.progress("tea", ada, id), { offset: 6, size: 9 });
  await append(after, id, 6, "t");
  await append(keep.openUploads(), id, 7, "ea");
  await assertKept(keep, id, "green tea");
});

Deno.test("an upload of which all came before a restart is a file when somebody asks", async () => {
  await using keep = await FileKeep.open();
  const { size } = await keep.stage("u1", "tea");
  assertEquals(await keep.openUploads().progress("tea", ada, "u1"), { offset: size, size });
  await assertKept(keep, "u1", "tea");
});

Deno.test("uploads go on, however many there are at once", async () => {
  await using keep = await FileKeep.open();
  const uploads = keep.openUploads();
  const ids: string[] = [];
  for (let index = 0; index < 220; index++) {
    const by = { ...ada, id: `p${index}` };
    ids.push(await begin(uploads, `green tea ${index}`, by));
    await append(uploads, ids[index]!, 0, "green ");
  }
  for (const index of [0, 10, 219]) {
    await append(uploads, ids[index]!, 6, `tea ${index}`);
    await assertKept(keep, ids[index]!, `green tea ${index}`);
  }
});

Deno.test("who brings too many requests hears when to go on, and nothing of it is read", async () => {
  await using keep = await FileKeep.open();
  const uploads = keep.openUploads(1);
  const id = await begin(uploads, "tea");
  await append(uploads, id, 0, "t");
  const refused = await assertRejects(() => append(uploads, id, 1, "ea"), ChatError);
  assertEquals([refused.code, refused.retryAfterMs], ["rate_limited", 1_000]);
  assertEquals(await code(begin(uploads, "more")), "rate_limited");
  assertEquals(await uploads.progress("tea", ada, id), { offset: 1, size: 3 });
  // Others have a rate of their own.
  await begin(uploads, "tea", { ...ada, id: "bob" });
  keep.clock.advance(1_000);
  await append(uploads, id, 1, "ea");
  await assertKept(keep, id, "tea");
});

// A storage that fails

for (const when of ["before", "after"] as const) {
  Deno.test(`an upload goes on where the storage failed ${when} it took something`, async () => {
    await using keep = await FileKeep.open();
    const uploads = keep.openUploads();
    const id = await begin(uploads, "green tea");
    await append(uploads, id, 0, "gr");
    keep.breakable.blobs.break("append", when);
    assertEquals(await code(append(uploads, id, 2, "een ")), "unavailable");
    const { offset } = await uploads.progress("tea", ada, id);
    assertEquals(offset, when === "before" ? 2 : 6);
    await append(uploads, id, offset, "green tea".slice(offset));
    await assertKept(keep, id, "green tea");
  });

  for (const step of ["noteBlob", "keep", "finishUpload"] as const) {
    const what = `a failure ${when} ${step}()`;

    Deno.test(`${what} leaves an upload that goes on where progress() says`, async () => {
      await using keep = await FileKeep.open();
      const uploads = keep.openUploads();
      const id = await begin(uploads, "tea");
      keep.break(step, when);
      assertEquals(await code(append(uploads, id, 0, "tea")), "unavailable");
      const { offset, size } = await uploads.progress("tea", ada, id);
      // What became a blob that no file needs is sent again.
      if (offset < size) await append(uploads, id, offset, "tea".slice(offset));
      await assertKept(keep, id, "tea");
      assertEquals([await keep.vault.collect(), await keep.read(id)], [0, "tea"]);
    });

    Deno.test(`${what} leaves nothing of a file that came in one go`, async () => {
      await using keep = await FileKeep.open();
      const uploads = keep.openUploads();
      keep.break(step, when);
      const body = ReadableStream.from(pieces("tea"));
      assertEquals(await code(receive(uploads, body)), "unavailable");
      await keep.vault.collect();
      assertEquals(await keep.kept(), { blobs: [], staged: [] });
      assertEquals((await uploads.list("tea", ada, { limit: 10 })).files, []);
    });
  }
}

for (const table of ["files", "blobs"] as const) {
  Deno.test(`who sent too much in one go hears that, though the ${table} could not be cleared`, async () => {
    await using keep = await FileKeep.open();
    const uploads = keep.openUploads();
    keep.breakable[table].break("abandon", "before");
    const body = ReadableStream.from(pieces("green ", "tea"));
    const whole = { name: "a.txt", atMost: 6, around: 0, bytes: body };
    assertEquals(await code(uploads.receive("tea", ada, whole)), "too_large");
    assertEquals((await keep.kept()).staged.length, table === "files" ? 0 : 1);
  });
}

Deno.test("a storage that fails halfway through a body keeps the upload usable", async () => {
  await using keep = await FileKeep.open();
  const uploads = keep.openUploads();
  const id = await begin(uploads, "green tea");
  const folder = `${keep.folder}/incoming`;
  async function* broken() {
    yield* pieces("gre");
    // Nobody can write where no folder is: the next one goes to a file that is open.
    await Deno.rename(folder, `${folder}.away`);
    yield* pieces("en ");
  }
  const body = ReadableStream.from(broken());
  await uploads.append("tea", ada, { id, offset: 0, body }).catch(() => {});
  await Deno.rename(`${folder}.away`, folder);
  const { offset } = await uploads.progress("tea", ada, id);
  await append(uploads, id, offset, "green tea".slice(offset));
  await assertKept(keep, id, "green tea");
});

Deno.test("what comes while the disk fills up is stopped, and goes on when there is space", async () => {
  await using keep = await FileKeep.open();
  const uploads = keep.openUploads();
  const text = "green tea, ".repeat(150_000);
  const id = await begin(uploads, text);
  keep.breakable.blobs.break("hasSpaceFor", "before");
  assertEquals(await code(append(uploads, id, 0, ...text.match(/.{1,11000}/g)!)), "unavailable");
  const { offset, size } = await uploads.progress("tea", ada, id);
  assertEquals([offset > 1_000_000, offset < 1_100_000, size], [true, true, text.length]);
  await append(uploads, id, offset, text.slice(offset));
  await assertKept(keep, id, text);
});

Deno.test("what is staged and cannot be read is no file, until it can", async () => {
  await using keep = await FileKeep.open();
  const uploads = keep.openUploads();
  await keep.stage("u1", "tea");
  keep.breakable.blobs.break("staged", "before");
  assertEquals(await code(uploads.progress("tea", ada, "u1")), "unavailable");
  await uploads.progress("tea", ada, "u1");
  await assertKept(keep, "u1", "tea");
});

// Senders

/**
 * A body of which some bytes come each time that so many milliseconds went by.
 *
 * @param of `timers`: how many wait by the same clock when all others are done with what fell due.
 */
function slowBody(
  { clock }: FileKeep,
  of: { bytes: number; ms: number; times: number; timers: number },
): ReadableStream<Uint8Array> {
  let count = 0;
  return new ReadableStream({
    async pull(controller) {
      if (count++ === of.times) return controller.close();
      clock.advance(of.ms);
      await until(() => clock.pending >= of.timers);
      // When it was cancelled by what fell due, nothing comes any more.
      if (clock.pending > 0) controller.enqueue(new Uint8Array(of.bytes));
    },
  }, { highWaterMark: 0 });
}

Deno.test("who sends a byte a second is cut off; tus keeps what came, one go nothing", async () => {
  await using keep = await FileKeep.open();
  const uploads = keep.openUploads();
  const drop = { bytes: 1, ms: 1_000, times: 100, timers: 0 };
  const id = await begin(uploads, "x".repeat(100));
  const run = uploads.append("tea", ada, { id, offset: 0, body: slowBody(keep, drop) });
  assertEquals(await code(run), "unavailable");
  assertEquals(await uploads.progress("tea", ada, id), { offset: 59, size: 100 });
  await uploads.cancel("tea", ada, id);
  assertEquals(await code(receive(uploads, slowBody(keep, drop))), "unavailable");
  assertEquals(await keep.kept(), { blobs: [], staged: [] });
});

for (const way of ["in one go", "by tus"]) {
  Deno.test(`a file that comes for over an hour, ${way}, is not taken for one that rests`, async () => {
    await using keep = await FileKeep.open();
    const janitor = keep.openJanitor();
    const uploads = keep.openUploads();
    const [bytes, times] = [20_000, 80];
    const body = slowBody(keep, { bytes, times, ms: 55_000, timers: 2 });
    const size = bytes * times;
    if (way === "by tus") {
      const { id } = await uploads.begin("tea", ada, { name: "a", size });
      assertEquals((await uploads.append("tea", ada, { id, offset: 0, body })).offset, size);
    } else {
      const whole = { name: "a", atMost: size, around: 0, bytes: body };
      assertEquals((await uploads.receive("tea", ada, whole)).size, size);
    }
    await janitor.close();
  });
}

Deno.test("what comes to a room that is deleted meanwhile is no file, and its bytes are removed", async () => {
  await using keep = await FileKeep.open();
  const uploads = keep.openUploads();
  const id = await begin(uploads, "tea");
  async function* deleting() {
    yield* pieces("te");
    await keep.store.deleteRoom("tea", ada.id);
    yield* pieces("a");
  }
  const body = ReadableStream.from(deleting());
  assertEquals(await code(uploads.append("tea", ada, { id, offset: 0, body })), "not_found");
  assertEquals(await code(uploads.progress("tea", ada, id)), "not_found");
  await keep.vault.collect();
  assertEquals(await keep.kept(), { blobs: [], staged: [] });
});

Deno.test("a request for an upload waits for the one that it ends", async () => {
  await using keep = await FileKeep.open();
  const uploads = keep.openUploads();
  const id = await begin(uploads, "tea");
  const gate = keep.breakable.blobs.hold("append");
  const first = code(append(uploads, id, 0, "te"));
  await gate.reached.promise;
  const second = uploads.progress("tea", ada, id);
  const third = uploads.progress("tea", ada, id);
  gate.open.resolve();
  assertEquals(await first, "conflict");
  assertEquals([await second, await third], [{ offset: 0, size: 3 }, { offset: 0, size: 3 }]);
});
