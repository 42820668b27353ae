import { fold } from "../wire/fold.ts";
import type { Message, Person, RoomEvent } from "../wire/messages.ts";
import { ownedBy } from "./rules.ts";
import type { SqliteStatements } from "./sqlite_statements.ts";

interface EventRow {
  readonly seq: number;
  readonly target: number | null;
  readonly body: string;
}

/** Events that are rewritten at once: some milliseconds. */
const eventsAtOnce = 256;

/** Gives what a guest wrote to the user that the guest has become, in a database. */
export class SqliteAdoption {
  readonly #statements: SqliteStatements;

  constructor(statements: SqliteStatements) {
    this.#statements = statements;
  }

  /** Numbers and names of the rooms that know somebody in any way, without direct ones. */
  rooms(person: string): { id: number; name: string }[] {
    const sql = `select id, name from rooms where visibility <> 'direct' and (
      id in (select room from read_marks where person = ?1)
      or id in (select room from memberships where person = ?1)
      or id in (select room from bans where person = ?1)
      or exists (select 1 from events indexed by events_by_ref
        where room = rooms.id and sender = ?1 and ref is not null))`;
    return this.#statements.all<{ id: number; name: string }>(sql, person);
  }

  /**
   * Rewrites some of the events of a room that have a ref, as all have that came from our pages.
   *
   * @returns Whether there may be more.
   */
  rewrite(room: number, guest: string, to: Person): boolean {
    const sql = "select seq, target, body from events " +
      "where room = ? and sender = ? and ref is not null limit ?";
    const rows = this.#statements.all<EventRow>(sql, room, guest, eventsAtOnce);
    for (const row of rows) this.#rewrite(room, row, to);
    const messages = new Set(rows.map(({ seq, target }) => target ?? seq));
    for (const seq of messages) this.#refold(room, seq);
    return rows.length === eventsAtOnce;
  }

  #rewrite(room: number, { seq, body }: EventRow, to: Person): void {
    const own = JSON.stringify(ownedBy(JSON.parse(body), to));
    const sql = "update or ignore events set sender = ?, body = ? where room = ? and seq = ?";
    if (this.#statements.run(sql, to.id, own, room, seq) > 0) return;
    // They used the same ref on their own.
    const without = "update events set sender = ?, ref = null, body = ? where room = ? and seq = ?";
    this.#statements.run(without, to.id, own, room, seq);
  }

  #refold(room: number, seq: number): void {
    const original = this.#bodies("select body from events where room = ? and seq = ?", room, seq)
      .find((event) => event.type === "message");
    if (!original) return;
    const changes = this.#bodies(
      "select body from events indexed by events_by_target " +
        "where room = ? and target = ? order by seq",
      room,
      seq,
    );
    const folded = changes.reduce<Message>(
      (message, event) => event.type === "message" ? message : fold(message, event),
      original,
    );
    const sql = "update events set folded = ? where room = ? and seq = ?";
    const text = folded === original ? null : JSON.stringify(folded);
    this.#statements.run(sql, text, room, seq);
  }

  #bodies(sql: string, room: number, seq: number): RoomEvent[] {
    return this.#statements.all<{ body: string }>(sql, room, seq)
      .map(({ body }) => JSON.parse(body));
  }
}
