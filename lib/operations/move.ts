import type { Clock } from "../clock.ts";
import type { Blobs } from "../files/blobs.ts";
import { moveBlobs } from "./blob_move.ts";
import { compare } from "./move_check.ts";
import { MoveSource } from "./move_source.ts";
import { MoveTarget } from "./move_target.ts";
import type { Progress } from "./progress.ts";
import { grouped, sizeOf } from "./progress.ts";
import { moveRows } from "./row_move.ts";

/** Where bytes of files may be kept. */
type FileStorage = "disk" | "postgres" | "s3";

/** What {@linkcode moveData} needs. */
export interface MoveOptions {
  /** The data folder, with a database of SQLite. */
  readonly folder: string;
  /** Address of the PostgreSQL, which is never shown. */
  readonly url: string;
  /** Where the bytes of files go; with `disk` they stay in the folder. */
  readonly files: FileStorage;
  readonly openBlobs: (files: FileStorage, isReadOnly: boolean) => Promise<Blobs>;
  /** Whether files are moved though their bytes are lost. */
  readonly skipsLost: boolean;
  readonly progress: Progress;
  readonly clock: Clock;
  /** Takes the lines of what came of it. */
  readonly tell: (line: string) => void;
  /** Rows that are read and written at once; see {@linkcode moveRows}. */
  readonly rowsAtOnce?: number;
}

/**
 * Brings all of a data folder, in which it changes nothing, to an empty PostgreSQL, and compares both.
 * Numbers, times and epochs stay, so clients resume there. Broken off at any moment, the same call
 * goes on where it was; until it is done no server takes the database.
 *
 * @returns Whether both sides hold the same: only then it is done.
 * @throws {OperatorError} when one of the two cannot be used.
 */
export async function moveData(options: MoveOptions): Promise<boolean> {
  const { folder, url, files, progress, clock, tell, rowsAtOnce } = options;
  using source = MoveSource.open(folder);
  await using target = await MoveTarget.open({ url, clock });
  const sides = { source, target, progress, ...(rowsAtOnce !== undefined && { rowsAtOnce }) };
  try {
    await moveRows(sides);
    if (files === "disk") tell(`The bytes of files stay in "${folder}".`);
    else await moveFiles(source, options);
    const { differences, rooms, entries, rows } = await compare(sides);
    if (differences.length > 0) {
      for (const difference of differences) tell(`FAIL  ${difference}`);
      tell("The move is not done: empty the database, and begin anew.");
      return false;
    }
    progress.begin("Making the database ready", { isLong: true });
    await target.finish();
    progress.end();
    tell(
      `Moved to ${target.place}: rooms ${grouped(rooms)}, entries ${grouped(entries)}, rows in ` +
        `all ${grouped(rows)}; counts and hashes are the same on both sides.`,
    );
    tell(`Start the server with --store postgres --files ${files}. Keep "${folder}" for a while.`);
    return true;
  } finally {
    progress.end();
  }
}

async function moveFiles(
  source: MoveSource,
  { files, openBlobs, skipsLost, progress, tell }: MoveOptions,
): Promise<void> {
  const from = await openBlobs("disk", true);
  try {
    const to = await openBlobs(files, false);
    try {
      const { count, bytes, lost } = await moveBlobs({ source, from, to, skipsLost, progress });
      const besides = lost === 0 ? "" : `; lost: ${grouped(lost)}`;
      tell(`Moved the bytes of files: ${grouped(count)}, ${sizeOf(bytes)}${besides}.`);
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}
