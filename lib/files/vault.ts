import type { Content, Files, StoredFile } from "../store/files.ts";
import type { Leases } from "../store/leases.ts";
import { LocalLeases } from "../store/leases.ts";
import type { Blobs } from "./blobs.ts";

/** What a {@linkcode Vault} is made of. */
export interface VaultOptions {
  readonly files: Files;
  readonly blobs: Pick<Blobs, "keep" | "remove">;
  /** Of all servers that have these files; this is the only one unless given. */
  readonly leases?: Leases;
}

/** Blobs that are asked for at once, when what is needed no more is removed. */
const collectedAtOnce = 100;

/**
 * Holds what is known of files and their bytes together.
 *
 * Whatever happens, a file's blob is there, and a blob that no file needs is on the list of those to be
 * removed: it is put there before its bytes come, and taken off when there is a file. Of one
 * content, one thing is done at a time: nothing is removed that is being kept.
 */
export class Vault {
  readonly #files: Files;
  readonly #blobs: VaultOptions["blobs"];
  readonly #leases: Leases;

  constructor({ files, blobs, leases = new LocalLeases() }: VaultOptions) {
    this.#files = files;
    this.#blobs = blobs;
    this.#leases = leases;
  }

  /**
   * Makes a file of an upload of which all has come.
   *
   * @returns The file; `undefined` when the upload, or its room, is gone.
   */
  keep(upload: string, content: Content, at: number): Promise<StoredFile | undefined> {
    return this.#alone(content.hash, async () => {
      await this.#files.noteBlob(content.hash);
      await this.#blobs.keep(upload, content.hash);
      return await this.#files.finishUpload(upload, content, at);
    });
  }

  /**
   * Removes the blobs that no file needs; gives how many.
   *
   * @param mayGoOn Asked before each of them.
   */
  async collect(mayGoOn = () => true): Promise<number> {
    let count = 0;
    for (;;) {
      const hashes = await this.#files.unneeded(collectedAtOnce);
      const before = count;
      for (const hash of hashes) {
        if (!mayGoOn()) return count;
        await this.#alone(hash, async () => {
          // It was kept anew, and is on the list no more; or is again, when that file is gone by now.
          if (await this.#files.needs(hash)) return;
          await this.#blobs.remove(hash);
          await this.#files.forgetBlob(hash);
          count++;
        });
      }
      if (hashes.length < collectedAtOnce || count === before) return count;
    }
  }

  #alone<T>(hash: string, work: () => Promise<T>): Promise<T> {
    return this.#leases.alone(`content ${hash}`, work);
  }
}
