import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { ChatError, OperatorError } from "../../lib/errors.ts";
import { DiskBlobs } from "../../lib/files/disk_blobs.ts";
import { lacksDisks, SmallDisk } from "../support/disk.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { HeardLog } from "../support/heard_log.ts";
import { blobsContract } from "./blobs_contract.ts";
import { assertSameBytes, BlobsSubject, freshBytes, hashOf, sourceOf } from "./blobs_subject.ts";

/** All tests of the contract share it, as servers that follow each other do. */
const shared = Deno.makeTempDirSync({ prefix: "parley-test-" });
Deno.test.afterAll(() => Deno.removeSync(shared, { recursive: true }));

blobsContract("DiskBlobs", {
  open: () => DiskBlobs.open({ folder: shared, log: new HeardLog().log }),
  heldBytes: 0,
  borderBytes: 64 * 1024,
});

/** A folder that is removed at the end. */
class Folder implements AsyncDisposable {
  readonly path = Deno.makeTempDirSync({ prefix: "parley-test-" });

  async open(isTemporary = false): Promise<BlobsSubject> {
    const { log } = new HeardLog();
    return new BlobsSubject(await DiskBlobs.open({ folder: this.path, isTemporary, log }));
  }

  /** Everything in it, as its path and its mode. */
  async tree(): Promise<[string, string][]> {
    return (await treeOf(this.path, "")).toSorted();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

async function treeOf(root: string, below: string): Promise<[string, string][]> {
  const tree: [string, string][] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(root, below))) {
    const path = join(below, name);
    const { mode } = await Deno.stat(join(root, path));
    tree.push([path, (mode! & 0o777).toString(8)]);
    if (isDirectory) tree.push(...await treeOf(root, path));
  }
  return tree;
}

const isWindows = Deno.build.os === "windows";

Deno.test("DiskBlobs keeps files for its owner alone", { ignore: isWindows }, async () => {
  await using folder = new Folder();
  await using subject = await folder.open();
  const hash = await subject.keep(freshBytes(9));
  await subject.append("half", 0, freshBytes(9));
  assertEquals(await folder.tree(), [
    ...[[hash.slice(0, 2), "700"], [join(hash.slice(0, 2), hash.slice(2)), "600"]],
    ...[["incoming", "700"], [join("incoming", "half"), "600"]],
  ]);
});

Deno.test("DiskBlobs goes on with what a server has left that was killed", async () => {
  await using folder = new Folder();
  await using first = await folder.open();
  const bytes = freshBytes(100_000);
  await first.append("half", 0, bytes.subarray(0, 70_000));
  // As after a kill midway: nothing was closed, and what was written last was acknowledged to nobody.
  await Deno.writeFile(join(folder.path, "incoming", "half"), bytes.subarray(70_000, 80_000), {
    append: true,
  });
  await using second = await folder.open();
  assertEquals(await second.blobs.staged("half"), 80_000);
  await second.append("half", 80_000, bytes.subarray(80_000));
  const hash = await hashOf(bytes);
  await second.blobs.keep("half", hash);
  assertSameBytes(await second.read(hash, 0, bytes.length), bytes);
});

Deno.test("DiskBlobs.keep() heals a blob that was cut short", async () => {
  await using folder = new Folder();
  await using subject = await folder.open();
  const bytes = freshBytes(9);
  const hash = await subject.keep(bytes);
  await Deno.truncate(join(folder.path, hash.slice(0, 2), hash.slice(2)), 4);
  await subject.keep(bytes);
  assertSameBytes(await subject.read(hash, 0, 9), bytes);
  assertEquals(await Array.fromAsync(subject.blobs.listStaged()), []);
});

Deno.test("DiskBlobs lists nothing that it has not made", async () => {
  await using folder = new Folder();
  await using subject = await folder.open();
  const hash = await subject.keep(freshBytes(9));
  for (const name of ["notes.txt", join(hash.slice(0, 2), "notes.txt"), "incoming/.hidden"]) {
    await Deno.writeTextFile(join(folder.path, name), "mine");
  }
  await Deno.mkdir(join(folder.path, "incoming", "folder"));
  assertEquals(await Array.fromAsync(subject.blobs.list()), [{ hash, size: 9 }]);
  assertEquals(await Array.fromAsync(subject.blobs.listStaged()), []);
});

