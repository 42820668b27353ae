import { join } from "@std/path";
import { explainSqlite, isDamage } from "../store/sqlite_errors.ts";
import { SqliteFile } from "../store/sqlite_file.ts";
import { isIndexed } from "../store/sqlite_index.ts";
import { schemaVersion } from "../store/sqlite_schema.ts";
import { SqliteStatements } from "../store/sqlite_statements.ts";
import { checkDisk, checkFiles } from "./disk_check.ts";
import { operatorError } from "./failure.ts";
import { Finding } from "./finding.ts";
import { IndexSum } from "./index_sum.ts";
import type { Progress } from "./progress.ts";
import { grouped } from "./progress.ts";
import type { RoomRow } from "./room_check.ts";
import { RoomCheck } from "./room_check.ts";

/** What {@linkcode examine} needs. */
export interface DoctorOptions {
  /** The data folder. */
  folder: string;
  progress: Progress;
}

/** From this size on, a database takes more than a moment to read. */
const largeBytes = 50_000_000;

/** What helps when something is wrong. */
const mends = {
  database: "stop the server and put a backup in its place, see docs/OPERATING.md",
  entries: "keep a copy of the folder, then see docs/OPERATING.md about damage",
  index: "stop the server and have it built anew: parley doctor --reindex",
};

/** Rooms that rows of a table are of, though there are no such rooms; found from one to the next. */
const strayRoomsOf = (table: "events" | "files") => `
  with recursive found (room) as (
    select min(room) from ${table}
    union all
    select (select min(room) from ${table} where room > found.room) from found
    where found.room is not null
  )
  select room from found where room is not null and room not in (select id from rooms)`;

/**
 * Looks whether everything in a data folder is as the server would have made it, while a server
 * writes it or not; changes nothing.
 *
 * All is read in one transaction, so a server that writes meanwhile shows no fault. Memory is
 * bounded, however large the rooms are.
 *
 * @returns One finding for each check, as soon as it is made.
 * @throws {OperatorError} when there is no database, or one of another version.
 */
export function* examine({ folder, progress }: DoctorOptions): Generator<Finding, void, void> {
  const opening = new Finding("database", mends.database);
  const path = join(folder, "parley.db");
  using file = open(path, opening);
  yield opening;
  const isLarge = Deno.statSync(path).size >= largeBytes;
  if (file) yield* new Doctor(file, progress, isLarge).examine();
  yield checkFiles(folder);
  yield checkDisk(folder);
}

/** The checks of one database. */
class Doctor {
  readonly #statements: SqliteStatements;
  readonly #progress: Progress;
  /** Whether some of it takes more than a moment. */
  readonly #isLarge: boolean;
  readonly #log = new Finding("log", mends.entries);
  readonly #messages = new Finding("messages", mends.entries);
  /** What the index has to hold. */
  readonly #sum = new IndexSum();
  #rooms: readonly RoomRow[] = [];

  constructor(file: SqliteFile, progress: Progress, isLarge: boolean) {
    this.#statements = new SqliteStatements(file.database);
    this.#progress = progress;
    this.#isLarge = isLarge;
  }

  *examine(): Generator<Finding, void, void> {
    yield this.#checkPages();
    this.#checkRooms();
    yield this.#log;
    yield this.#messages;
    yield this.#checkMarks();
    yield this.#checkIndex();
  }

