import { ChatError } from "../errors.ts";
import type { Blobs } from "../files/blobs.ts";
import { explainSqlite } from "../store/sqlite_errors.ts";
import { SqliteFile } from "../store/sqlite_file.ts";
import { SqliteStatements } from "../store/sqlite_statements.ts";
import { Finding } from "./finding.ts";
import type { Progress } from "./progress.ts";
import { grouped, sizeOf } from "./progress.ts";

/** What {@linkcode checkBlobs} needs. */
export interface BlobCheckOptions {
  /** The database's file. */
  readonly path: string;
  readonly blobs: Pick<Blobs, "size" | "list" | "listStaged">;
  readonly progress: Progress;
}

interface NeededRow {
  readonly hash: string;
  readonly size: number;
  readonly name: string;
}

const mend =
  "bytes that are missing come back from a backup of the folder of files; what no file " +
  "needs may be removed, see docs/OPERATING.md";
/** Blobs that are asked for before the next rows are read. */
const rowsAtOnce = 500;

/**
 * Looks whether the bytes of each file are there, and whether each blob is of a file; both ways, while a
 * server goes on or not, and in bounded memory. What is at fault is looked at a second time: it may
 * have come or gone meanwhile.
 */
export async function checkBlobs(options: BlobCheckOptions): Promise<Finding> {
  const finding = new Finding("bytes of files", mend);
  try {
    using file = SqliteFile.openToRead(options.path);
    await compare(new SqliteStatements(file.database), options, finding);
  } catch (error) {
    // A damaged database is a finding of its own, and a storage that is away is one of this.
    const isDatabases = (error as { code?: string }).code === "ERR_SQLITE_ERROR";
    if (!isDatabases && !(error instanceof ChatError)) throw error;
    finding.fault(isDatabases ? explainSqlite(error) : (error as ChatError).message);
  } finally {
    options.progress.end();
  }
  return finding;
}

async function compare(
  statements: SqliteStatements,
  { blobs, progress }: BlobCheckOptions,
  finding: Finding,
): Promise<void> {
  const { count } = statements.find<{ count: number }>(
    "select count(distinct hash) as count from files",
  )!;
  progress.begin("Checking the bytes of files");
  let done = 0;
  let bytes = 0;
  for (const { hash, size, name } of neededBlobs(statements)) {
    const found = await blobs.size(hash);
    if (found === size) bytes += size;
    else if (isNeeded(statements, hash)) {
      const what = found === undefined
        ? "are not there"
        : `are ${grouped(found)}, not ${grouped(size)}`;
      finding.fault(`the bytes of "${name}" ${what} (${hash})`);
    }
    progress.update(++done, count);
  }
  for await (const { hash, size } of blobs.list()) {
    if (isNeeded(statements, hash) || isNoted(statements, hash)) continue;
    if (await blobs.size(hash) === undefined || isNeeded(statements, hash)) continue;
    finding.fault(`no file needs ${hash}, of ${sizeOf(size)}`);
  }
  let staged = 0;
  for await (const _ of blobs.listStaged()) staged++;
  const uploads = staged === 1 ? "1 upload" : `${grouped(staged)} uploads`;
  const underWay = staged === 0 ? "" : `; ${uploads} under way or to be removed`;
  finding.facts = `${grouped(count)}, ${sizeOf(bytes)}, each of a file${underWay}`;
}

/** Every blob that a file needs, once, some at a time. */
function* neededBlobs(statements: SqliteStatements): Generator<NeededRow> {
  const sql = "select hash, size, min(name) as name from files where hash > ? " +
    "group by hash order by hash limit ?";
  let rows: NeededRow[];
  let last = "";
  do {
    rows = statements.all<NeededRow>(sql, last, rowsAtOnce);
    yield* rows;
    last = rows.at(-1)?.hash ?? last;
  } while (rows.length === rowsAtOnce);
}

function isNeeded(statements: SqliteStatements, hash: string): boolean {
  return statements.find("select 1 from files where hash = ?", hash) !== undefined;
}

/** Whether the server is about to keep or to remove it. */
function isNoted(statements: SqliteStatements, hash: string): boolean {
  return statements.find("select 1 from unneeded_blobs where hash = ?", hash) !== undefined;
}
