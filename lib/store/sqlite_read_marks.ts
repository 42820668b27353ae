import type { ReadMark } from "../wire/messages.ts";
import { unreadCounted, unreadLooked } from "./rules.ts";
import type { SqliteStatements } from "./sqlite_statements.ts";
import type { Unread } from "./store.ts";

/** Marks that go to the user whom a guest has become. */
const adopted = "person = ? and room not in (select room from direct_rooms)";

/** How far people have read, in a database. */
export class SqliteReadMarks {
  readonly #statements: SqliteStatements;

  constructor(statements: SqliteStatements) {
    this.#statements = statements;
  }

  /** Notes marks of one room; gives those that moved. */
  move(
    room: { readonly id: number; readonly seq: number },
    marks: readonly (readonly [id: string, seq: number])[],
  ): ReadMark[] {
    if (room.seq === 0) return [];
    const sql = "insert into read_marks (room, person, seq) values (?, ?, ?) " +
      "on conflict do update set seq = excluded.seq where excluded.seq > seq";
    return marks
      .map(([person, seq]) => [person, Math.min(seq, room.seq)] as const)
      .filter(([person, seq]) => this.#statements.run(sql, room.id, person, seq) > 0)
      .map(([id, seq]) => ({ type: "read", id, seq }));
  }

  /** How far each of `people` has read in one room, where they have. */
  find(room: number, people: readonly string[]): [id: string, seq: number][] {
    const sql = "select person, seq from read_marks " +
      "where room = ? and person in (select value from json_each(?))";
    return this.#statements
      .all<{ person: string; seq: number }>(sql, room, JSON.stringify(people))
      .map(({ person, seq }) => [person, seq]);
  }

  /** Gives the marks of `guest` to `person`, but for direct rooms; of two in one room the newer stays. */
  adopt(guest: string, person: string): void {
    const sql = "insert into read_marks (room, person, seq) " +
      `select room, ?, seq from read_marks where ${adopted} ` +
      "on conflict do update set seq = max(seq, excluded.seq)";
    this.#statements.run(sql, person, guest);
    this.#statements.run(`delete from read_marks where ${adopted}`, guest);
  }

  /** What `person` has not read, of each of `rooms` where this person has a mark. */
  unread(person: string, rooms: readonly string[]): Unread[] {
    const marks = "select rooms.id, rooms.name, read_marks.seq from read_marks " +
      "join rooms on rooms.id = read_marks.room " +
      "where person = ? and rooms.name in (select value from json_each(?))";
    const count = `select count(*) as count from (
      select 1 from (select body from events indexed by messages
        where room = ? and seq > ? and target is null and sender <> ? limit ${unreadLooked})
      where body ->> 'deleted' is null and body ->> 'quiet' is null limit ${unreadCounted})`;
    return this.#statements
      .all<{ id: number; name: string; seq: number }>(marks, person, JSON.stringify(rooms))
      .map(({ id, name, seq }) => ({
        room: name,
        read: seq,
        count: this.#statements.find<{ count: number }>(count, id, seq, person)!.count,
      }));
  }
}
