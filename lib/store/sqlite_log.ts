import { DatabaseSync } from "node:sqlite";
import type { StatementSync } from "node:sqlite";
import { OperatorError } from "../errors.ts";
import { fold, tombstone } from "../wire/fold.ts";
import type { Message, ReadMark, RoomEvent } from "../wire/messages.ts";
import { eventOf, refusal, targetOf } from "./rules.ts";
import { migrate } from "./sqlite_schema.ts";
import type { Draft, Outcome, Page, PageQuery, RoomRecord } from "./store.ts";

/** How much a commit outlives: a power cut, or only the end of the process. */
export type Durability = "full" | "normal";

/** What {@linkcode SqliteLog} needs. */
export interface SqliteLogOptions {
  /** The database's file; it is made where there is none. */
  path: string;
  durability: Durability;
}

/** A row of `rooms`. */
interface RoomRow {
  readonly id: number;
  readonly name: string;
  readonly epoch: string;
  readonly seq: number;
  readonly owner: string;
  readonly topic: string | null;
}

/**
 * The logs of all rooms in one SQLite database: {@linkcode Store}'s methods without the promises.
 *
 * Every call blocks until it is done, so it runs in a worker. Writes have to be inside
 * {@linkcode transaction}.
 */
export class SqliteLog {
  readonly #lock: DatabaseSync;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #rooms = new Map<string, RoomRow>();

