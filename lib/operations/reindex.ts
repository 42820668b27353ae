import { SqliteFile } from "../store/sqlite_file.ts";
import { SqliteLog } from "../store/sqlite_log.ts";
import { SqliteStatements } from "../store/sqlite_statements.ts";
import { operatorError } from "./failure.ts";
import type { Progress } from "./progress.ts";

/** What {@linkcode reindex} needs. */
export interface ReindexOptions {
  /** The database's file. */
  path: string;
  progress: Progress;
}

interface Counts {
  readonly done: number;
  readonly total: number;
}

const counts = "select coalesce(sum(indexed - first + 1), 0) as done, " +
  "coalesce(sum(seq - first + 1), 0) as total from rooms";

/**
 * Builds the search index of all rooms anew from their messages, while no server runs. Broken off,
 * it loses nothing: the server indexes what is left.
 *
 * @returns How many entries of logs it went through.
 * @throws {OperatorError} when a server uses the database, or it cannot be written.
 */
export function reindex({ path, progress }: ReindexOptions): number {
  try {
    // Opening it to write would make one where there is none.
    SqliteFile.openToRead(path).close();
    using file = SqliteFile.open({ path, durability: "full" });
    const statements = new SqliteStatements(file.database);
    const log = new SqliteLog(file);
    progress.begin("Building the search index");
    log.transaction(() => log.clearIndex());
    for (const { name } of log.listRooms()) {
      // In steps, of which each is a commit, so that memory stays bounded.
      while (log.transaction(() => log.index(name))) {
        const { done, total } = statements.find<Counts>(counts)!;
        progress.update(done, total);
      }
    }
    return statements.find<Counts>(counts)!.total;
  } catch (error) {
    throw operatorError(`Cannot build the search index of "${path}"`, error);
  } finally {
    progress.end();
  }
}
