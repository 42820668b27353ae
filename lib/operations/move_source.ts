import { join } from "@std/path";
import { createHash } from "node:crypto";
import { OperatorError } from "../errors.ts";
import { SqliteFile } from "../store/sqlite_file.ts";
import type { SqliteValue } from "../store/sqlite_statements.ts";
import { SqliteStatements } from "../store/sqlite_statements.ts";
import { operatorError } from "./failure.ts";
import type { MovedTable, Row } from "./moved_tables.ts";
import { movedTables, rowOf } from "./moved_tables.ts";

/** The bytes of some files, which are the same. */
export interface NeededBlob {
  readonly hash: string;
  /** In bytes. */
  readonly size: number;
  /** What one of the files is called. */
  readonly name: string;
}

/** A secret of the server, and what it is called. */
export interface Secret {
  readonly name: string;
  /** Base64. */
  readonly key: string;
}

/** A data folder that is moved: nobody else writes it until it is closed. */
export class MoveSource implements Disposable {
  readonly folder: string;
  readonly #file: SqliteFile;
  readonly #statements: SqliteStatements;

  private constructor(folder: string, file: SqliteFile) {
    this.folder = folder;
    this.#file = file;
    this.#statements = new SqliteStatements(file.database);
  }

  /**
   * Opens a data folder with a database of SQLite.
   *
   * @throws {OperatorError} when there is none, a server uses it, or it is of another version than
   * this program's.
   */
  static open(folder: string): MoveSource {
    const path = join(folder, "parley.db");
    try {
      // Opening it to write would make one where there is none, and bring it up to date.
      SqliteFile.openToRead(path).close();
      return new MoveSource(folder, SqliteFile.open({ path, durability: "full" }));
    } catch (error) {
      throw operatorError(`Cannot move "${path}"`, error);
    }
  }

  /**
   * What stands for this source as it is now, and as this program moves it: it changes with each entry
   * of any log.
   */
  get state(): string {
    const rows = this.#statements.all("select id, epoch, name, seq, first from rooms order by id");
    return createHash("sha256").update(JSON.stringify([movedTables, rows])).digest("hex");
  }

  /** Those secrets that the folder holds. */
  get secrets(): readonly Secret[] {
    return ["guests", "push", "webhooks"].flatMap((name) => {
      const key = readIfThere(join(this.folder, `${name}.key`));
      return key ? [{ name, key: key.toBase64() }] : [];
    });
  }

  /** How many rows a table has. */
  count({ name }: MovedTable): number {
    return this.#count(`select count(*) as count from ${name}`);
  }

  /** How many different blobs files need. */
  countBlobs(): number {
    return this.#count("select count(distinct hash) as count from files");
  }

  /** What a room is called, by its number. */
  nameOf(room: number): string | undefined {
    return this.#statements.find<{ name: string }>("select name from rooms where id = ?", room)
      ?.name;
  }

  /**
   * The next rows of a table, as PostgreSQL has them, in the order of its key.
   *
   * @param after Key of the last row before; none for the first page.
   * @throws {OperatorError} when one cannot be read.
   */
  page(table: MovedTable, after: readonly unknown[], limit: number): Row[] {
    const { name, key, columns, sqlite } = table;
    const isFirst = after.length === 0;
    const beyond = isFirst ? "" : `where (${key}) > (${key.map(() => "?")})`;
    const sql = `select ${
      sqlite?.columns ?? columns
    } from ${name} ${beyond} order by ${key} limit ?`;
    try {
      return this.#statements.all<Row>(sql, ...after as SqliteValue[], limit)
        .map((row) => rowOf(table, row));
    } catch (error) {
      if (!(error instanceof SyntaxError)) {
        throw operatorError(`Cannot read "${this.folder}"`, error);
      }
      // Its words are left out: they would quote what somebody wrote.
      const why = `there is damage in the table ${name}; ask parley doctor`;
      throw new OperatorError(`Cannot move "${this.folder}": ${why}`);
    }
  }

  /** The next blobs that files need, in the order of their hashes. */
  blobs(after: string, limit: number): NeededBlob[] {
    const sql = "select hash, size, min(name) as name from files where hash > ? " +
      "group by hash order by hash limit ?";
    return this.#statements.all<NeededBlob>(sql, after, limit);
  }

  /** Whether an upload is under way. */
  hasUpload(id: string): boolean {
    return this.#statements.find("select 1 from uploads where id = ?", id) !== undefined;
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #count(sql: string): number {
    return this.#statements.find<{ count: number }>(sql)!.count;
  }
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return Deno.readFileSync(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw new OperatorError(`Cannot read "${path}": ${(cause as Error).message}`, { cause });
  }
}
