import { basename, dirname, join } from "@std/path";
import { OperatorError } from "../errors.ts";

/**
 * A file that is there whole or not at all, for its owner alone. It has another name until it is
 * done, so a crash leaves nothing that looks like the real one, and it takes no other's place.
 */
export class NewFile implements Disposable {
  /** What it is called until {@linkcode finish}. */
  readonly unfinished: string;
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
    const name = `.${basename(path)}.${crypto.randomUUID().slice(0, 8)}`;
    this.unfinished = join(dirname(path), name);
  }

  /**
   * Makes an empty file that is to become `path`.
   *
   * @throws {OperatorError} when there is a file of this name.
   */
  static create(path: string): NewFile {
    const file = new NewFile(path);
    file.#refuseToReplace();
    Deno.openSync(file.unfinished, { write: true, createNew: true, mode: 0o600 }).close();
    return file;
  }

  /** Gives the file its name, once all of it is on the disk. */
  finish(): void {
    sync(this.unfinished);
    this.#refuseToReplace();
    Deno.renameSync(this.unfinished, this.#path);
    // The name is an entry of the folder. Windows opens no folders, and needs none of this.
    if (Deno.build.os !== "windows") sync(dirname(this.#path));
  }

  /** Removes what was not finished. */
  [Symbol.dispose](): void {
    try {
      Deno.removeSync(this.unfinished);
    } catch {
      // It has its name, or the folder is out of reach.
    }
  }

  #refuseToReplace(): void {
    try {
      Deno.lstatSync(this.#path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      throw error;
    }
    const mend = "remove it or choose another name";
    throw new OperatorError(`Cannot write "${this.#path}": it is there already; ${mend}`);
  }
}

function sync(path: string): void {
  using file = Deno.openSync(path);
  file.syncSync();
}
