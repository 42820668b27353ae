import { assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { createHash } from "node:crypto";
import { DiskBlobs } from "../../lib/files/disk_blobs.ts";
import { Vault } from "../../lib/files/vault.ts";
import { checkBlobs } from "../../lib/operations/blob_check.ts";
import { noQuotas, said } from "../store/subject.ts";
import { HeardLog } from "../support/heard_log.ts";
import { hiddenProgress, StoredData } from "../support/stored_data.ts";

/** A data folder with files, and what keeps their bytes. */
class Shelf implements AsyncDisposable {
  private constructor(readonly data: StoredData, readonly blobs: DiskBlobs) {}

  static async open(): Promise<Shelf> {
    const data = await StoredData.of({ tea: [said("hello")] });
    const { log } = new HeardLog();
    return new Shelf(data, await DiskBlobs.open({ folder: join(data.folder, "files"), log }));
  }

  /** Puts a file there, as the server does; gives the name of its blob. */
  async put(id: string, content: string): Promise<string> {
    const hash = createHash("sha256").update(content).digest("hex");
    const bytes = new TextEncoder().encode(content);
    await this.data.write(async ({ files }) => {
      const size = bytes.length;
      const upload = { id, room: "tea", by: "ada", name: `${id}.txt`, size, at: 0 };
      assertEquals(await files.begin(upload, noQuotas), undefined);
      await this.blobs.append(id, 0, ReadableStream.from([bytes]));
      await new Vault({ files, blobs: this.blobs }).keep(id, { hash, size, type: "text/plain" }, 0);
    });
    return hash;
  }

  async check(): Promise<string> {
    const { data: { path }, blobs } = this;
    return `${await checkBlobs({ path, blobs, progress: hiddenProgress() })}`;
  }

  pathOf(hash: string): string {
    return join(this.data.folder, "files", hash.slice(0, 2), hash.slice(2));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.blobs.close();
    await this.data[Symbol.asyncDispose]();
  }
}

Deno.test("checkBlobs() finds nothing wrong with no file at all", async () => {
  await using shelf = await Shelf.open();
  assertEquals(await shelf.check(), "ok    bytes of files: 0, 0 bytes, each of a file");
});

Deno.test("checkBlobs() finds nothing wrong with files, two of which are the same", async () => {
  await using shelf = await Shelf.open();
  for (const [id, content] of [["a", "same"], ["b", "same"], ["c", "other"]] as const) {
    await shelf.put(id, content);
  }
  assertEquals(await shelf.check(), "ok    bytes of files: 2, 9 bytes, each of a file");
});

Deno.test("checkBlobs() tells of uploads under way", async () => {
  await using shelf = await Shelf.open();
  await shelf.blobs.append("u", 0, ReadableStream.from([new Uint8Array(3)]));
  assertMatch(await shelf.check(), /^ok .*; 1 upload under way or to be removed$/);
});

Deno.test("checkBlobs() finds a file whose bytes are gone", async () => {
  await using shelf = await Shelf.open();
  const hash = await shelf.put("a", "hello");
  await Deno.remove(shelf.pathOf(hash));
  assertMatch(
    await shelf.check(),
    new RegExp(`^FAIL .*the bytes of "a.txt" are not there \\(${hash}\\)`),
  );
});

Deno.test("checkBlobs() finds a file that lost some of its bytes", async () => {
  await using shelf = await Shelf.open();
  const hash = await shelf.put("a", "hello");
  await Deno.truncate(shelf.pathOf(hash), 2);
  assertMatch(await shelf.check(), /^FAIL .*the bytes of "a.txt" are 2, not 5/);
});

Deno.test("checkBlobs() finds bytes that no file needs", async () => {
  await using shelf = await Shelf.open();
  const hash = await shelf.put("a", "hello");
  shelf.data.tamper("delete from files");
  assertMatch(await shelf.check(), new RegExp(`^FAIL .*no file needs ${hash}, of 5 bytes`));
});

Deno.test("checkBlobs() knows what the server is about to remove", async () => {
  await using shelf = await Shelf.open();
  await shelf.put("a", "hello");
  await shelf.data.write(async ({ files }) => void await files.abandon("a"));
  assertMatch(await shelf.check(), /^ok /);
});

Deno.test("checkBlobs() of a damaged database says so", async () => {
  await using shelf = await Shelf.open();
  await Deno.writeTextFile(shelf.data.path, "this is no database".repeat(300));
  assertMatch(await shelf.check(), /^FAIL {2}bytes of files: /);
});
