import type { AttachmentWish } from "../wire/fields.ts";
import { keptLimits } from "../wire/kept_limits.ts";
import type { Attachment, Message } from "../wire/messages.ts";
import type { AttachmentRow } from "./attachments.ts";
import { attachmentOf, choose, withoutNulls } from "./attachments.ts";
import type {
  Content,
  FilePage,
  FileQuery,
  ListedFile,
  Quota,
  Quotas,
  StoredFile,
  Upload,
  UploadRefusal,
} from "./files.ts";
import type { SqliteStatements, SqliteValue } from "./sqlite_statements.ts";
import { isMeant } from "./rules.ts";

/** A room, as far as its files are concerned. */
export interface FiledRoom {
  /** Its number, by which its files know it. */
  readonly id: number;
  /** What its log is called. */
  readonly epoch: string;
  /** A message of its log, as it is now. */
  findMessage(seq: number): Message | undefined;
}

interface FileRow extends AttachmentRow {
  readonly room: string;
  readonly by: string;
  readonly at: number;
  readonly hash: string;
  readonly seq: number | null;
}

interface UploadRow extends Omit<Required<Upload>, "width" | "height" | "thumbnail"> {
  readonly width: number | null;
  readonly height: number | null;
  readonly thumbnail: string | null;
}

/** The columns of `files` that an {@linkcode AttachmentRow} has. */
export const attachmentColumns =
  "files.id, files.name, size, type, width, height, alt, files.thumbnail";
/** Where the smaller picture of another file stands in a message: it is listed nowhere. */
const nowhere = -1;
/** Uploads, and files, that are forgotten at once: some milliseconds. */
const expiredAtOnce = 200;
/** Uploads, and files, that somebody else gets at once. */
const adoptedAtOnce = 200;

/** Files in a database: the methods of `Files` without the promises, and how messages get them. */
export class SqliteFiles {
  readonly #statements: SqliteStatements;
  readonly #findRoom: (name: string) => FiledRoom | undefined;

  /** @param findRoom Gives the room that is or was called so. */
  constructor(statements: SqliteStatements, findRoom: (name: string) => FiledRoom | undefined) {
    this.#statements = statements;
    this.#findRoom = findRoom;
  }

