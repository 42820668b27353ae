import type { MoveNote } from "../store/postgres_move.ts";
import type { MovedTable } from "./moved_tables.ts";
import { movedTables } from "./moved_tables.ts";
import type { MoveSource } from "./move_source.ts";
import type { MoveTarget } from "./move_target.ts";
import type { Progress } from "./progress.ts";

/** What {@linkcode moveRows} and {@linkcode compare} need. */
export interface RowMoveOptions {
  readonly source: MoveSource;
  readonly target: MoveTarget;
  readonly progress: Progress;
  /** Rows that are read and written at once; 500 unless given. */
  readonly rowsAtOnce?: number;
}

/** So that the largest ones, sealed messages, are some 30 MB. */
export const rowsAtOnce = 500;

/**
 * Brings the rows of all tables to where a move goes. Broken off at any moment, it goes on there.
 *
 * @throws {OperatorError} when one of the two cannot be used, or what is there is not of this move.
 */
export async function moveRows(options: RowMoveOptions): Promise<void> {
  const { source, target } = options;
  let note = await target.begin(source);
  const first = movedTables.findIndex(({ name }) => name === note.table);
  for (const table of movedTables.slice(first)) {
    if (table.name !== note.table) note = { ...note, table: table.name, after: [], done: 0 };
    await moveTable(table, note, options);
  }
}

async function moveTable(
  table: MovedTable,
  note: MoveNote,
  { source, target, progress, rowsAtOnce: limit = rowsAtOnce }: RowMoveOptions,
): Promise<void> {
  const total = source.count(table);
  progress.begin(`Moving ${table.name.replaceAll("_", " ")}`);
  let { after, done } = note;
  let written: Promise<void> = Promise.resolve();
  try {
    for (let isMore = true; isMore;) {
      // While this page is read, the one before is written.
      const rows = source.page(table, after, limit);
      isMore = rows.length === limit;
      await written;
      progress.update(done, total);
      const last = rows.at(-1);
      if (last) after = table.key.map((column) => last[column]);
      done += rows.length;
      written = target.put(table, rows, { ...note, after, done });
    }
  } finally {
    // Where reading failed, what is being written is waited for.
    await written.catch(() => {});
  }
  await written;
}
