import { fold, tombstone } from "../wire/fold.ts";
import type { Attachment, Message, RoomEvent } from "../wire/messages.ts";
import { eventOf, refusal, targetOf, unattachable, wishesOf } from "./rules.ts";
import { firstSince, isEmpty, parseSearch, snippetOf } from "./search.ts";
import type { SqliteFiles } from "./sqlite_files.ts";
import type { SqliteIndex } from "./sqlite_index.ts";
import type { RoomRow, SqliteRooms } from "./sqlite_rooms.ts";
import type { SqliteStatements } from "./sqlite_statements.ts";
import type {
  Draft,
  Forgotten,
  Outcome,
  Page,
  PageQuery,
  SearchPage,
  SearchQuery,
} from "./store.ts";

/** What {@linkcode SqliteEvents} need. */
export interface SqliteEventsOptions {
  statements: SqliteStatements;
  rooms: SqliteRooms;
  index: SqliteIndex;
  files: SqliteFiles;
  /** Is told when a text is to leave the disk. */
  deleted: () => void;
}

/**
 * What became of a draft: the number of the event that it is now, word for word, or else the whole
 * {@linkcode Outcome}. Nearly all are numbers, and a number is quickly told to another thread.
 */
export type Placement = number | Outcome;

interface BodyRow {
  readonly body: string;
}

/** What the event of a draft comes with. */
interface Company {
  /** The message that it is about. */
  readonly target?: Message;
  /** The files that it names. */
  readonly files?: readonly Attachment[];
}

/**
 * By an index that SQLite would not choose of itself: the events between two messages, reactions say,
 * may be many.
 */
const messagesOnly = "events indexed by messages";
/** Messages that are put into the index at once: some milliseconds. */
const indexedAtOnce = 200;
/** The events of all rooms, the messages that they fold into, and what is searchable of them. */
export class SqliteEvents {
  readonly #statements: SqliteStatements;
  readonly #rooms: SqliteRooms;
  readonly #index: SqliteIndex;
  readonly #files: SqliteFiles;
  readonly #deleted: () => void;

  constructor({ statements, rooms, index, files, deleted }: SqliteEventsOptions) {
    this.#statements = statements;
    this.#rooms = rooms;
    this.#index = index;
    this.#files = files;
    this.#deleted = deleted;
  }

  /** Puts drafts into the log of a room, in order; of a repeated one it gives the event that is there. */
  append(row: RoomRow, drafts: readonly Draft[]): Placement[] {
    const placements = drafts.map((draft) => this.#place(row, draft));
    // What is sealed has no words.
    if (row.visibility === "direct") row.indexed = row.seq;
    this.#rooms.save(row);
    return placements;
  }

  /** The events of a room with `after < seq <= upTo`. */
  read(room: number, after: number, upTo: number): RoomEvent[] {
    const sql = "select body from events where room = ? and seq > ? and seq <= ? order by seq";
    return this.#statements.all<BodyRow>(sql, room, after, upTo).map(({ body }) =>
      JSON.parse(body)
    );
  }

  /** A page of the messages of a room, folded; see `Store.readMessages`. */
  page(room: number, { before = Number.MAX_SAFE_INTEGER, after, limit }: PageQuery): Page {
    const order = after === undefined ? "desc" : "asc";
    const sql = `select coalesce(folded, body) as body from ${messagesOnly}
      where room = ? and seq > ? and seq < ? and target is null order by seq ${order} limit ?`;
    const bodies = this.#statements.all<BodyRow>(sql, room, after ?? 0, before, limit + 1);
    const messages = bodies.slice(0, limit).map(({ body }): Message => JSON.parse(body));
    if (after === undefined) messages.reverse();
    return { messages, more: bodies.length > limit };
  }

