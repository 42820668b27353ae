import { dirname } from "@std/path";
import { syncFolder } from "./disk_sync.ts";

/** So much may wait for the disk; more at once would hold up what else is brought to it. */
const syncedBytes = 4 * 2 ** 20;

/**
 * A file that grows at its end. It is made by the first byte; when the disk refuses something, it is
 * cut back to what it was, as far as the disk still does that, and takes nothing more.
 */
export class StagedFile implements Disposable {
  readonly #path: string;
  readonly #before: number;
  #length: number;
  #unsynced = 0;
  #file: Deno.FsFile | undefined;

  /** @param length Its length so far; 0 when it is not there. */
  constructor(path: string, length: number) {
    this.#path = path;
    this.#before = length;
    this.#length = length;
  }

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  /** Whether something was written, and all of it taken. */
  get isOpen(): boolean {
    return this.#file !== undefined;
  }

  /** Adds a piece; it may be lost until {@linkcode sync}. */
  async write(piece: Uint8Array): Promise<void> {
    if (piece.length === 0) return;
    await this.#orCutBack(async () => {
      const file = this.#file ??= await this.#open();
      for (let at = 0; at < piece.length;) at += await file.write(piece.subarray(at));
      this.#length += piece.length;
      this.#unsynced += piece.length;
      if (this.#unsynced < syncedBytes) return;
      this.#unsynced = 0;
      await file.syncData();
    });
  }

  /** Makes what was written outlive a power cut. */
  async sync(): Promise<void> {
    await this.#orCutBack(async () => {
      await this.#file?.sync();
      if (this.#before === 0) await syncFolder(dirname(this.#path));
    });
  }

  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = undefined;
  }

  async #open(): Promise<Deno.FsFile> {
    const file = await Deno.open(this.#path, { write: true, create: true, mode: 0o600 });
    try {
      await file.seek(this.#before, Deno.SeekMode.Start);
      return file;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** What the disk has not taken for sure does not count, and on a full one it is in the way. */
  async #orCutBack(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this[Symbol.dispose]();
      await this.#cutBack().catch(() => {});
      this.#length = this.#before;
      throw error;
    }
  }

  async #cutBack(): Promise<void> {
    if (this.#before === 0) await Deno.remove(this.#path);
    else await Deno.truncate(this.#path, this.#before);
  }
}
