import { backup, DatabaseSync } from "node:sqlite";
import { OperatorError } from "../errors.ts";
import { SqliteFile } from "../store/sqlite_file.ts";
import { operatorError } from "./failure.ts";
import { NewFile } from "./new_file.ts";
import type { Progress } from "./progress.ts";

/** What {@linkcode backUp} needs. */
export interface BackupOptions {
  /** The database's file. */
  from: string;
  /** The copy, which must not be there yet. */
  to: string;
  progress: Progress;
}

/** From this size on, a copy takes more than a moment to check. */
const largeBytes = 200_000_000;
/** Pages that are copied at once, between two looks at the progress: 4 MB. */
const pagesAtOnce = 1_000;

/**
 * Copies a database while a server writes it or not. The copy is one file, of the moment at which
 * this began, checked, and on the disk when this is done.
 *
 * @returns Its size in bytes.
 * @throws {OperatorError} when it cannot be made; then no file is left behind.
 */
export async function backUp({ from, to, progress }: BackupOptions): Promise<number> {
  try {
    // Of any version, for a backup is made before an upgrade.
    using source = SqliteFile.openToRead(from, { ofAnyVersion: true });
    using file = NewFile.create(to);
    await copy(source.database, file.unfinished, progress);
    const isLarge = Deno.statSync(file.unfinished).size >= largeBytes;
    progress.begin("Checking the copy", { isLong: isLarge });
    finish(file.unfinished);
    file.finish();
    return Deno.statSync(to).size;
  } catch (error) {
    throw operatorError(`Cannot back up to "${to}"`, error);
  } finally {
    progress.end();
  }
}

async function copy(source: DatabaseSync, to: string, progress: Progress): Promise<void> {
  // A transaction that has read something sees one moment; without it, every write of a server
  // meanwhile would make the copy begin anew.
  source.exec("begin");
  source.prepare("select count(*) from sqlite_schema").get();
  progress.begin("Copying the database");
  await backup(source, to, {
    rate: pagesAtOnce,
    progress: ({ totalPages, remainingPages }) =>
      progress.update(totalPages - remainingPages, totalPages),
  });
}

/**
 * Makes sure that a copy is sound, and changes in it what would be wrong once it is restored. Its
 * rooms get epochs of their own: a client that has heard more than the copy holds begins afresh,
 * instead of taking later numbers for what follows. One-time key packages are left out: devices have
 * forgotten the private parts of those that were used since, and bring new ones.
 */
function finish(path: string): void {
  using database = new DatabaseSync(path);
  // In WAL mode it would leave files beside it. The server turns that on again.
  database.exec("pragma journal_mode = delete");
  const rows = database.prepare("pragma quick_check(1)").all();
  const [found] = rows.map(({ quick_check: text }) => text);
  if (found !== "ok") {
    throw new OperatorError(
      `Cannot use the copy, which was removed again: ${found}; ask parley doctor`,
    );
  }
  database.exec("update rooms set epoch = lower(hex(randomblob(16)))");
  // A database from before sealed rooms has no such table.
  const hasPackages = database.prepare("select 1 from sqlite_schema where name = 'key_packages'");
  if (hasPackages.get()) database.exec("delete from key_packages where last_resort = 0");
}