Deno.test("DiskBlobs that are temporary begin and end empty, and leave others' files", async () => {
  await using folder = new Folder();
  await using before = await folder.open();
  await before.keep(freshBytes(9));
  await before.append("half", 0, freshBytes(9));
  await Deno.writeTextFile(join(folder.path, "notes.txt"), "mine");
  {
    await using subject = await folder.open(true);
    assertEquals(await Array.fromAsync(subject.blobs.list()), []);
    assertEquals(await subject.blobs.staged("half"), 0);
    await subject.keep(freshBytes(9));
    await subject.append("half", 0, freshBytes(9));
  }
  assertEquals((await folder.tree()).map(([name]) => name), ["notes.txt"]);
});

Deno.test("DiskBlobs.open() makes its folder, and says why it cannot", async () => {
  await using folder = new Folder();
  const { log } = new HeardLog();
  const deep = join(folder.path, "a", "b");
  await (await DiskBlobs.open({ folder: deep, log })).close();
  const file = join(folder.path, "file");
  await Deno.writeTextFile(file, "");
  const opened = DiskBlobs.open({ folder: join(file, "files"), log });
  const { message } = await assertRejects(() => opened, OperatorError);
  assertEquals(message.startsWith(`Cannot keep files in "${join(file, "files")}": `), true);
});

const lacks = lacksDisks();

/** Storage on a disk of 4 MB. */
class Stage implements AsyncDisposable {
  private constructor(
    readonly disk: SmallDisk,
    readonly subject: BlobsSubject,
    readonly clock: FakeClock,
    readonly lines: readonly string[],
  ) {}

  static async open(): Promise<Stage> {
    const disk = await SmallDisk.mount(4_000_000);
    const clock = new FakeClock();
    const { log, lines } = new HeardLog();
    const blobs = await DiskBlobs.open({ folder: join(disk.path, "files"), clock, log });
    return new Stage(disk, new BlobsSubject(blobs), clock, lines);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.subject[Symbol.asyncDispose]();
    await this.disk[Symbol.asyncDispose]();
  }
}

Deno.test("DiskBlobs on a full disk takes back what does not fit, and goes on once there is room", {
  ignore: lacks,
}, async () => {
  await using stage = await Stage.open();
  const { disk, subject, clock, lines } = stage;
  const kept = freshBytes(100_000);
  const hash = await subject.keep(kept);
  const bytes = freshBytes(1_500_000);
  await subject.append("half", 0, bytes.subarray(0, 300_000));
  await disk.take(2_500_000);
  const pieces: Uint8Array[] = [];
  for (let at = 300_000; at < bytes.length; at += 65_536) {
    pieces.push(bytes.subarray(at, at + 65_536));
  }
  for (let n = 0; n < 3; n++) {
    const { code } = await assertRejects(
      () => subject.append("half", 300_000, ...pieces),
      ChatError,
    );
    assertEquals([code, await subject.blobs.staged("half")], ["unavailable", 300_000]);
    const begun = subject.append("other", 0, ...pieces);
    assertEquals((await assertRejects(() => begun, ChatError)).code, "unavailable");
    assertEquals(await subject.listedStaged("other"), []);
    await subject.blobs.abandon("other");
    clock.advance(60_000);
  }
  assertEquals(lines, ["error files cannot be stored"]);
  assertSameBytes(await subject.read(hash, 0, kept.length), kept);
  await disk.makeRoom();
  assertEquals(await subject.append("half", 300_000, ...pieces), bytes.length);
  clock.advance(5_000);
  assertEquals(lines, ["error files cannot be stored", "info files can be stored again"]);
  await subject.blobs.keep("half", await hashOf(bytes));
  assertSameBytes(await subject.read(await hashOf(bytes), 0, bytes.length), bytes);
});

Deno.test("DiskBlobs ends the source that it cannot take", { ignore: lacks }, async () => {
  await using stage = await Stage.open();
  await stage.disk.take(3_900_000);
  let isEnded = false;
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield* sourceOf([freshBytes(65_536)]);
    } finally {
      isEnded = true;
    }
  }
  await assertRejects(() => stage.subject.blobs.append("endless", 0, source()), ChatError);
  assertEquals(isEnded, true);
});

Deno.test("DiskBlobs.hasSpaceFor() leaves a part of the volume", { ignore: lacks }, async () => {
  await using stage = await Stage.open();
  const { blobs } = stage.subject;
  // A twentieth of 4 MB is for everything else.
  assertEquals(await blobs.hasSpaceFor(3_700_000), true);
  assertEquals(await blobs.hasSpaceFor(3_900_000), false);
  await stage.disk.take(3_000_000);
  assertEquals(await blobs.hasSpaceFor(600_000), true);
  assertEquals(await blobs.hasSpaceFor(900_000), false);
});
