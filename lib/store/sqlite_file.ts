import { DatabaseSync } from "node:sqlite";
import { OperatorError } from "../errors.ts";
import { checkVersion, migrate } from "./sqlite_schema.ts";

/** How much a commit outlives: a power cut, or only the end of the process. */
export type Durability = "full" | "normal";

/** Which database to open, and how. */
export interface SqliteFileOptions {
  /** The database's file; it is made where there is none. */
  path: string;
  durability: Durability;
}

/** Milliseconds that a call waits for another process to let go of the database. */
const patienceMs = 2_000;

/** A database's file, open. */
export class SqliteFile implements Disposable {
  readonly database: DatabaseSync;
  readonly #lock: DatabaseSync | undefined;

  private constructor(database: DatabaseSync, lock?: DatabaseSync) {
    this.database = database;
    this.#lock = lock;
  }

  /**
   * Opens a database for the one server that writes it: makes it where there is none, and brings it
   * up to date.
   *
   * @throws {OperatorError} when another server uses it, or a newer program has written it.
   */
  static open({ path, durability }: SqliteFileOptions): SqliteFile {
    keepPrivate(path);
    const guard = lock(path);
    const file = new SqliteFile(new DatabaseSync(path, { timeout: patienceMs }), guard);
    try {
      file.database.exec(`
        pragma journal_mode = wal;
        pragma synchronous = ${durability === "full" ? "full" : "normal"};
        pragma secure_delete = on;
        pragma cache_size = -32768;
      `);
      migrate(file.database);
      return file;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /**
   * Opens a database to read it, while a server writes it or not.
   *
   * @param ofAnyVersion Whether a version other than this program's will do.
   * @throws {OperatorError} when it is not there, or is of another version than this program's.
   */
  static openToRead(
    path: string,
    { ofAnyVersion = false }: { ofAnyVersion?: boolean } = {},
  ): SqliteFile {
    try {
      Deno.statSync(path);
    } catch (cause) {
      const mend = "name the data folder with --data";
      throw new OperatorError(`Cannot read "${path}": it is not there; ${mend}`, { cause });
    }
    const file = new SqliteFile(new DatabaseSync(path, { readOnly: true, timeout: patienceMs }));
    try {
      if (!ofAnyVersion) checkVersion(file.database);
      return file;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /**
   * Takes everything that was deleted out of the write-ahead log as well.
   *
   * @returns `false` when another process reads it just now; then part of it may still be there.
   */
  purge(): boolean {
    this.database.exec("pragma busy_timeout = 0");
    try {
      return this.database.prepare("pragma wal_checkpoint(truncate)").get()!.busy === 0;
    } finally {
      this.database.exec(`pragma busy_timeout = ${patienceMs}`);
    }
  }

  /** Writes what is only in the write-ahead log into the database, and closes it. */
  close(): void {
    this.database.close();
    this.#lock?.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Makes the file for its owner alone; SQLite gives those beside it the same mode. */
function keepPrivate(path: string): void {
  Deno.openSync(path, { create: true, append: true, mode: 0o600 }).close();
}

/**
 * Keeps other processes away from a database for as long as this one lives, however it ends: two
 * servers would each number the events of a room on their own.
 *
 * A file beside it is locked, not the database itself, which a backup may read meanwhile.
 */
function lock(path: string): DatabaseSync {
  keepPrivate(`${path}.lock`);
  const guard = new DatabaseSync(`${path}.lock`, { timeout: 0 });
  try {
    guard.exec("pragma locking_mode = exclusive; begin exclusive; commit");
    return guard;
  } catch (cause) {
    guard.close();
    // On a full disk, even the lock cannot be had.
    if ((cause as Error).message !== "database is locked") throw cause;
    const mend = "stop it, or choose another folder with --data";
    throw new OperatorError(`Cannot open "${path}": another server uses it; ${mend}`, { cause });
  }
}
