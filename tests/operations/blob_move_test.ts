import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { OperatorError } from "../../lib/errors.ts";
import type { Blobs } from "../../lib/files/blobs.ts";
import { DiskBlobs } from "../../lib/files/disk_blobs.ts";
import { S3Blobs } from "../../lib/files/s3_blobs.ts";
import type { MovedBlobs } from "../../lib/operations/blob_move.ts";
import { moveBlobs } from "../../lib/operations/blob_move.ts";
import { MoveSource } from "../../lib/operations/move_source.ts";
import { uploaded } from "../store/subject.ts";
import { HeardLog } from "../support/heard_log.ts";
import { S3Server } from "../support/s3_server.ts";
import { hiddenProgress, StoredData } from "../support/stored_data.ts";
import { freshBytes, hashOf } from "../files/blobs_subject.ts";

const { log } = new HeardLog();

/** A data folder with files of these bytes. */
async function dataWith(...all: readonly Uint8Array<ArrayBuffer>[]): Promise<StoredData> {
  const data = await StoredData.of({ tea: [] });
  const blobs = await openDisk(data);
  for (const bytes of all) {
    const hash = await hashOf(bytes);
    await data.write(async (store) => {
      await uploaded(store, "tea", { hash, size: bytes.length });
    });
    await blobs.append("upload", 0, ReadableStream.from([bytes]));
    await blobs.keep("upload", hash);
  }
  await blobs.close();
  return data;
}

function openDisk({ folder }: StoredData): Promise<Blobs> {
  return DiskBlobs.open({ folder: join(folder, "files"), log });
}

async function moveTo(to: Blobs, data: StoredData): Promise<MovedBlobs> {
  using source = MoveSource.open(data.folder);
  const from = await openDisk(data);
  try {
    return await moveBlobs({ source, from, to, skipsLost: false, progress: hiddenProgress() });
  } finally {
    await from.close();
  }
}

async function read(blobs: Blobs, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return await new Response(blobs.read(await hashOf(bytes), 0, bytes.length)).bytes();
}

Deno.test("moveBlobs() brings bytes to S3, and leaves alone what is there", async () => {
  await using server = await S3Server.open();
  const all = [
    freshBytes(70_000),
    freshBytes(1),
    ...Array.from({ length: 9 }, () => freshBytes(9)),
  ];
  await using data = await dataWith(...all);
  const to = await S3Blobs.open({ ...server.access, log });
  const moved = { count: 11, bytes: 70_082, lost: 0 };
  assertEquals(await moveTo(to, data), moved);
  for (const bytes of all) assertEquals(await read(to, bytes), bytes);
  await Deno.remove(join(data.folder, "files"), { recursive: true });
  assertEquals(await moveTo(to, data), moved);
  await to.close();
});

Deno.test("moveBlobs() begins anew what was broken off in the midst of a blob", async () => {
  const bytes = freshBytes(999);
  await using data = await dataWith(bytes);
  await using other = new StoredData();
  const to = await openDisk(other);
  await to.append(`move-${await hashOf(bytes)}`, 0, ReadableStream.from([freshBytes(99)]));
  assertEquals((await moveTo(to, data)).count, 1);
  assertEquals(await read(to, bytes), bytes);
  assertEquals(await Array.fromAsync(to.listStaged()), []);
  await to.close();
});

Deno.test("moveBlobs() says that a storage is away, and how to go on", async () => {
  await using data = await dataWith(freshBytes(9));
  let to: Blobs;
  {
    await using server = await S3Server.open();
    to = await S3Blobs.open({ ...server.access, log, retryDelaysMs: [] });
  }
  const words = "their storage fails; mend it, and run this again";
  await assertRejects(() => moveTo(to, data), OperatorError, words);
  await to.close();
});
