import { wordsOf } from "../store/words.ts";
import type { SqliteStatements } from "../store/sqlite_statements.ts";
import type { Message } from "../wire/messages.ts";

/** Terms that are read at once. */
const termsAtOnce = 2_000;
/** Units of a word that count. FTS5 keeps 32,768 bytes of one, which are more than these. */
const unitsCounted = 8_192;

/** Odd numbers below 2^22, so that no product leaves the integers of SQLite. */
const perMessage = 2_654_435;
const perRoom = 3_266_489;
const perPlace = 4_052_739;
const ofAuthor = 1_540_483;

/**
 * Every place of every word in a full-text index, summed up into two numbers: whether the index is
 * the one that would be built from the messages can be told without building it.
 *
 * The sum does not depend on the order, takes no memory to speak of, and differs by any word that is
 * missing, too much, or elsewhere, but for a chance of one in four thousand million.
 */
export class IndexSum {
  /** How many words there are in all. */
  words = 0;
  #sum = 0;

  /** Adds what the index holds of a message; see `SqliteIndex.add`. */
  add(room: number, { seq, text = "", from }: Message): void {
    this.#addText({ room, seq, base: 0 }, text);
    this.#addText({ room, seq, base: ofAuthor }, from.name);
  }

  /** Whether both are sums of the same. */
  equals(other: IndexSum): boolean {
    return this.words === other.words && this.#sum === other.#sum;
  }

  /** Sums up the index of a database. SQLite does the bulk of it, a row for each term is left. */
  static of(statements: SqliteStatements): IndexSum {
    statements.run(
      "create virtual table if not exists temp.places using fts5vocab (main, search, instance)",
    );
    // As in `#addText`, with `&` for the cutting to 32 bits that JavaScript does by itself.
    const sql = `
      select term, count(*) as count, sum(
        ((doc & 0xffffffff) * ${perMessage} + (doc >> 40) * ${perRoom} & 0xffffffff)
        * (offset * ${perPlace} + (col = 'author') * ${ofAuthor} & 0x7fffffff | 1) & 0xffffffff
      ) & 0xffffffff as sum
      from temp.places where term > ? group by term order by term limit ${termsAtOnce}`;
    const sum = new IndexSum();
    let last = "";
    while (true) {
      const rows = statements.all<{ term: string; count: number; sum: number }>(sql, last);
      for (const row of rows) sum.#addTerm(row.term, row.count, row.sum);
      if (rows.length < termsAtOnce) return sum;
      last = rows.at(-1)!.term;
    }
  }

  #addText({ room, seq, base }: { room: number; seq: number; base: number }, text: string): void {
    const ofMessage = (Math.imul(seq, perMessage) + Math.imul(room, perRoom)) | 0;
    let offset = 0;
    for (const { word } of wordsOf(text)) {
      const ofPlace = ((offset++ * perPlace + base) & 0x7fffffff) | 1;
      this.#addTerm(word, 1, Math.imul(ofMessage, ofPlace));
    }
  }

  #addTerm(term: string, count: number, sum: number): void {
    this.words += count;
    this.#sum = (this.#sum + Math.imul(hash(term), sum)) | 0;
  }
}

/** An odd number of 32 bits for a word: FNV-1a over its UTF-16 units, mixed once more. */
function hash(word: string): number {
  let value = 0x811c9dc5;
  const end = Math.min(word.length, unitsCounted);
  for (let index = 0; index < end; index++) {
    value = Math.imul(value ^ word.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) | 1;
}
