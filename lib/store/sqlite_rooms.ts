import type { SqliteStatements } from "./sqlite_statements.ts";
import type { Visibility } from "../wire/messages.ts";
import type { RoomChange, RoomDraft, RoomRecord } from "./store.ts";
import { tablesOfRooms } from "./room_tables.ts";

/** A row of `rooms`. */
export interface RoomRow {
  readonly id: number;
  readonly name: string;
  readonly epoch: string;
  topic: string | null;
  visibility: Visibility;
  archived: 0 | 1;
  readonly fleeting: 0 | 1;
  seq: number;
  /** When the newest event was taken. */
  at: number;
  /** The oldest number that is kept. */
  first: number;
  /** Messages up to this number are in the index. */
  indexed: number;
}

/** What a room begins with. */
type NewRoom = Pick<RoomRecord, "name" | "visibility" | "topic"> & Pick<RoomDraft, "isFleeting">;

/** Rooms that are at hand, about; others are read again. */
const maxKnown = 10_000;

/** The rooms of a database; those that were asked for of late are at hand. */
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
    if (!row) return this.#findByAlias(name);
    this.#known.set(name, row);
    // In a transaction somebody may be about to change a row: there must be no second one of it.
    if (this.#known.size > maxKnown && !this.#statements.isInTransaction) this.forgetOldest();
    return row;
  }

  /** Makes a room; tells whether there was none of its name. */
  create({ name, visibility, topic, isFleeting }: NewRoom): boolean {
    if (this.find(name)) return false;
    const sql = "insert into rooms (name, epoch, visibility, topic, fleeting) " +
      "values (?, ?, ?, ?, ?)";
    const fleeting = isFleeting ? 1 : 0;
    this.#statements.run(sql, name, crypto.randomUUID(), visibility, topic ?? null, fleeting);
    this.#statements.run("delete from deleted_names where name = ?", name);
    return true;
  }

  /** Gives a room another name; tells whether that was free. */
  rename(row: RoomRow, to: string): boolean {
    const found = this.find(to);
    if ((found && found.id !== row.id) || this.deletedBy(to) !== undefined) return false;
    if (to === row.name) return true;
    this.#statements.run("delete from aliases where name = ?", to);
    this.#statements.run("insert into aliases (name, room) values (?, ?)", row.name, row.id);
    this.#statements.run("update rooms set name = ? where id = ?", to, row.id);
    this.#known.delete(row.name);
    return true;
  }

  /** Makes a room unfindable, and forgets all that is kept of it but its log. */
  hide(row: RoomRow, by: string): void {
    const sql = "insert into deleted_names (name, by) values (?, ?)";
    this.#statements.run(sql, row.name, by);
    const former = "insert or ignore into deleted_names (name, by) " +
      "select name, ? from aliases where room = ?";
    this.#statements.run(former, by, row.id);
    this.#forgetAround(row);
    this.#statements.run("update rooms set name = ? where id = ?", hiddenName(row.id), row.id);
    this.#known.delete(row.name);
  }

  /** What somebody deleted was deleted by somebody else, who they have become. */
  adoptDeleted(from: string, to: string): void {
    this.#statements.run("update deleted_names set by = ? where by = ?", to, from);
  }

  /** Who deleted a room of this name. */
  deletedBy(name: string): string | undefined {
    const sql = "select by from deleted_names where name = ?";
    return this.#statements.find<{ by: string }>(sql, name)?.by;
  }

  /** Names of the rooms that are hidden, of which something is left. */
  listHidden(): string[] {
    const sql = "select name from rooms where name >= ':' and name < ';'";
    return this.#statements.all<{ name: string }>(sql).map(({ name }) => name);
  }

  /** Changes what a room is. */
  change(row: RoomRow, { topic, visibility, isArchived }: RoomChange): void {
    if (topic !== undefined) row.topic = topic === "" ? null : topic;
    if (visibility !== undefined) row.visibility = visibility;
    if (isArchived !== undefined) row.archived = isArchived ? 1 : 0;
    const sql = "update rooms set topic = ?, visibility = ?, archived = ? where id = ?";
    this.#statements.run(sql, row.topic, row.visibility, row.archived, row.id);
  }

  /** Gives a room's log another epoch. */
  renewEpoch({ id, name }: RoomRow): void {
    const sql = "update rooms set epoch = ? where id = ?";
    this.#statements.run(sql, crypto.randomUUID(), id);
    this.#known.delete(name);
  }

  /** Keeps what was changed in a row. */
  save({ id, seq, at, first, indexed }: RoomRow): void {
    const sql = "update rooms set seq = ?, at = ?, first = ?, indexed = ? where id = ?";
    this.#statements.run(sql, seq, at, first, indexed, id);
  }

  /** Removes a room in whose log nothing is any more, with what else is kept of it. */
  remove(row: RoomRow): void {
    this.#forgetAround(row);
    this.#statements.run("delete from rooms where id = ?", row.id);
    this.#known.delete(row.name);
  }

  #forgetAround({ id }: RoomRow): void {
    for (const table of tablesOfRooms) {
      this.#statements.run(`delete from ${table} where room = ?`, id);
    }
  }

  #findByAlias(name: string): RoomRow | undefined {
    const sql = "select rooms.name from aliases join rooms on rooms.id = room " +
      "where aliases.name = ?";
    const found = this.#statements.find<{ name: string }>(sql, name);
    return found && this.find(found.name);
  }

  /** All rooms, by name; only those that `person` may see on a list, if given. */
  list(person: string | null = null): RoomRow[] {
    const sql = `select * from rooms where (name < ':' or name >= ';') and (?1 is null
      or visibility = 'public'
      or visibility <> 'direct' and id in (
        select room from memberships where person = ?1 and not stranger))
      order by name`;
    return this.#statements.all<RoomRow>(sql, person);
  }

  /** Names of rooms whose newest messages are not in the index yet. */
  listUnindexed(): string[] {
    const sql = "select name from rooms where indexed < seq";
    return this.#statements.all<{ name: string }>(sql).map(({ name }) => name);
  }

  /** Forgets of what is at hand what is too much. Outside of transactions alone. */
  forgetOldest(): void {
    for (const name of this.#known.keys()) {
      if (this.#known.size <= maxKnown) return;
      this.#known.delete(name);
    }
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

/** What a room is called that was deleted: no room that people make can have this name. */
function hiddenName(id: number): string {
  return `:${id}`;
}
