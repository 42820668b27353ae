import { join } from "@std/path";
import { statfs } from "node:fs/promises";
import type { Clock } from "../clock.ts";
import { systemClock } from "../clock.ts";
import { OperatorError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { TroubleList } from "../trouble_list.ts";
import { blobMissing, blobShort, nothingStaged, wrongOffset } from "./blob_errors.ts";
import { blobHash, isBlobHash, isUploadId, uploadId } from "./blob_names.ts";
import type { BlobEntry, Blobs, StagedEntry } from "./blobs.ts";
import { explainDisk } from "./disk_errors.ts";
import { syncFile, syncFolder } from "./disk_sync.ts";
import { StagedFile } from "./staged_file.ts";
import { StorageTrouble } from "./storage_trouble.ts";

/** What {@linkcode DiskBlobs} needs. */
export interface DiskBlobsOptions {
  /** Everything is in here; made where there is none. It may be on a disk of its own. */
  folder: string;
  /** Whether nothing outlives the server: emptied at the beginning and at the end. `false` unless given. */
  isTemporary?: boolean;
  /** Whether it is only looked at: nothing is made. `false` unless given. */
  isReadOnly?: boolean;
  clock?: Clock;
  log: Log;
  troubles?: TroubleList;
}

/** How much is read from a file at once. */
const pieceBytes = 64 * 1024;
/** So much of the volume is left for everything else: the lesser of bytes and a part. */
const reserve = { bytes: 2 ** 30, part: 0.05 };

/**
 * Keeps blobs as files: `incoming/UPLOAD` while they come, then `ab/REST`, by their hash. All are for
 * the server's user alone. Nothing blocks the event loop.
 */
export class DiskBlobs implements Blobs {
  readonly #folder: string;
  readonly #incoming: string;
  readonly #isTemporary: boolean;
  readonly #trouble: StorageTrouble;

  private constructor({ folder, isTemporary, isReadOnly, clock, log, troubles }: DiskBlobsOptions) {
    this.#folder = folder;
    this.#incoming = join(folder, "incoming");
    this.#isTemporary = isTemporary === true && !isReadOnly;
    this.#trouble = new StorageTrouble({
      place: folder,
      explain: explainDisk,
      clock: clock ?? systemClock,
      log,
      troubles,
    });
  }

  /**
   * Opens a folder of files, and makes it where there is none.
   *
   * @throws {OperatorError} when that cannot be.
   */
  static async open(options: DiskBlobsOptions): Promise<DiskBlobs> {
    const blobs = new DiskBlobs(options);
    try {
      if (options.isReadOnly) return blobs;
      if (options.isTemporary) await blobs.#empty();
      await makeFolder(blobs.#incoming);
      return blobs;
    } catch (cause) {
      const why = explainDisk(cause);
      if (why === undefined) throw cause;
      throw new OperatorError(`Cannot keep files in "${options.folder}": ${why}`, { cause });
    }
  }

  staged(upload: string): Promise<number> {
    return this.#read(async () => (await find(this.#staged(upload)))?.size ?? 0);
  }

  async append(
    upload: string,
    offset: number,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<number> {
    const path = this.#staged(upload);
    const before = await this.staged(upload);
    if (before !== offset) throw wrongOffset(upload, offset, before);
    using file = new StagedFile(path, offset);
    const store = (work: () => Promise<void>) => this.#trouble.guard("store", work);
    try {
      for await (const piece of bytes) await store(() => file.write(piece));
    } finally {
      // When the source failed, what came is kept all the same.
      if (file.isOpen) await store(() => file.sync());
    }
    return file.length;
  }

  readStaged(upload: string): ReadableStream<Uint8Array<ArrayBuffer>> {
    return ReadableStream.from(this.#wholeStaged(this.#staged(upload)));
  }

  async *#wholeStaged(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const file = await this.#read(() => openToRead(path));
    if (file) yield* this.#pieces(file, 0);
  }

  async keep(upload: string, hash: string): Promise<void> {
    const [from, to] = [this.#staged(upload), this.#blob(hash)];
    const blob = await this.size(hash);
    const staged = await this.#read(() => find(from));
    if (blob === undefined && !staged) throw nothingStaged(upload);
    await this.#trouble.guard("store", async () => {
      // A blob of another size was cut short; what is staged has been hashed.
      if (staged && staged.size !== blob) {
        await syncFile(from);
        await makeFolder(this.#shelf(hash));
        await Deno.rename(from, to);
      } else if (staged) {
        await Deno.remove(from);
      }
      // Also when the blob was there: whoever put it there may have died before this.
      await syncFolder(this.#shelf(hash));
      await syncFolder(this.#folder);
      await syncFolder(this.#incoming);
    });
  }

  abandon(upload: string): Promise<void> {
    return this.#trouble.guard("remove", () => removeIfThere(this.#staged(upload)));
  }

  size(hash: string): Promise<number | undefined> {
    return this.#read(async () => (await find(this.#blob(hash)))?.size);
  }

  read(hash: string, start: number, end: number): ReadableStream<Uint8Array<ArrayBuffer>> {
    blobHash(hash);
    return ReadableStream.from(this.#part(hash, start, end));
  }

  async *#part(
    hash: string,
    start: number,
    end: number,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    if (start >= end) return;
    const file = await this.#read(() => openToRead(this.#blob(hash)));
    if (!file) throw blobMissing();
    let at = start;
    for await (const piece of this.#pieces(file, start, end)) {
      at += piece.length;
      yield piece;
    }
    if (at < end) throw blobShort(hash, end);
  }

  /** What is in a file, which is closed in the end, up to a byte. */
  async *#pieces(
    file: Deno.FsFile,
    start: number,
    end = Infinity,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    using _file = file;
    await this.#read(() => file.seek(start, Deno.SeekMode.Start));
    for (let at = start; at < end;) {
      const piece = new Uint8Array(Math.min(pieceBytes, end - at));
      const count = await this.#read(() => file.read(piece));
      if (count === null) return;
      at += count;
      yield piece.subarray(0, count);
    }
  }

  remove(hash: string): Promise<void> {
    return this.#trouble.guard("remove", () => removeIfThere(this.#blob(hash)));
  }

  async *list(): AsyncGenerator<BlobEntry> {
    for await (const shelf of this.#entries(this.#folder)) {
      if (!shelf.isDirectory || !isShelf(shelf.name)) continue;
      for await (const { name, isFile } of this.#entries(join(this.#folder, shelf.name))) {
        const hash = shelf.name + name;
        if (!isFile || !isBlobHash(hash)) continue;
        const size = await this.size(hash);
        // It may have been removed a moment ago.
        if (size !== undefined) yield { hash, size };
      }
    }
  }

  async *listStaged(): AsyncGenerator<StagedEntry> {
    for await (const { name, isFile } of this.#entries(this.#incoming)) {
      if (!isFile || !isUploadId(name)) continue;
      const found = await this.#read(() => find(this.#staged(name)));
      if (found) yield { upload: name, size: found.size, changedAt: found.mtime?.getTime() ?? 0 };
    }
  }

  async hasSpaceFor(bytes: number): Promise<boolean> {
    const { bavail, blocks, bsize } = await this.#read(() => statfs(this.#folder));
    const kept = Math.min(reserve.bytes, blocks * bsize * reserve.part);
    return bavail * bsize - bytes >= kept;
  }

  async close(): Promise<void> {
    this.#trouble.close();
    if (this.#isTemporary) await this.#empty();
  }

  #read<T>(work: () => Promise<T>): Promise<T> {
    return this.#trouble.guard("read", work);
  }

  /** What a folder holds: nothing when it is not there. */
  async *#entries(path: string): AsyncGenerator<Deno.DirEntry> {
    const found = Deno.readDir(path)[Symbol.asyncIterator]();
    for (;;) {
      const next = await this.#read(() => unlessMissing(() => found.next()));
      if (!next || next.done) return;
      yield next.value;
    }
  }

  #staged(upload: string): string {
    return join(this.#incoming, uploadId(upload));
  }

  /** The folder of a blob: there are 256, so that none grows too long. */
  #shelf(hash: string): string {
    return join(this.#folder, blobHash(hash).slice(0, 2));
  }

  #blob(hash: string): string {
    return join(this.#shelf(hash), hash.slice(2));
  }

  /** Removes what blobs are made of and nothing else, for somebody may have named a folder by mistake. */
  async #empty(): Promise<void> {
    await unlessMissing(async () => {
      for await (const { name, isDirectory } of Deno.readDir(this.#folder)) {
        if (!isDirectory || !(isShelf(name) || name === "incoming")) continue;
        await Deno.remove(join(this.#folder, name), { recursive: true });
      }
    });
  }
}

function isShelf(name: string): boolean {
  return /^[0-9a-f]{2}$/.test(name);
}

/** Makes a folder for its owner alone, unless there is one. */
async function makeFolder(path: string): Promise<void> {
  await Deno.mkdir(path, { recursive: true, mode: 0o700 });
}

function find(path: string): Promise<Deno.FileInfo | undefined> {
  return unlessMissing(() => Deno.stat(path));
}

function openToRead(path: string): Promise<Deno.FsFile | undefined> {
  return unlessMissing(() => Deno.open(path));
}

async function removeIfThere(path: string): Promise<void> {
  await unlessMissing(() => Deno.remove(path));
}

async function unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
