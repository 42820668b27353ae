import { OperatorError } from "../errors.ts";
import { SqliteFile } from "../store/sqlite_file.ts";
import { SqliteLog } from "../store/sqlite_log.ts";
import type { RoomRecord, Store } from "../store/store.ts";
import type { Message } from "../wire/messages.ts";
import { operatorError } from "./failure.ts";
import { NewFile } from "./new_file.ts";
import type { Progress } from "./progress.ts";

/** Writes a room in one format. */
export interface Writer {
  /** What comes before the messages. */
  begin(room: RoomRecord): string;
  /** @param find Gives the message of a number, if it is kept. */
  message(message: Message, find: (seq: number) => Message | undefined): string;
  /** What comes after `count` messages. */
  end(count: number): string;
}

/** What {@linkcode exportRoom} needs. */
export interface ExportOptions {
  /** The database's file. */
  path: string;
  room: string;
  writer: Writer;
  progress: Progress;
}

/** One message a line, just as the API gives them. */
export const jsonLines: Writer = {
  begin: () => "",
  message: (message) => `${JSON.stringify(message)}\n`,
  end: () => "",
};

/** Messages that are read and written at once. */
const messagesAtOnce = 500;

/**
 * Gives all messages of a room as they are now, oldest first, in pieces; all of one moment, while a
 * server writes or not.
 *
 * @throws {OperatorError} when there is no such room, or no database.
 */
export function* exportRoom(options: ExportOptions): Generator<string, void, void> {
  const { path, room, writer, progress } = options;
  using file = SqliteFile.openToRead(path);
  file.database.exec("begin");
  const log = new SqliteLog(file);
  const record = log.findRoom(room);
  if (!record) {
    throw new OperatorError(
      `Cannot export room "${room}": there is none of this name in "${path}"`,
    );
  }
  function find(seq: number): Message | undefined {
    const [message] = log.readMessages(room, { after: seq - 1, limit: 1 }).messages;
    return message?.seq === seq ? message : undefined;
  }
  progress.begin("Exporting");
  yield writer.begin(record);
  let after = 0;
  let count = 0;
  let more = true;
  while (more) {
    const page = log.readMessages(room, { after, limit: messagesAtOnce });
    yield page.messages.map((message) => writer.message(message, find)).join("");
    after = page.messages.at(-1)?.seq ?? after;
    count += page.messages.length;
    more = page.more;
    progress.update(after, record.seq);
  }
  yield writer.end(count);
  progress.end();
}

/** What {@linkcode exportFrom} needs. */
export interface StoreExportOptions extends Omit<ExportOptions, "path"> {
  store: Pick<Store, "findRoom" | "readMessages">;
}

/**
 * Gives all messages that a room has when it begins, oldest first, in pieces; what happens to one
 * until its piece is read is in it.
 *
 * @throws {OperatorError} when there is no such room.
 */
export async function* exportFrom(
  { store, room, writer, progress }: StoreExportOptions,
): AsyncGenerator<string, void, void> {
  const record = await store.findRoom(room);
  if (!record) {
    throw new OperatorError(`Cannot export room "${room}": there is none of this name`);
  }
  progress.begin("Exporting");
  yield writer.begin(record);
  const before = record.seq + 1;
  let after = 0;
  let count = 0;
  let more = true;
  while (more) {
    const page = await store.readMessages(room, { after, before, limit: messagesAtOnce });
    const known = new Map(page.messages.map((message) => [message.seq, message]));
    for (const { replyTo } of page.messages) {
      if (replyTo === undefined || known.has(replyTo)) continue;
      const query = { after: replyTo - 1, before: replyTo + 1, limit: 1 };
      const [answered] = (await store.readMessages(room, query)).messages;
      if (answered) known.set(replyTo, answered);
    }
    yield page.messages.map((message) => writer.message(message, (seq) => known.get(seq))).join("");
    after = page.messages.at(-1)?.seq ?? after;
    count += page.messages.length;
    more = page.more;
    progress.update(after, record.seq);
  }
  yield writer.end(count);
  progress.end();
}

/**
 * Writes an export to a file, which is not there until all of it is, or to standard output.
 *
 * @throws {OperatorError} when it cannot be written, or there is a file of this name.
 */
export async function save(
  pieces: Iterable<string> | AsyncIterable<string>,
  output: string | undefined,
): Promise<void> {
  const bytes = ReadableStream.from(pieces).pipeThrough(new TextEncoderStream());
  try {
    if (output === undefined) return await bytes.pipeTo(Deno.stdout.writable);
    using file = NewFile.create(output);
    const { writable } = await Deno.open(file.unfinished, { write: true });
    await bytes.pipeTo(writable);
    file.finish();
  } catch (error) {
    // Whoever reads has seen enough, as `head` does.
    if (error instanceof Deno.errors.BrokenPipe) return;
    throw operatorError(`Cannot write "${output ?? "standard output"}"`, error);
  }
}
