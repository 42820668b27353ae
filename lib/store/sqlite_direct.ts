import { keptLimits } from "../wire/kept_limits.ts";
import type { Kind, Person } from "../wire/messages.ts";
import { pairInOrder } from "./rules.ts";
import type { SqliteStatements } from "./sqlite_statements.ts";

/** A direct room, as one of the two finds it. */
export interface NamedDirect {
  /** Of the room. */
  readonly name: string;
  readonly with: Person;
}

interface DirectRow {
  readonly room: string;
  readonly id: string;
  readonly name: string;
  readonly kind: Kind;
}

/** Which direct rooms there are, in a database; rooms by their numbers. */
export class SqliteDirect {
  readonly #statements: SqliteStatements;

  constructor(statements: SqliteStatements) {
    this.#statements = statements;
  }

  /** Name of the room of two people, by their ids. */
  find(one: string, other: string): string | undefined {
    const sql = "select name from direct_rooms join rooms on rooms.id = room " +
      "where one = ? and other = ?";
    return this.#statements.find<{ name: string }>(sql, ...pairInOrder(one, other))?.name;
  }

  /** Whether somebody has as many as may be. */
  isFull(person: string): boolean {
    const sql = `select count(*) as count from (${roomsOf})`;
    const { count } = this.#statements.find<{ count: number }>(sql, person)!;
    return count >= keptLimits.directRoomsPerPerson;
  }

  /** Makes a room that of two people, who belong to it already. */
  add(room: number, one: string, other: string): void {
    const sql = "insert into direct_rooms (one, other, room) values (?, ?, ?)";
    this.#statements.run(sql, ...pairInOrder(one, other), room);
  }

  /** Those of somebody. */
  list(person: string): NamedDirect[] {
    const sql = `select rooms.name as room, memberships.person as id, memberships.kind,
        coalesce(users.name, memberships.name) as name
      from (${roomsOf}) as own
      join rooms on rooms.id = own.room
      join memberships on memberships.room = own.room and memberships.person <> ?1
      left join users on users.id = memberships.person`;
    return this.#statements.all<DirectRow>(sql, person)
      .map(({ room, ...other }) => ({ name: room, with: other }));
  }
}

const roomsOf = "select room from direct_rooms where one = ?1 " +
  "union all select room from direct_rooms where other = ?1";
