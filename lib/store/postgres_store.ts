import { systemClock } from "../clock.ts";
import { turn } from "../turn.ts";
import type { ReadMark, RoomEvent } from "../wire/messages.ts";
import type { Accounts } from "./accounts.ts";
import type { Audit } from "./audit.ts";
import type { Files } from "./files.ts";
import type { Keys } from "./keys.ts";
import type { Memberships } from "./memberships.ts";
import { PostgresAccounts } from "./postgres_accounts.ts";
import type { Leases } from "./leases.ts";
import { PostgresAudit } from "./postgres_audit.ts";
import { findDirect, listDirect, openDirect } from "./postgres_direct.ts";
import { dropFilesIn, PostgresFiles } from "./postgres_files.ts";
import { clearArchives, PostgresKeys } from "./postgres_keys.ts";
import { append, clear, forget, readEvents, readMessages } from "./postgres_log.ts";
import { PostgresLeases } from "./postgres_leases.ts";
import { PostgresMemberships, putMembership } from "./postgres_memberships.ts";
import type { PostgresSql } from "./postgres_connections.ts";
import type { PostgresPoolOptions } from "./postgres_pool.ts";
import { closed, PostgresPool } from "./postgres_pool.ts";
import { markRead, readMarks, unread } from "./postgres_read_marks.ts";
import {
  changeRoom,
  createRoom,
  discardRoom,
  findRoom,
  hideRoom,
  listRooms,
  recordOf,
  renameRoom,
  renewEpoch,
} from "./postgres_rooms.ts";
import { searchRoom } from "./postgres_search.ts";
import { sharedSecret } from "./postgres_secrets.ts";
import { PostgresSubscriptions } from "./postgres_subscriptions.ts";
import { PostgresTidying } from "./postgres_tidying.ts";
import { PostgresWebhooks } from "./postgres_webhooks.ts";
import type {
  DirectDraft,
  DirectRoom,
  Draft,
  Forgotten,
  Outcome,
  Page,
  PageQuery,
  RoomChange,
  RoomDraft,
  RoomRecord,
  SearchPage,
  SearchQuery,
  Store,
  Unread,
} from "./store.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { aside, Turns } from "./turns.ts";
import type { Webhooks } from "./webhooks.ts";

/**
 * Keeps the logs in a PostgreSQL, which several servers may use at once: whoever appends to a room has
 * its row locked, so there is one order of events for all of them.
 *
 * What a resolved promise stands for is committed: it survives what the database says that it survives.
 */
export class PostgresStore implements Store {
  readonly subscriptions: Subscriptions;
  readonly memberships: Memberships;
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly webhooks: Webhooks;
  readonly files: Files;
  readonly keys: Keys;
  /** What servers on this database do one at a time; of the same life as the store. */
  readonly leases: Leases;
  readonly #pool: PostgresPool;
  readonly #turns = new Turns(closed);
  readonly #tidying: PostgresTidying;
  /** Batches that may be under way at once: there is a connection left for those who read. */
  readonly #batchesAtOnce: number;
  #batches = 0;
  /** Those who wait to make a batch. */
  #makers: (() => void)[] = [];
  #isClosing = false;

  private constructor(
    pool: PostgresPool,
    { clock = systemClock, isReadOnly, log }: PostgresPoolOptions,
  ) {
    this.#pool = pool;
    this.leases = new PostgresLeases(pool, clock);
    this.#batchesAtOnce = pool.size - 1;
    this.#tidying = new PostgresTidying(pool, log, [clear, clearArchives]);
    this.subscriptions = new PostgresSubscriptions(pool, this.#turns);
    this.memberships = new PostgresMemberships(pool, this.#turns);
    this.accounts = new PostgresAccounts(pool, this.#turns);
    this.audit = new PostgresAudit(pool);
    this.webhooks = new PostgresWebhooks(pool, this.#turns);
    this.files = new PostgresFiles(pool, this.#turns);
    this.keys = new PostgresKeys(pool, this.#turns, () => this.#tidying.wake());
    if (!isReadOnly) this.#tidying.wake();
  }

  /**
   * Connects, makes the tables where there are none, and brings them up to date.
   *
   * @throws {OperatorError} when the database cannot be used.
   */
  static async open(options: PostgresPoolOptions): Promise<PostgresStore> {
    return new PostgresStore(await PostgresPool.open(options), options);
  }

  /** A secret of 32 bytes that all servers on this database share; made when it is first asked for. */
  secret(name: string): Promise<Uint8Array> {
    return sharedSecret(this.#pool, name);
  }

  async findRoom(name: string): Promise<RoomRecord | undefined> {
    const row = await this.#read(name, (sql) => findRoom(sql, name));
    return row && recordOf(row);
  }

  createRoom(draft: RoomDraft): Promise<{ record: RoomRecord; isNew: boolean }> {
    const { name, owner: person, at: since } = draft;
    return this.#change([name], async (sql) => {
      const { row, isNew } = await createRoom(sql, draft);
      if (isNew) await putMembership(sql, row.id, { person, role: "owner", since });
      return { record: recordOf(row), isNew };
    });
  }

  openDirect(draft: DirectDraft): Promise<{ record: RoomRecord; isNew: boolean } | undefined> {
    const people = draft.people.map(({ id }) => `direct:${id}`);
    return this.#turns.take(
      "change",
      [draft.name, aside(draft.name), ...people],
      () => this.#pool.transaction((sql) => openDirect(sql, draft)),
    );
  }

  findDirect(one: string, other: string): Promise<string | undefined> {
    const people = [one, other].map((id) => `direct:${id}`);
    return this.#turns.take(
      "read",
      people,
      () => this.#pool.read((sql) => findDirect(sql, one, other)),
    );
  }

  listDirect(person: string): Promise<DirectRoom[]> {
    return this.#turns.take(
      "read",
      [`direct:${person}`],
      () => this.#pool.read((sql) => listDirect(sql, person)),
    );
  }

  async changeRoom(name: string, change: RoomChange): Promise<RoomRecord | undefined> {
    const row = await this.#change([name], (sql) => changeRoom(sql, name, change));
    return row && recordOf(row);
  }

  async renameRoom(name: string, to: string): Promise<RoomRecord | undefined> {
    const row = await this.#change([name, to], (sql) => renameRoom(sql, name, to));
    return row && recordOf(row);
  }

  async deleteRoom(name: string, by: string): Promise<boolean> {
    const isGone = await this.#change([name], async (sql) => {
      const row = await hideRoom(sql, name, by);
      if (row) await dropFilesIn(sql, row.id, "loose");
      return row !== undefined;
    });
    if (isGone) this.#tidying.wake();
    return isGone;
  }