  beginUpload(upload: Upload, quotas: Quotas): UploadRefusal | undefined {
    const { id, by, name, size, at, width, height, thumbnail } = upload;
    const room = this.#findRoom(upload.room)?.id;
    if (room === undefined) return "no_room";
    if (!this.#fits("room", room, { size, quota: quotas.room })) return "room_full";
    if (!this.#fits("by", by, { size, quota: quotas.person })) return "person_full";
    const count = "select count(*) as count from uploads where by = ?";
    const { count: begun } = this.#statements.find<{ count: number }>(count, by)!;
    if (begun >= keptLimits.uploadsPerPerson) return "too_many";
    const sql = "insert into uploads (id, room, by, name, size, at, width, height, thumbnail) " +
      "values (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    const shown = [width ?? null, height ?? null, thumbnail ?? null];
    this.#statements.run(sql, id, room, by, name, size, at, ...shown);
    return undefined;
  }

  findUpload(id: string): Upload | undefined {
    const sql = "select uploads.id, rooms.name as room, by, uploads.name, size, uploads.at, " +
      "width, height, thumbnail from uploads join rooms on rooms.id = room where uploads.id = ?";
    const row = this.#statements.find<UploadRow>(sql, id);
    return row && withoutNulls(row) as Upload;
  }

  touchUpload(id: string, at: number): void {
    this.#statements.run("update uploads set at = max(at, ?) where id = ?", at, id);
  }

  finishUpload(
    id: string,
    { hash, size, type, width, height }: Content,
    at: number,
  ): StoredFile | undefined {
    const sql = `insert into files
      (id, room, by, name, size, type, width, height, thumbnail, hash, at)
      select id, room, by, name, ?2, ?3, coalesce(?4, width), coalesce(?5, height), thumbnail, ?6, ?7
      from uploads where id = ?1`;
    const shown = [width ?? null, height ?? null];
    if (this.#statements.run(sql, id, size, type, ...shown, hash, at) === 0) return undefined;
    this.#statements.run("delete from uploads where id = ?", id);
    this.forgetBlob(hash);
    return this.findFile(id);
  }

  abandonUpload(id: string): boolean {
    return this.#statements.run("delete from uploads where id = ?", id) > 0 ||
      this.#drop("id = ? and seq is null", id) > 0;
  }

  findFile(id: string): StoredFile | undefined {
    const sql = `select ${attachmentColumns}, rooms.name as room, by, files.at, hash, files.seq
      from files join rooms on rooms.id = room
      where files.id = ? and (rooms.name < ':' or rooms.name >= ';')`;
    const row = this.#statements.find<FileRow>(sql, id);
    if (!row) return undefined;
    const { alt: _, ...file } = row;
    return withoutNulls(file) as StoredFile;
  }

  listFiles(name: string, { before, limit, epoch }: FileQuery): FilePage {
    const room = this.#findRoom(name);
    if (!room || !isMeant(room, epoch)) return { files: [] };
    const { seq, place } = before ?? { seq: Number.MAX_SAFE_INTEGER, place: 0 };
    const sql = `select ${attachmentColumns}, seq, place from files
      where room = ? and (seq, place) < (?, ?) and place > ${nowhere}
      order by seq desc, place desc limit ?`;
    const rows = this.#statements
      .all<AttachmentRow & { seq: number; place: number }>(sql, room.id, seq, place, limit + 1);
    const files = rows.slice(0, limit).flatMap((row): ListedFile[] => {
      const message = room.findMessage(row.seq);
      if (!message) return [];
      const { from, at } = message;
      return [{ ...attachmentOf(row), seq: row.seq, at, from }];
    });
    const last = rows[limit - 1];
    if (rows.length <= limit || !last) return { files };
    return { files, next: { seq: last.seq, place: last.place } };
  }

  expireFiles(uploadsBefore: number, filesBefore: number): boolean {
    const uploads = "delete from uploads where id in " +
      "(select id from uploads where at < ? limit ?)";
    const count = this.#statements.run(uploads, uploadsBefore, expiredAtOnce);
    const files = "id in (select id from files where seq is null and at < ? limit ?)";
    const dropped = this.#drop(files, filesBefore, expiredAtOnce);
    return count === expiredAtOnce || dropped === expiredAtOnce;
  }

  blobBytes(): number {
    const sql = "select coalesce(sum(size), 0) as bytes from " +
      "(select max(size) as size from files group by hash)";
    return this.#statements.find<{ bytes: number }>(sql)!.bytes;
  }

  unneededBlobs(limit: number): string[] {
    return this.#statements
      .all<{ hash: string }>("select hash from unneeded_blobs limit ?", limit)
      .map(({ hash }) => hash);
  }

  needsBlob(hash: string): boolean {
    return this.#statements.find("select 1 from files where hash = ?", hash) !== undefined;
  }

  noteBlob(hash: string): void {
    const sql = "insert or ignore into unneeded_blobs (hash) " +
      "select ?1 where not exists (select 1 from files where hash = ?1)";
    this.#statements.run(sql, hash);
  }

  forgetBlob(hash: string): void {
    this.#statements.run("delete from unneeded_blobs where hash = ?", hash);
  }

  /**
   * What a message says of the files that it wants; `undefined` when one of them is not of this room,
   * or a message has it. A smaller picture that it cannot have is left out.
   */
  choose(room: number, wishes: readonly AttachmentWish[]): Attachment[] | undefined {
    return choose(wishes, (id) => this.#findLoose(room, id));
  }

  /** Makes files a message's, as {@linkcode choose} gave them, with their smaller pictures. */
  attach(seq: number, files: readonly Attachment[]): void {
    for (const [place, { id, alt = null, ...file }] of files.entries()) {
      // One that is sealed has a key, of which only clients know.
      const thumbnail = typeof file.thumbnail === "string" ? file.thumbnail : null;
      const sql = "update files set seq = ?, place = ?, alt = ?, thumbnail = ? where id = ?";
      this.#statements.run(sql, seq, place, alt, thumbnail, id);
      if (thumbnail === null) continue;
      const picture = "update files set seq = ?, place = ? where id = ?";
      this.#statements.run(picture, seq, nowhere, thumbnail);
    }
  }

  /** Drops the files of a message. */
  dropOf(room: number, seq: number): void {
    this.#drop("room = ? and seq = ?", room, seq);
  }

  /** Drops the files of the messages before number `seq`. */
  dropBefore(room: number, seq: number): void {
    this.#drop("room = ? and seq < ?", room, seq);
  }

  /** Drops the uploads of a room, and its files that no message has. */
  dropLoose(room: number): void {
    this.#statements.run("delete from uploads where room = ?", room);
    this.#drop("room = ? and seq is null", room);
  }

  /** Drops the uploads and files of a room. */
  dropAll(room: number): void {
    this.#statements.run("delete from uploads where room = ?", room);
    this.#drop("room = ?", room);
  }

  /** Gives some of what somebody uploaded to somebody else; tells whether there may be more. */
  adoptFiles(from: string, to: string): boolean {
    const counts = ["uploads", "files"].map((table) => {
      const sql = `update ${table} set by = ? where id in ` +
        `(select id from ${table} where by = ? limit ?)`;
      return this.#statements.run(sql, to, from, adoptedAtOnce);
    });
    return counts.includes(adoptedAtOnce);
  }

  /** Whether one more fits beside the files and uploads of one room, or of one person. */
  #fits(
    owner: "room" | "by",
    value: SqliteValue,
    { size, quota }: { size: number; quota: Quota },
  ): boolean {
    const sql = `select count(*) as files, coalesce(sum(size), 0) as bytes from
      (select size from files where ${owner} = ?1
        union all select size from uploads where ${owner} = ?1)`;
    const { files, bytes } = this.#statements.find<Quota>(sql, value)!;
    return files < quota.files && bytes + size <= quota.bytes;
  }

  /** A file of a room that no message has. */
  #findLoose(room: number, id: string): AttachmentRow | undefined {
    const sql = `select ${attachmentColumns} from files where id = ? and room = ? and seq is null`;
    return this.#statements.find<AttachmentRow>(sql, id, room);
  }

  /** Drops files, and notes their blobs that no other file needs; tells how many they were. */
  #drop(which: string, ...values: SqliteValue[]): number {
    const sql = `delete from files where ${which} returning hash`;
    const dropped = this.#statements.all<{ hash: string }>(sql, ...values);
    for (const hash of new Set(dropped.map(({ hash }) => hash))) this.noteBlob(hash);
    return dropped.length;
  }
}
