import type { Message } from "../wire/messages.ts";
import type { Search, Term } from "./search.ts";
import type { SqliteStatements } from "./sqlite_statements.ts";
import { wordsOf } from "./words.ts";

/**
 * The full-text index of all messages, in the database.
 *
 * It holds words and where they stand, no texts, and none of a text that was taken out again: FTS5
 * is told to delete securely. Each message is a row whose number is made of its room's and its own,
 * so that one room is searched alone, from its newest message on.
 *
 * @see {@link https://www.sqlite.org/fts5.html | SQLite FTS5}
 */
export class SqliteIndex {
  readonly #statements: SqliteStatements;

  constructor(statements: SqliteStatements) {
    this.#statements = statements;
  }

  /** Puts a folded message in; a deleted or sealed one has nothing to put in. */
  add(room: number, message: Message): void {
    if (!isIndexed(message)) return;
    const sql = "insert into search (rowid, text, author) values ((? << 40) | ?, ?, ?)";
    this.#statements.run(sql, room, message.seq, ...columnsOf(message));
  }

  /** Takes a folded message out; it has to be as it was put in. */
  remove(room: number, message: Message): void {
    if (!isIndexed(message)) return;
    const sql =
      "insert into search (search, rowid, text, author) values ('delete', (? << 40) | ?, ?, ?)";
    this.#statements.run(sql, room, message.seq, ...columnsOf(message));
  }

  /** Takes everything out, of all rooms. */
  clear(): void {
    this.#statements.run("insert into search (search) values ('delete-all')");
  }

  /**
   * Finds messages with all of the terms, which are one at least.
   *
   * @param bounds Only numbers between these two, without them.
   * @returns Their numbers, newest first.
   */
  find(
    room: number,
    terms: Search["terms"],
    { after, before, limit }: { after: number; before: number; limit: number },
  ): number[] {
    const sql = "select rowid & ((1 << 40) - 1) as seq from search where search match ? " +
      "and rowid > ((? << 40) | ?) and rowid < ((? << 40) | ?) order by rowid desc limit ?";
    const query = terms.map(matchOf).join(" AND ");
    return this.#statements
      .all<{ seq: number }>(sql, query, room, after, room, before, limit)
      .map(({ seq }) => seq);
  }
}

/** Whether there is something of a folded message to put in. */
export function isIndexed({ deleted, box }: Message): boolean {
  return deleted === undefined && box === undefined;
}

/** The columns `text` and `author`: words with spaces between, which FTS5 need not cut again. */
function columnsOf({ text = "", from }: Message): [text: string, author: string] {
  return [join(text), join(from.name)];
}

function join(text: string): string {
  return wordsOf(text).map(({ word }) => word).join(" ");
}

/** A term in the language of FTS5. Words hold letters and digits only, so nothing gets out of the quotes. */
function matchOf({ field, words, isPrefix }: Term): string {
  return `${field} : "${words.join(" ")}"${isPrefix ? " *" : ""}`;
}