  #checkPages(): Finding {
    this.#progress.begin("Checking the pages of the database", { isLong: this.#isLarge });
    const finding = made(new Finding("pages", mends.database), (finding) => {
      const sql = "pragma integrity_check(20)";
      const rows = this.#statements.all<{ integrity_check: string }>(sql);
      // One row says ok, or each says what is wrong, some of them in several lines.
      for (const { integrity_check: text } of rows) {
        if (text !== "ok") finding.fault(text.replaceAll(/\s*\n\s*/g, "; "));
      }
      const { page_count } = this.#statements.find<{ page_count: number }>("pragma page_count")!;
      finding.facts = `all ${grouped(page_count)} are sound`;
    });
    this.#progress.end();
    return finding;
  }

  /** Reads the logs of all rooms, once, for all that depends on them. */
  #checkRooms(): void {
    let [messages, files] = [0, 0];
    let done = 0;
    this.#progress.begin("Checking the messages");
    made(this.#log, () => {
      this.#rooms = this.#statements.all<RoomRow>(
        "select id, name, seq, at, first, indexed from rooms order by name",
      );
      for (const { room } of this.#statements.all<{ room: number }>(strayRoomsOf("events"))) {
        this.#log.fault(`there are entries of a room ${room}, which is not there`);
      }
      for (const { room } of this.#statements.all<{ room: number }>(strayRoomsOf("files"))) {
        this.#messages.fault(`there are files of a room ${room}, which is not there`);
      }
      const entries = this.#rooms.reduce((sum, { seq, first }) => sum + seq - first + 1, 0);
      for (const room of this.#rooms) {
        new RoomCheck({
          statements: this.#statements,
          room,
          log: this.#log,
          messages: this.#messages,
          heard: (message) => {
            messages++;
            files += message.files?.length ?? 0;
            if (message.seq <= room.indexed && isIndexed(message)) this.#sum.add(room.id, message);
          },
          progressed: (ofRoom) => this.#progress.update(done + ofRoom, entries),
        }).run();
        done += room.seq - room.first + 1;
      }
      const rooms = this.#rooms.length === 1 ? "1 room" : `${grouped(this.#rooms.length)} rooms`;
      const of = entries === 1 ? "1 entry" : `${grouped(entries)} entries`;
      this.#log.facts = `${of} of ${rooms}, without a gap and in order`;
    });
    this.#messages.facts = `${grouped(messages)}, each as its log makes it`;
    if (files > 0) this.#messages.facts += `; ${grouped(files)} files, each with its message`;
    this.#progress.end();
  }

  #checkMarks(): Finding {
    return made(new Finding("read marks", mends.entries), (finding) => {
      const sql = "select name, person, read_marks.seq from read_marks " +
        "left join rooms on rooms.id = room where name is null or read_marks.seq > rooms.seq limit 1000";
      const beyond = this.#statements.all<{ name: string | null; person: string; seq: number }>(
        sql,
      );
      for (const { name, person, seq } of beyond) {
        const where = name === null ? "a room that is not there" : `room "${name}"`;
        finding.fault(`${person} has read up to ${seq} in ${where}, which has no such entry`);
      }
      const count = "select count(*) as count from read_marks";
      finding.facts = grouped(this.#statements.find<{ count: number }>(count)!.count);
    });
  }

  #checkIndex(): Finding {
    this.#progress.begin("Checking the search index", { isLong: this.#isLarge });
    const finding = made(new Finding("search index", mends.index), (finding) => {
      const stored = IndexSum.of(this.#statements);
      const waiting = this.#rooms.reduce((sum, { seq, indexed }) => sum + seq - indexed, 0);
      const counts = `it holds ${grouped(stored.words)} words`;
      if (!stored.equals(this.#sum)) {
        finding.fault(`${counts}, the messages ${grouped(this.#sum.words)}, not all the same`);
      }
      finding.facts = `${counts}, as the messages do`;
      if (waiting > 0) finding.facts += `; ${grouped(waiting)} entries wait for it`;
    });
    this.#progress.end();
    return finding;
  }
}

/** Opens a database for one reader who sees all of it as of one moment. */
function open(path: string, finding: Finding): SqliteFile | undefined {
  try {
    const file = SqliteFile.openToRead(path);
    // The moment is that of the first thing read.
    file.database.exec("begin; select count(*) from rooms");
    finding.facts = `${path}, version ${schemaVersion}`;
    return file;
  } catch (error) {
    const why = explainSqlite(error);
    if (!isDamage(why)) throw operatorError(`Cannot read "${path}"`, error);
    finding.fault(why);
  }
}

/** Makes a check; that the database could not be read is a finding as well. */
function made(finding: Finding, check: (finding: Finding) => void): Finding {
  try {
    check(finding);
  } catch (error) {
    if ((error as { code?: string }).code !== "ERR_SQLITE_ERROR") throw error;
    finding.fault(explainSqlite(error));
  }
  return finding;
}
