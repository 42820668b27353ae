import { isDeepStrictEqual } from "node:util";
import type { AttachmentRow } from "../store/attachments.ts";
import { attachmentOf } from "../store/attachments.ts";
import { attachmentColumns } from "../store/sqlite_files.ts";
import type { SqliteStatements } from "../store/sqlite_statements.ts";
import { fold } from "../wire/fold.ts";
import type { Attachment, Message, RoomEvent } from "../wire/messages.ts";
import type { Finding } from "./finding.ts";

/** A room's row, as far as it says what its log has to hold. */
export interface RoomRow {
  readonly id: number;
  readonly name: string;
  readonly seq: number;
  readonly at: number;
  readonly first: number;
  readonly indexed: number;
}

/** What {@linkcode RoomCheck} needs. */
export interface RoomCheckOptions {
  statements: SqliteStatements;
  room: RoomRow;
  /** Takes what is wrong with the entries themselves. */
  log: Finding;
  /** Takes what is wrong with messages as they are now. */
  messages: Finding;
  /** Gets every message that can be read, as it is now. */
  heard: (message: Message) => void;
  /** Hears now and then how many entries were looked at. */
  progressed: (entries: number) => void;
}

interface EventRow {
  readonly seq: number;
  readonly sender: string;
  readonly ref: string | null;
  readonly target: number | null;
  readonly body: string;
  readonly folded: string | null;
}

interface FileRow extends AttachmentRow {
  readonly seq: number;
}

/** A later entry about a message. */
type Change = Exclude<RoomEvent, Message>;

/** What stands elsewhere about some messages, by message, in order; what is seen is taken out. */
interface Surroundings {
  readonly changes: Map<number, Change[]>;
  readonly files: Map<number, FileRow[]>;
}

/** Entries that are read at once. */
const entriesAtOnce = 1_000;

/**
 * Reads a room's log from its first entry to its last, and folds it again: whether its numbers and
 * times are in order, and whether every message is what the log makes of it and has the files that
 * it names, no more and no fewer.
 */
export class RoomCheck {
  readonly #options: RoomCheckOptions;
  /** When the entry before was taken. */
  #at = 0;
  #next: number;

  constructor(options: RoomCheckOptions) {
    this.#options = options;
    this.#next = options.room.first;
  }

  run(): void {
    const { statements, room, progressed } = this.#options;
    // Not one long statement: the runtime's `iterate()` takes an error for the end of the rows.
    const sql = "select seq, sender, ref, target, body, folded from events " +
      "where room = ? and seq > ? order by seq limit ?";
    let after = -1;
    let entries = 0;
    while (true) {
      const rows = statements.all<EventRow>(sql, room.id, after, entriesAtOnce);
      const isLast = rows.length < entriesAtOnce;
      const files = this.#readFiles(after, isLast ? Number.MAX_SAFE_INTEGER : rows.at(-1)!.seq);
      if (rows.length > 0) this.#checkRows(rows, files);
      for (const seq of files.keys()) {
        this.#messageFault(`there are files of ${seq}, which is no message`);
      }
      if (isLast) break;
      progressed(entries += rows.length);
      after = rows.at(-1)!.seq;
    }
    this.#expect(room.seq + 1);
    if (room.seq >= room.first && this.#at !== room.at) {
      this.#logFault(`the newest entry is of ${timeOf(this.#at)}, not of ${timeOf(room.at)}`);
    }
    if (room.indexed > room.seq) this.#logFault(`it counts as searchable up to ${room.indexed}`);
  }

