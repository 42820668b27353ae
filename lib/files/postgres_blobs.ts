import type { Clock } from "../clock.ts";
import { systemClock } from "../clock.ts";
import { OperatorError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { TroubleList } from "../trouble_list.ts";
import { blobMissing, blobShort, nothingStaged, wrongOffset } from "./blob_errors.ts";
import { blobHash, uploadId } from "./blob_names.ts";
import type { BlobEntry, Blobs, StagedEntry } from "./blobs.ts";
import { chunksOf } from "./chunks.ts";
import { readAddress } from "../store/postgres_address.ts";
import type { PostgresSql } from "../store/postgres_connections.ts";
import { PostgresConnections } from "../store/postgres_connections.ts";
import { explainPostgres } from "../store/postgres_errors.ts";
import { makeTables } from "./postgres_tables.ts";
import { StorageTrouble } from "./storage_trouble.ts";

/** What {@linkcode PostgresBlobs} needs. */
export interface PostgresBlobsOptions {
  /** Where the database is; see `readAddress`. It is never shown. */
  url: string;
  clock?: Clock;
  log: Log;
  troubles?: TroubleList;
}

/** Bytes in a row. Stored ones depend on it, so it stays as it is. */
const chunkBytes = 256 * 1024;
/** Rows of a list that are asked for at once. */
const pageRows = 500;
/** Connections at most; each is used for one short query at a time. */
const size = 4;
const connectTimeoutSeconds = 10;
const statementTimeoutSeconds = 30;

/**
 * Keeps blobs in PostgreSQL, in tables of its own, for those who want one thing to back up. Readers
 * ask for one row after the other, so a slow one holds no connection.
 */
export class PostgresBlobs implements Blobs {
  readonly #connections: PostgresConnections;
  readonly #trouble: StorageTrouble;
  #closing: Promise<void> | undefined;

  private constructor(connections: PostgresConnections, trouble: StorageTrouble) {
    this.#connections = connections;
    this.#trouble = trouble;
  }

  /**
   * Connects, and makes the tables where there are none.
   *
   * @throws {OperatorError} when that cannot be.
   */
  static async open(
    { url, clock = systemClock, log, troubles }: PostgresBlobsOptions,
  ): Promise<PostgresBlobs> {
    const address = readAddress(url);
    const { place } = address;
    const connections = await PostgresConnections.open({
      address,
      name: "parley-files",
      size,
      statementTimeoutSeconds,
      connectTimeoutSeconds,
      clock,
    });
    try {
      await connections.transaction(makeTables);
    } catch (cause) {
      await connections.close();
      const why = explainPostgres(cause);
      if (why === undefined) throw cause;
      throw new OperatorError(`Cannot keep files in ${place}: ${why}`, { cause });
    }
    const trouble = new StorageTrouble({ place, explain: explainPostgres, clock, log, troubles });
    return new PostgresBlobs(connections, trouble);
  }

  async staged(upload: string): Promise<number> {
    uploadId(upload);
    const [found] = await this.#read((sql) =>
      sql`select size from blob_uploads where upload = ${upload}`
    );
    return Number(found?.size ?? 0);
  }

  async append(
    upload: string,
    offset: number,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<number> {
    const before = await this.staged(upload);
    if (before !== offset) throw wrongOffset(upload, offset, before);
    let end = offset;
    const first = chunkBytes - offset % chunkBytes;
    for await (const chunk of chunksOf(bytes, { length: chunkBytes, first })) {
      if (!await this.#add(upload, end, chunk)) {
        throw wrongOffset(upload, end, await this.staged(upload));
      }
      end += chunk.length;
    }
    return end;
  }

  /** Adds what fits into one row; `false` when the upload does not end at `offset`. */
  async #add(upload: string, offset: number, chunk: Uint8Array): Promise<boolean> {
    if (offset === 0) {
      await this.#store((sql) =>
        sql`insert into blob_uploads (upload, size) values (${upload}, 0) on conflict do nothing`
      );
    }
    const { count } = await this.#store((sql) =>
      sql`
        with grown as (
          update blob_uploads set size = size + ${chunk.length}, changed_at = now()
          where upload = ${upload} and size = ${offset}
          returning object
        )
        insert into blob_chunks (object, n, bytes)
        select object, ${Math.floor(offset / chunkBytes)}, ${chunk} from grown
        on conflict (object, n) do update set bytes = blob_chunks.bytes || excluded.bytes`
    );
    return count === 1;
  }

  readStaged(upload: string): ReadableStream<Uint8Array<ArrayBuffer>> {
    return ReadableStream.from(this.#wholeStaged(uploadId(upload)));
  }

  async *#wholeStaged(upload: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (let n = 0;; n++) {
      const [found] = await this.#read((sql) =>
        sql`
          select bytes from blob_uploads join blob_chunks using (object)
          where upload = ${upload} and n = ${n}`
      );
      if (!found) return;
      yield new Uint8Array(found.bytes);
    }
  }

  async keep(upload: string, hash: string): Promise<void> {
    uploadId(upload);
    blobHash(hash);
    await this.#trouble.guard("store", () =>
      this.#connections.transaction(async (sql) => {
        const [staged] = await sql`
          delete from blob_uploads where upload = ${upload} returning object, size`;
        if (!staged) {
          const [there] = await sql`select 1 from blobs where hash = ${hash}`;
          if (!there) throw nothingStaged(upload);
          return;
        }
        const { object, size } = staged;
        const { count } = await sql`
          insert into blobs (hash, object, size) values (${hash}, ${object}, ${size})
          on conflict do nothing`;
        if (count === 0) await sql`delete from blob_chunks where object = ${object}`;
      }));
  }

  async abandon(upload: string): Promise<void> {
    uploadId(upload);
    await this.#remove((sql) =>
      sql`
        with gone as (delete from blob_uploads where upload = ${upload} returning object)
        delete from blob_chunks where object in (select object from gone)`
    );
  }

  async size(hash: string): Promise<number | undefined> {
    blobHash(hash);
    const [found] = await this.#read((sql) => sql`select size from blobs where hash = ${hash}`);
    return found && Number(found.size);
  }

  read(hash: string, start: number, end: number): ReadableStream<Uint8Array<ArrayBuffer>> {
    return ReadableStream.from(this.#part(blobHash(hash), start, end));
  }

  async *#part(
    hash: string,
    start: number,
    end: number,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (let at = start; at < end;) {
      const skipped = at % chunkBytes;
      // By its hash each time: when it was removed and came again, it is the same.
      const [found] = await this.#read((sql) =>
        sql`
          select substring(bytes from ${skipped + 1} for ${Math.min(end - at, chunkBytes)}) as bytes
          from blobs join blob_chunks using (object)
          where hash = ${hash} and n = ${Math.floor(at / chunkBytes)}`
      );
      const piece = new Uint8Array(found?.bytes ?? []);
      if (piece.length === 0) {
        throw await this.size(hash) === undefined ? blobMissing() : blobShort(hash, end);
      }
      at += piece.length;
      yield piece;
    }
  }

  async remove(hash: string): Promise<void> {
    blobHash(hash);
    await this.#remove((sql) =>
      sql`
        with gone as (delete from blobs where hash = ${hash} returning object)
        delete from blob_chunks where object in (select object from gone)`
    );
  }

  async *list(): AsyncGenerator<BlobEntry> {
    for (let last = "";;) {
      const rows = await this.#read((sql) =>
        sql`select hash, size from blobs where hash > ${last} order by hash limit ${pageRows}`
      );
      for (const { hash, size } of rows) yield { hash, size: Number(size) };
      if (rows.length < pageRows) return;
      last = rows.at(-1)!.hash;
    }
  }

  async *listStaged(): AsyncGenerator<StagedEntry> {
    for (let last = "";;) {
      const rows = await this.#read((sql) =>
        sql`
          select upload, size, changed_at from blob_uploads
          where upload > ${last} order by upload limit ${pageRows}`
      );
      for (const { upload, size, changed_at } of rows) {
        yield { upload, size: Number(size), changedAt: changed_at.getTime() };
      }
      if (rows.length < pageRows) return;
      last = rows.at(-1)!.upload;
    }
  }

  /** `true`: a database does not say how much room it has. */
  hasSpaceFor(_bytes: number): Promise<boolean> {
    return Promise.resolve(true);
  }

  async close(): Promise<void> {
    this.#trouble.close();
    await (this.#closing ??= this.#connections.close());
  }

  #read<T>(work: (sql: PostgresSql) => Promise<T>): Promise<T> {
    return this.#trouble.guard("read", () => this.#connections.run(work));
  }

  #store<T>(work: (sql: PostgresSql) => Promise<T>): Promise<T> {
    return this.#trouble.guard("store", () => this.#connections.run(work));
  }

  #remove<T>(work: (sql: PostgresSql) => Promise<T>): Promise<T> {
    return this.#trouble.guard("remove", () => this.#connections.run(work));
  }
}