  /** Searches what is in the index of a room. */
  search(
    row: RoomRow,
    { text, before = Number.MAX_SAFE_INTEGER, limit }: SearchQuery,
  ): SearchPage {
    const search = parseSearch(text);
    if (isEmpty(search)) return { results: [], more: false };
    const { terms, from = 0, to = Infinity } = search;
    const bounds = {
      after: this.#firstSince(row, from) - 1,
      before: Math.min(before, this.#firstSince(row, to)),
      limit: limit + 1,
    };
    const messages = terms.length === 0
      ? this.#readBack(row.id, bounds)
      : this.#index.find(row.id, terms, bounds).flatMap((seq) => this.find(row.id, seq) ?? []);
    const results = messages.slice(0, limit)
      .map((message) => ({ ...message, ...snippetOf(message.text ?? "", search) }));
    return { results, more: messages.length > limit };
  }

  /** Puts the next messages of a room into the index. */
  index(row: RoomRow): void {
    const sql = `select seq, coalesce(folded, body) as body from ${messagesOnly}
      where room = ? and seq > ? and target is null order by seq limit ?`;
    const rows = this.#statements
      .all<BodyRow & { seq: number }>(sql, row.id, row.indexed, indexedAtOnce);
    for (const { body } of rows) this.#index.add(row.id, JSON.parse(body));
    row.indexed = rows.length < indexedAtOnce ? row.seq : rows.at(-1)!.seq;
    this.#rooms.save(row);
  }

  /**
   * Forgets the oldest events of a room that were said before a moment, at most so many.
   *
   * @param before Unix milliseconds.
   */
  forget(row: RoomRow, before: number, limit: number): Forgotten {
    const end = Math.min(this.#firstSince(row, before), row.first + limit);
    const count = Math.max(0, end - row.first);
    if (count > 0) {
      const sql = `select coalesce(folded, body) as body from events
        where room = ? and seq < ? and seq <= ? and target is null`;
      const indexed = this.#statements.all<BodyRow>(sql, row.id, end, row.indexed);
      for (const { body } of indexed) this.#index.remove(row.id, JSON.parse(body));
      this.#statements.run("delete from events where room = ? and seq < ?", row.id, end);
      this.#files.dropBefore(row.id, end);
      row.first = end;
      row.indexed = Math.max(row.indexed, end - 1);
      this.#rooms.save(row);
      this.#deleted();
    }
    return { first: row.first, count, more: this.#firstSince(row, before) > row.first };
  }

  /** A message as it is now. */
  find(room: number, seq: number): Message | undefined {
    const sql = "select coalesce(folded, body) as body from events " +
      "where room = ? and seq = ? and target is null";
    const row = this.#statements.find<BodyRow>(sql, room, seq);
    return row && JSON.parse(row.body);
  }

  #findByRef(room: number, { from, ref }: Draft): RoomEvent | undefined {
    if (ref === undefined) return undefined;
    const sql = "select body from events where room = ? and sender = ? and ref = ?";
    const row = this.#statements.find<BodyRow>(sql, room, from.id, ref);
    return row && JSON.parse(row.body);
  }

  #place(row: RoomRow, draft: Draft): Placement {
    const targetSeq = targetOf(draft);
    const wishes = wishesOf(draft);
    if (targetSeq === undefined && !wishes) return this.#keep(row, draft);
    const earlier = this.#findByRef(row.id, draft);
    if (earlier) return { event: earlier, isNew: false };
    const target = targetSeq === undefined ? undefined : this.find(row.id, targetSeq);
    const refused = refusal(draft, target);
    if (refused) return refused;
    const files = wishes && this.#files.choose(row.id, wishes);
    return wishes && !files ? unattachable : this.#keep(row, draft, { target, files });
  }

  /** Puts an event into the log, and what it changes into its message, unless its ref is there. */
  #keep(row: RoomRow, draft: Draft, { target, files }: Company = {}): Placement {
    const event = eventOf(draft, row.seq + 1, row.at, files);
    // The index of refs tells a repeated one, so that nearly all drafts are one statement.
    const sql = "insert into events (room, seq, sender, ref, target, body) " +
      "values (?, ?, ?, ?, ?, ?) on conflict (room, sender, ref) where ref is not null do nothing";
    const { from, ref = null } = event;
    const about = event.type === "message" ? null : event.target;
    const body = JSON.stringify(event);
    if (this.#statements.run(sql, row.id, event.seq, from.id, ref, about, body) === 0) {
      return { event: this.#findByRef(row.id, draft)!, isNew: false };
    }
    row.seq = event.seq;
    row.at = event.at;
    if (event.type !== "message") this.#change(row, event, target!);
    if (files) this.#files.attach(event.seq, files);
    return event.at === draft.at && !files ? event.seq : { event, isNew: true };
  }

  /** Folds an event into the message it is about. */
  #change(row: RoomRow, event: Exclude<RoomEvent, Message>, target: Message): void {
    const folded = fold(target, event);
    if (event.type === "deleted") {
      this.#purge(row.id, target);
      if (target.files) this.#files.dropOf(row.id, target.seq);
    } else {
      const sql = "update events set folded = ? where room = ? and seq = ?";
      this.#statements.run(sql, JSON.stringify(folded), row.id, target.seq);
    }
    if (event.type === "reacted" || row.indexed < target.seq) return;
    this.#index.remove(row.id, target);
    this.#index.add(row.id, folded);
  }

  /** Takes the text of a deleted message out of every event that held it. */
  #purge(room: number, message: Message): void {
    const sql = "update events set body = ?, folded = null where room = ? and seq = ?";
    this.#statements.run(sql, JSON.stringify(tombstone(message)), room, message.seq);
    // Of other events about it, reactions, there may be very many.
    const edits =
      "update events indexed by events_by_target set body = json_set(body, '$.text', '') " +
      "where room = ? and target = ? and body ->> 'type' = 'edited'";
    if (message.edited !== undefined) this.#statements.run(edits, room, message.seq);
    this.#deleted();
  }

  /** The newest messages between two numbers, newest first, without those deleted or sealed. */
  #readBack(
    room: number,
    { after, before, limit }: { after: number; before: number; limit: number },
  ): Message[] {
    const sql = `select coalesce(folded, body) as body from ${messagesOnly}
      where room = ? and seq > ? and seq < ? and target is null
        and body ->> 'deleted' is null and body ->> 'box' is null
      order by seq desc limit ?`;
    return this.#statements.all<BodyRow>(sql, room, after, before, limit)
      .map(({ body }) => JSON.parse(body));
  }

  #firstSince({ id, first, seq }: RoomRow, moment: number): number {
    const sql = "select body ->> 'at' as at from events where room = ? and seq = ?";
    return firstSince(moment, {
      first,
      end: seq + 1,
      atOf: (seq) => this.#statements.find<{ at: number }>(sql, id, seq)!.at,
    });
  }
}
