import type { SqliteStatements } from "./sqlite_statements.ts";
import type { RoomRecord } from "./store.ts";

/** A row of `rooms`. */
export interface RoomRow {
  readonly id: number;
  readonly name: string;
  readonly epoch: string;
  readonly owner: string;
  readonly topic: string | null;
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

  /** Makes the room `name` unless it is there; gives it. */
  create(name: string, owner: string): RoomRow {
    const sql = "insert or ignore into rooms (name, epoch, owner) values (?, ?, ?)";
    this.#statements.run(sql, name, crypto.randomUUID(), owner);
    return this.find(name)!;
  }

  /** Keeps what was changed in a row. */
  save({ id, seq, at, first, indexed }: RoomRow): void {
    const sql = "update rooms set seq = ?, at = ?, first = ?, indexed = ? where id = ?";
    this.#statements.run(sql, seq, at, first, indexed, id);
  }

  /** Removes a room in which nothing was said. */
  remove({ id, name }: RoomRow): void {
    this.#statements.run("delete from read_marks where room = ?", id);
    this.#statements.run("delete from levels where room = ?", id);
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
export function recordOf({ name, epoch, seq, owner, topic }: RoomRow): RoomRecord {
  return { name, epoch, seq, owner, ...(topic !== null && { topic }) };
}