  #checkRows(rows: readonly EventRow[], files: Map<number, FileRow[]>): void {
    const changes = this.#readChanges(rows[0]!.seq, rows.at(-1)!.seq);
    for (const row of rows) {
      try {
        this.#checkEntry(row, { changes, files });
      } catch {
        // Why is left out: it would quote what somebody wrote.
        this.#logFault(`entry ${row.seq} cannot be read`);
      }
    }
    for (const target of changes.keys()) {
      this.#messageFault(`there are entries about ${target}, which is no message`);
    }
  }

  /** What happened to the messages from number `from` to `to`, by message, in order. */
  #readChanges(from: number, to: number): Map<number, Change[]> {
    const { statements, room } = this.#options;
    const sql = "select target, body from events where room = ? and target between ? and ? " +
      "order by target, seq";
    const rows = statements.all<{ target: number; body: string }>(sql, room.id, from, to);
    const changes = new Map<number, Change[]>();
    for (const { target, body } of rows) {
      const change = parse<Change>(body);
      // What cannot be read is told of where its own turn comes.
      if (!change) continue;
      const known = changes.get(target);
      if (known) known.push(change);
      else changes.set(target, [change]);
    }
    return changes;
  }

  /** What belongs to the messages above number `after` up to `upTo`, by message, in order. */
  #readFiles(after: number, upTo: number): Map<number, FileRow[]> {
    const { statements, room } = this.#options;
    const sql = `select ${attachmentColumns}, seq from files
      where room = ? and seq > ? and seq <= ? order by seq, place`;
    return Map.groupBy(statements.all<FileRow>(sql, room.id, after, upTo), ({ seq }) => seq);
  }

  #checkEntry(row: EventRow, surroundings: Surroundings): void {
    this.#expect(row.seq);
    this.#next = row.seq + 1;
    const event: RoomEvent = JSON.parse(row.body);
    if (event.at < this.#at) this.#logFault(`entry ${row.seq} is older than the one before it`);
    this.#at = event.at;
    if (!isFiledRight(event, row)) {
      this.#logFault(`entry ${row.seq} is filed under what it does not say`);
    }
    if (event.type === "message") {
      this.#checkMessage(event, row.folded, surroundings);
    } else if (event.target >= row.seq) {
      this.#logFault(`entry ${row.seq} is about a later one`);
    }
  }

  #checkMessage(said: Message, folded: string | null, surroundings: Surroundings): void {
    const changes = surroundings.changes.get(said.seq) ?? [];
    surroundings.changes.delete(said.seq);
    const files = surroundings.files.get(said.seq) ?? [];
    surroundings.files.delete(said.seq);
    const now: Message = folded === null ? said : JSON.parse(folded);
    this.#options.heard(now);
    this.#checkFiles(said.seq, now.files ?? [], files);
    if (folded === null && changes.length === 0 && !said.deleted) return;
    if (!isDeepStrictEqual(changes.reduce(fold, said), now)) {
      this.#messageFault(`message ${said.seq} is not what its log makes of it`);
    }
    const isDeleted = changes.some(({ type }) => type === "deleted");
    const texts = changes.map((change) => change.type === "edited" ? change.text : "");
    const isBare = said.text === undefined && said.box === undefined;
    if (isDeleted && (!isBare || folded !== null || texts.some(Boolean))) {
      this.#messageFault(`message ${said.seq} is deleted, but its text is still there`);
    } else if (said.deleted && !isDeleted) {
      this.#messageFault(`message ${said.seq} lacks its text, and nobody deleted it`);
    }
  }

  /** Compares what a message says of its files with what belongs to it. */
  #checkFiles(seq: number, named: readonly Attachment[], rows: readonly FileRow[]): void {
    if (named.length === 0 && rows.length === 0) return;
    const shown = new Set(named.map(({ id }) => id));
    const all = new Set(named.flatMap(({ id, thumbnail }) => thumbnail ? [id, thumbnail] : [id]));
    const here = new Set(rows.map(({ id }) => id));
    if (!all.isSubsetOf(here)) {
      this.#messageFault(`message ${seq} names a file that is not here, or not its own`);
    }
    if (!here.isSubsetOf(all)) {
      this.#messageFault(`message ${seq} has a file that it does not name`);
    }
    const filed = rows.filter(({ id }) => shown.has(id)).map(attachmentOf);
    const alike = named.filter(({ id }) => here.has(id));
    if (!isDeepStrictEqual(filed, alike)) {
      this.#messageFault(`message ${seq} says something else of its files than is known of them`);
    }
  }

  /** Tells of the numbers that are missing before `seq`. */
  #expect(seq: number): void {
    if (seq > this.#next) {
      const last = seq - 1;
      const which = last === this.#next
        ? `entry ${last} is`
        : `entries ${this.#next} to ${last} are`;
      this.#logFault(`${which} missing`);
    } else if (seq < this.#next) {
      const { room } = this.#options;
      this.#logFault(`it holds numbers outside of ${room.first} to ${room.seq}`);
    }
  }

  #logFault(what: string): void {
    this.#options.log.fault(`room "${this.#options.room.name}": ${what}`);
  }

  #messageFault(what: string): void {
    this.#options.messages.fault(`room "${this.#options.room.name}": ${what}`);
  }
}

function isFiledRight(event: RoomEvent, { seq, sender, ref, target }: EventRow): boolean {
  const about = event.type === "message" ? null : event.target;
  return event.seq === seq && event.from.id === sender && (event.ref ?? null) === ref &&
    about === target;
}

function parse<T>(json: string): T | undefined {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