  /**
   * Opens the database.
   *
   * @throws {OperatorError} when another process uses it, or a newer program has written it.
   */
  constructor({ path, durability }: SqliteLogOptions) {
    keepPrivate(path);
    this.#lock = lock(path);
    this.#database = new DatabaseSync(path, { timeout: 5_000 });
    this.#database.exec(`
      pragma journal_mode = wal;
      pragma synchronous = ${durability === "full" ? "full" : "normal"};
      pragma secure_delete = on;
    `);
    migrate(this.#database);
  }

  /** Runs `work` as one commit: all that it writes is kept, or, when it throws, nothing of it. */
  transaction<T>(work: () => T): T {
    this.#database.exec("begin immediate");
    try {
      const result = work();
      this.#database.exec("commit");
      return result;
    } catch (error) {
      // What was read of rooms may be of the transaction that is no more.
      this.#rooms.clear();
      if (this.#database.isTransaction) this.#database.exec("rollback");
      throw error;
    }
  }

  findRoom(name: string): RoomRecord | undefined {
    const row = this.#room(name);
    return row && recordOf(row);
  }

  createRoom(name: string, owner: string): RoomRecord {
    this.#run("insert or ignore into rooms (name, epoch, owner) values (?, ?, ?)", [
      name,
      crypto.randomUUID(),
      owner,
    ]);
    return recordOf(this.#room(name)!);
  }

  discardRoom(name: string): void {
    const row = this.#room(name);
    if (!row || row.seq > 0) return;
    this.#run("delete from read_marks where room = ?", [row.id]);
    this.#run("delete from rooms where id = ?", [row.id]);
    this.#rooms.delete(name);
  }

  listRooms(): RoomRecord[] {
    return this.#all<RoomRow>("select * from rooms order by name", []).map(recordOf);
  }

  append(room: string, drafts: readonly Draft[]): Outcome[] {
    const row = this.#room(room);
    if (!row) throw new RangeError(`Cannot append to room "${room}": it was never made`);
    let { seq } = row;
    const outcomes = drafts.map((draft): Outcome => {
      const earlier = this.#findByRef(row.id, draft);
      if (earlier) return { event: earlier, isNew: false };
      const targetSeq = targetOf(draft);
      const target = targetSeq === undefined ? undefined : this.#message(row.id, targetSeq);
      const refused = refusal(draft, target);
      if (refused) return refused;
      const event = eventOf(draft, ++seq);
      this.#keep(row.id, event, target);
      return { event, isNew: true };
    });
    this.#run("update rooms set seq = ? where id = ?", [seq, row.id]);
    this.#rooms.set(room, { ...row, seq });
    return outcomes;
  }

  readEvents(room: string, after: number, upTo: number): RoomEvent[] {
    const row = this.#room(room);
    if (!row) return [];
    const sql = "select body from events where room = ? and seq > ? and seq <= ? order by seq";
    return this.#all<{ body: string }>(sql, [row.id, after, upTo]).map(({ body }) =>
      JSON.parse(body)
    );
  }

  readMessages(
    room: string,
    { before = Number.MAX_SAFE_INTEGER, after, limit }: PageQuery,
  ): Page {
    const row = this.#room(room);
    if (!row) return { messages: [], more: false };
    const order = after === undefined ? "desc" : "asc";
    const sql = "select body from messages where room = ? and seq > ? and seq < ? " +
      `order by seq ${order} limit ?`;
    const bodies = this.#all<{ body: string }>(sql, [row.id, after ?? 0, before, limit + 1]);
    const messages = bodies.slice(0, limit).map(({ body }): Message => JSON.parse(body));
    if (after === undefined) messages.reverse();
    return { messages, more: bodies.length > limit };
  }

  markRead(room: string, marks: ReadonlyMap<string, number>): ReadMark[] {
    const row = this.#room(room);
    if (!row) return [];
    const sql = "insert into read_marks (room, person, seq) values (?, ?, ?) " +
      "on conflict do update set seq = excluded.seq where excluded.seq > seq";
    return [...marks]
      .filter(([person, seq]) => this.#run(sql, [row.id, person, seq]) > 0)
      .map(([id, seq]) => ({ type: "read", id, seq }));
  }

  readMarks(room: string): ReadMark[] {
    const row = this.#room(room);
    if (!row) return [];
    const sql = "select person, seq from read_marks where room = ?";
    return this.#all<{ person: string; seq: number }>(sql, [row.id])
      .map(({ person, seq }) => ({ type: "read", id: person, seq }));
  }

  /** Writes what is only in the write-ahead log into the database, and closes it. */
  close(): void {
    this.#statements.clear();
    this.#database.close();
    this.#lock.close();
  }

  #room(name: string): RoomRow | undefined {
    const known = this.#rooms.get(name);
    if (known) return known;
    const [row] = this.#all<RoomRow>("select * from rooms where name = ?", [name]);
    if (row) this.#rooms.set(name, row);
    return row;
  }

  #message(room: number, seq: number): Message | undefined {
    const sql = "select body from messages where room = ? and seq = ?";
    const [row] = this.#all<{ body: string }>(sql, [room, seq]);
    return row && JSON.parse(row.body);
  }

  #findByRef(room: number, { from, ref }: Draft): RoomEvent | undefined {
    if (ref === undefined) return undefined;
    const sql = "select body from events where room = ? and sender = ? and ref = ?";
    const [row] = this.#all<{ body: string }>(sql, [room, from.id, ref]);
    return row && JSON.parse(row.body);
  }

  /** Puts an event into the log, and what it changes into the messages. */
  #keep(room: number, event: RoomEvent, target: Message | undefined): void {
    const about = event.type === "message" ? null : event.target;
    const body = JSON.stringify(event);
    this.#run(
      "insert into events (room, seq, sender, ref, target, body) values (?, ?, ?, ?, ?, ?)",
      [room, event.seq, event.from.id, event.ref ?? null, about, body],
    );
    if (event.type === "message") {
      const sql = "insert into messages (room, seq, body) values (?, ?, ?)";
      this.#run(sql, [room, event.seq, body]);
    } else if (target) {
      const sql = "update messages set body = ? where room = ? and seq = ?";
      this.#run(sql, [JSON.stringify(fold(target, event)), room, target.seq]);
      if (event.type === "deleted") this.#purge(room, target);
    }
  }

  /** Takes the text of a deleted message out of every event that held it. */
  #purge(room: number, message: Message): void {
    const update = "update events set body = ? where room = ? and seq = ?";
    this.#run(update, [JSON.stringify(tombstone(message)), room, message.seq]);
    const sql = "select body from events where room = ? and target = ?";
    for (const { body } of this.#all<{ body: string }>(sql, [room, message.seq])) {
      const event: RoomEvent = JSON.parse(body);
      if (event.type !== "edited") continue;
      this.#run(update, [JSON.stringify({ ...event, text: "" }), room, event.seq]);
    }
  }

  #run(sql: string, values: (string | number | null)[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  #all<Row>(sql: string, values: (string | number | null)[]): Row[] {
    // The row's shape is what the statement selects.
    return this.#prepare(sql).all(...values) as Row[];
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, statement = this.#database.prepare(sql));
    return statement;
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
    const mend = "stop it, or choose another folder with --data";
    throw new OperatorError(`Cannot open "${path}": another server uses it; ${mend}`, { cause });
  }
}

function recordOf({ name, epoch, seq, owner, topic }: RoomRow): RoomRecord {
  return { name, epoch, seq, owner, ...(topic !== null && { topic }) };
}
