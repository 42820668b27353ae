import type { Hash } from "node:crypto";
import { createHash } from "node:crypto";
import type { RowMoveOptions } from "./row_move.ts";
import { rowsAtOnce } from "./row_move.ts";
import type { MovedTable, Row } from "./moved_tables.ts";
import { movedTables } from "./moved_tables.ts";
import { grouped } from "./progress.ts";

/** What came of comparing both sides of a move. */
export interface Comparison {
  /** A line for each thing that is not the same on both. */
  readonly differences: readonly string[];
  /** Rooms and entries of logs that are, with all else. */
  readonly rooms: number;
  readonly entries: number;
  readonly rows: number;
}

/** So many rows, and what stands for all they hold, in order. */
interface Sum {
  readonly rows: number;
  readonly hash: string;
}

/** Gives the next rows of a table. */
type ReadPage = (
  table: MovedTable,
  after: readonly unknown[],
  limit: number,
) => Row[] | Promise<Row[]>;

/**
 * Reads everything anew from both sides of a move, in order, and compares counts and hashes: those of
 * logs room by room. Memory is bounded, but for a hash of each room.
 */
export async function compare({ source, target, ...options }: RowMoveOptions): Promise<Comparison> {
  const { progress, rowsAtOnce: limit = rowsAtOnce } = options;
  const differences: string[] = [];
  let [rooms, entries, rows] = [0, 0, 0];
  for (const table of movedTables) {
    const total = 2 * source.count(table);
    let done = 0;
    progress.begin(`Comparing ${table.name.replaceAll("_", " ")}`);
    const sum = (read: ReadPage) =>
      sumUp(table, {
        read,
        limit,
        heard: (count) => progress.update(done += count, total),
      });
    const here = await sum((...page) => source.page(...page));
    const there = await sum((...page) => target.page(...page));
    for (const part of new Set([...here.keys(), ...there.keys()])) {
      const [before, after] = [here, there].map((sums) => sums.get(part) ?? none);
      rows += before!.rows;
      if (table.name === "rooms") rooms += before!.rows;
      if (table.name === "events") entries += before!.rows;
      if (before!.rows === after!.rows && before!.hash === after!.hash) continue;
      const what = part === undefined
        ? `the table ${table.name}`
        : `the log of room "${source.nameOf(part) ?? part}"`;
      differences.push(
        before!.rows === after!.rows
          ? `${what}: rows ${grouped(after!.rows)}, not all the same`
          : `${what}: rows ${grouped(after!.rows)}, not ${grouped(before!.rows)}`,
      );
    }
  }
  progress.end();
  return { differences, rooms, entries, rows };
}

const none: Sum = { rows: 0, hash: "" };

/** Sums up a table: the log by the numbers of its rooms, any other as a whole. */
async function sumUp(
  table: MovedTable,
  { read, limit, heard }: { read: ReadPage; limit: number; heard: (rows: number) => void },
): Promise<ReadonlyMap<number | undefined, Sum>> {
  const sums = new Map<number | undefined, Sum>();
  let current: { part: number | undefined; rows: number; hash: Hash } | undefined;
  function finish(): void {
    if (!current) return;
    sums.set(current.part, { rows: current.rows, hash: current.hash.digest("hex") });
  }
  let after: readonly unknown[] = [];
  for (let isMore = true; isMore;) {
    const rows = await read(table, after, limit);
    isMore = rows.length === limit;
    for (const row of rows) {
      const part = table.name === "events" ? row.room as number : undefined;
      if (!current || current.part !== part) {
        finish();
        current = { part, rows: 0, hash: createHash("sha256") };
      }
      current.rows++;
      current.hash.update(`${JSON.stringify(table.columns.map((column) => row[column]))}\n`);
    }
    const last = rows.at(-1);
    if (last) after = table.key.map((column) => last[column]);
    heard(rows.length);
  }
  finish();
  return sums;
}
