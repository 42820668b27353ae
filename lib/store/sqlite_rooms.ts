import type { SqliteStatements } from "./sqlite_statements.ts";
import type { Visibility } from "../wire/messages.ts";
import type { RoomChange, RoomDraft, RoomRecord } from "./store.ts";

/** A row of `rooms`. */
export interface RoomRow {
  readonly id: number;
  readonly name: string;
  readonly epoch: string;
  topic: string | null;
  visibility: Visibility;
  archived: 0 | 1;
  seq: number;
  /** When the newest event was taken. */
  at: number;
  /** The oldest number that is kept. */
  first: number;
  /** Messages up to this number are in the index. */
  indexed: number;
}

/** The rooms of a database; those that were asked for are at hand. */
export class SqliteRooms {
  readonly #statements: SqliteStatements;
  readonly #known = new Map<string, RoomRow>();

  constructor(statements: SqliteStatements) {
    this.#statements = statements;
  }

  /** The row of the room `name`; whoever changes it saves it. */
  find(name: string): RoomRow | undefined {
    const known = this.#known.get(name);
    if (known) return known;
    const row = this.#statements.find<RoomRow>("select * from rooms where name = ?", name);
    if (row) this.#known.set(name, row);
    return row;
  }

  /** Makes a room; tells whether there was none of its name. */
  create({ name, visibility, topic }: RoomDraft): boolean {
    const sql = "insert or ignore into rooms (name, epoch, visibility, topic) values (?, ?, ?, ?)";
    return this.#statements.run(sql, name, crypto.randomUUID(), visibility, topic ?? null) > 0;
  }

  /** Changes what a room is. */
  change(row: RoomRow, { topic, visibility, isArchived }: RoomChange): void {
    if (topic !== undefined) row.topic = topic === "" ? null : topic;
    if (visibility !== undefined) row.visibility = visibility;
    if (isArchived !== undefined) row.archived = isArchived ? 1 : 0;
    const sql = "update rooms set topic = ?, visibility = ?, archived = ? where id = ?";
    this.#statements.run(sql, row.topic, row.visibility, row.archived, row.id);
  }

  /** Keeps what was changed in a row. */
  save({ id, seq, at, first, indexed }: RoomRow): void {
    const sql = "update rooms set seq = ?, at = ?, first = ?, indexed = ? where id = ?";
    this.#statements.run(sql, seq, at, first, indexed, id);
  }

  /** Removes a room in which nothing was said, and of which nothing else is kept any more. */
  remove({ id, name }: RoomRow): void {
    for (const table of ["read_marks", "levels", "memberships", "bans", "invites", "bots"]) {
      this.#statements.run(`delete from ${table} where room = ?`, id);
    }
    this.#statements.run("delete from rooms where id = ?", id);
    this.#known.delete(name);
  }

  /** All rooms, by name. */
  list(): RoomRow[] {
    return this.#statements.all<RoomRow>("select * from rooms order by name");
  }

  /** Names of rooms whose newest messages are not in the index yet. */
  listUnindexed(): string[] {
    const sql = "select name from rooms where indexed < seq";
    return this.#statements.all<{ name: string }>(sql).map(({ name }) => name);
  }

  /** Forgets what is at hand: a transaction that changed rows is no more. */
  forgetRows(): void {
    this.#known.clear();
  }
}

/** A room as the store gives it. */
export function recordOf(
  { name, epoch, seq, topic, visibility, archived }: RoomRow,
): RoomRecord {
  const isArchived = archived === 1;
  return { name, epoch, seq, ...(topic !== null && { topic }), visibility, isArchived };
}