  async deletedBy(name: string): Promise<string | undefined> {
    const [row] = await this.#read(
      name,
      (sql) => sql<{ by: string }[]>`select by from deleted_names where name = ${name}`,
    );
    return row?.by;
  }

  renewEpoch(name: string, epoch: string): Promise<void> {
    return this.#change([name], (sql) => renewEpoch(sql, name, epoch));
  }

  discardRoom(name: string): Promise<void> {
    return this.#change([name], (sql) => discardRoom(sql, name));
  }

  async listRooms(person?: string): Promise<RoomRecord[]> {
    const rows = await this.#pool.read((sql) => listRooms(sql, person ?? null));
    return rows.map(recordOf);
  }

  async ready(): Promise<void> {
    await turn();
    while (this.#batches >= this.#batchesAtOnce && !this.#isClosing) {
      await new Promise<void>((go) => this.#makers.push(go));
    }
  }

  append(room: string, drafts: readonly Draft[], epoch?: string): Promise<Outcome[]> {
    return this.#turns.take("change", [room], async () => {
      this.#batches++;
      try {
        return await append(this.#pool, room, drafts, epoch);
      } finally {
        this.#batches--;
        this.#wakeMakers();
      }
    });
  }

  readEvents(
    room: string,
    after: number,
    upTo: number,
    epoch?: string,
  ): Promise<RoomEvent[] | undefined> {
    return this.#read(room, (sql) => readEvents(sql, room, { after, upTo, epoch }));
  }

  readMessages(room: string, query: PageQuery): Promise<Page> {
    return this.#read(room, (sql) => readMessages(sql, room, query));
  }

  search(room: string, query: SearchQuery): Promise<SearchPage> {
    return this.#turns.take(
      "glance",
      [room],
      () => this.#pool.read((sql) => searchRoom(sql, room, query)),
    );
  }

  forget(room: string, before: number, limit: number): Promise<Forgotten> {
    return this.#change([room], (sql) => forget(sql, room, before, limit));
  }

  markRead(
    room: string,
    marks: ReadonlyMap<string, number>,
    epoch?: string,
  ): Promise<ReadMark[]> {
    return this.#turns.take(
      "change",
      [aside(room)],
      () => this.#pool.write((sql) => markRead(sql, { room, epoch }, marks)),
    );
  }

  readMarks(
    room: string,
    people: readonly string[],
    epoch?: string,
  ): Promise<ReadonlyMap<string, number>> {
    return this.#turns.take(
      "read",
      [aside(room)],
      () => this.#pool.read((sql) => readMarks(sql, { room, epoch }, people)),
    );
  }

  unread(person: string, rooms: readonly string[]): Promise<Unread[]> {
    return this.#pool.read((sql) => unread(sql, person, rooms));
  }

  /** What the database takes on its disks, without the bytes of files, where these are in it. */
  async bytes(): Promise<number> {
    const [row] = await this.#pool.read((sql) =>
      sql<{ bytes: number }[]>`
        select coalesce(sum(pg_total_relation_size(oid)), 0)::bigint as bytes from pg_class
        where relkind = 'r' and relnamespace = current_schema()::regnamespace
          and relname not like 'blob%'`
    );
    return row!.bytes;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#wakeMakers();
    await Promise.all([this.#tidying.close(), this.#turns.close()]);
    await this.#pool.close();
  }

  /** Lets those look again who wait to make a batch. */
  #wakeMakers(): void {
    for (const go of this.#makers.splice(0)) go();
  }

  /** Reads a room's log. */
  #read<T>(room: string, work: (sql: PostgresSql) => Promise<T>): Promise<T> {
    return this.#turns.take("read", [room], () => this.#pool.read(work));
  }

  /** Changes rooms, with all that is kept of them, in a transaction. */
  #change<T>(rooms: readonly string[], work: (sql: PostgresSql) => Promise<T>): Promise<T> {
    return this.#turns.take(
      "change",
      [...rooms, ...rooms.map(aside)],
      () => this.#pool.transaction(work),
    );
  }
}
