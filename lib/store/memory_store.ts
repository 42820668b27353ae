import { turn } from "../turn.ts";
import type { Person, ReadMark, RoomEvent } from "../wire/messages.ts";
import { isMeant } from "./rules.ts";
import type { Adoption } from "./accounts.ts";
import type { Audit } from "./audit.ts";
import { MemoryAccounts } from "./memory_accounts.ts";
import { MemoryFiles } from "./memory_files.ts";
import { MemoryKeys } from "./memory_keys.ts";
import type { NewRoom } from "./memory_log.ts";
import { MemoryLog } from "./memory_log.ts";
import type { Membership } from "./memberships.ts";
import { MemoryMemberships } from "./memory_memberships.ts";
import { MemorySubscriptions } from "./memory_subscriptions.ts";
import { MemoryTables } from "./memory_tables.ts";
import { SqliteAudit } from "./sqlite_audit.ts";
import { SqliteFiles } from "./sqlite_files.ts";
import { MemoryWebhooks } from "./memory_webhooks.ts";
import { SqliteDirect } from "./sqlite_direct.ts";
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

/** Settings of a {@linkcode MemoryStore}. */
export interface MemoryStoreOptions {
  /** The newest events that a room keeps; older ones are forgotten. 10,000 unless given. */
  eventsKept?: number;
}

/** A store that lasts as long as the process: for tests, and for rooms that leave no trace. */
export class MemoryStore implements Store {
  readonly #rooms = new Map<string, MemoryLog>();
  /** Former names of rooms to what they are called now. */
  readonly #aliases = new Map<string, string>();
  /** Names of rooms that were deleted, and by whom. */
  readonly #deleted = new Map<string, string>();
  readonly #tables = new MemoryTables();
  readonly subscriptions = new MemorySubscriptions(this.#rooms);
  readonly memberships = new MemoryMemberships(this.#tables.statements);
  readonly accounts = new MemoryAccounts({
    statements: this.#tables.statements,
    adopt: (guest, to) => this.#adopt(guest, to),
  });
  readonly audit: Audit;
  readonly webhooks = new MemoryWebhooks(this.#tables.statements);
  readonly #direct = new SqliteDirect(this.#tables.statements);
  readonly #files = new SqliteFiles(this.#tables.statements, (name) => this.#find(name));
  readonly files = new MemoryFiles(this.#files);
  readonly keys = new MemoryKeys(this.#tables.statements);
  readonly #eventsKept: number;

  constructor(options: MemoryStoreOptions = {}) {
    this.#eventsKept = options.eventsKept ?? 10_000;
    const deeds = new SqliteAudit(this.#tables.statements);
    this.audit = {
      add: (deed) => Promise.resolve(deeds.addDeed(deed)),
      list: (limit, before) => Promise.resolve(deeds.listDeeds(limit, before)),
    };
  }

  findRoom(name: string): Promise<RoomRecord | undefined> {
    return Promise.resolve(this.#find(name)?.record);
  }

  createRoom(draft: RoomDraft): Promise<{ record: RoomRecord; isNew: boolean }> {
    const { name, owner: person, at: since } = draft;
    const found = this.#find(name);
    if (found) return Promise.resolve({ record: found.record, isNew: false });
    const { record } = this.#make(draft, [{ person, role: "owner", since }]);
    return Promise.resolve({ record, isNew: true });
  }

  openDirect(
    { name, people, at: since }: DirectDraft,
  ): Promise<{ record: RoomRecord; isNew: boolean } | undefined> {
    const pair = people.map(({ id }) => id) as [string, string];
    const found = this.#find(this.#direct.find(...pair) ?? "");
    if (found) return Promise.resolve({ record: found.record, isNew: false });
    if (pair.some((id) => this.#direct.isFull(id))) return Promise.resolve(undefined);
    if (pair[0] === pair[1] || this.#find(name)) {
      const why = `Cannot make direct room "${name}": its people or its name are taken`;
      return Promise.reject(new RangeError(why));
    }
    const { id, record } = this.#make(
      { name, visibility: "direct", pair },
      people.map((person) => ({ person, role: "member", since })),
    );
    this.#direct.add(id, ...pair);
    return Promise.resolve({ record, isNew: true });
  }

  findDirect(one: string, other: string): Promise<string | undefined> {
    return Promise.resolve(this.#direct.find(one, other));
  }

  listDirect(person: string): Promise<DirectRoom[]> {
    const rooms = this.#direct.list(person)
      .map(({ name, with: other }) => ({ record: this.#find(name)!.record, with: other }));
    return Promise.resolve(rooms);
  }

  changeRoom(name: string, change: RoomChange): Promise<RoomRecord | undefined> {
    return Promise.resolve(this.#find(name)?.change(change));
  }

  renameRoom(name: string, to: string): Promise<RoomRecord | undefined> {
    const log = this.#find(name);
    const others = this.#find(to);
    if (!log || (others && others !== log) || this.#deleted.has(to)) {
      return Promise.resolve(undefined);
    }
    const { name: before } = log.record;
    if (to !== before) {
      this.#aliases.delete(to);
      for (const [alias, room] of this.#aliases) if (room === before) this.#aliases.set(alias, to);
      this.#aliases.set(before, to);
      this.#rooms.delete(before);
      this.#rooms.set(to, log);
      log.rename(to);
      this.memberships.renamed(before, to);
    }
    return Promise.resolve(log.record);
  }

  deleteRoom(name: string, by: string): Promise<boolean> {
    const log = this.#find(name);
    if (log) {
      const { name } = log.record;
      this.#rooms.delete(name);
      for (const [alias, room] of this.#aliases) {
        if (room !== name) continue;
        this.#aliases.delete(alias);
        this.#deleted.set(alias, by);
      }
      this.#deleted.set(name, by);
      this.#files.dropAll(log.id);
      this.memberships.gone(name);
    }
    return Promise.resolve(log !== undefined);
  }

  deletedBy(name: string): Promise<string | undefined> {
    return Promise.resolve(this.#deleted.get(name));
  }

  renewEpoch(name: string, epoch: string): Promise<void> {
    this.#find(name, epoch)?.renewEpoch();
    return Promise.resolve();
  }

  discardRoom(name: string): Promise<void> {
    const { record, isFleeting } = this.#find(name) ?? {};
    const isPlain = isFleeting && record?.visibility === "public" && record.topic === undefined;
    if (record?.seq === 0 && isPlain && !this.memberships.isUsed(name)) {
      const { name } = record;
      this.#rooms.delete(name);
      for (const [alias, room] of this.#aliases) if (room === name) this.#aliases.delete(alias);
      this.memberships.gone(name);
    }
    return Promise.resolve();
  }

  async listRooms(person?: string): Promise<RoomRecord[]> {
    const own = person === undefined ? [] : await this.memberships.roomsOf(person);
    const belongsTo = new Set(own);
    const records = [...this.#rooms.values()].map((log) => log.record)
      .filter(({ name, visibility }) =>
        person === undefined || visibility === "public" ||
        visibility !== "direct" && belongsTo.has(name)
      );
    return Promise.resolve(records.sort((a, b) => a.name < b.name ? -1 : 1));
  }

  ready(): Promise<void> {
    return turn();
  }

  append(room: string, drafts: readonly Draft[], epoch?: string): Promise<Outcome[]> {
    const log = this.#find(room, epoch);
    if (!log) {
      return Promise.reject(new RangeError(`Cannot append to room "${room}": it was never made`));
    }
    return Promise.resolve(drafts.map((draft) => log.append(draft)));
  }

  readEvents(
    room: string,
    after: number,
    upTo: number,
    epoch?: string,
  ): Promise<RoomEvent[] | undefined> {
    const log = this.#find(room);
    if (!log || after >= upTo) return Promise.resolve([]);
    return Promise.resolve(isMeant(log, epoch) ? log.readEvents(after, upTo) : undefined);
  }

  readMessages(room: string, query: PageQuery): Promise<Page> {
    const page = this.#find(room, query.epoch)?.readMessages(query);
    return Promise.resolve(page ?? { messages: [], more: false });
  }

  search(room: string, query: SearchQuery): Promise<SearchPage> {
    const page = this.#find(room, query.epoch)?.search(query);
    return Promise.resolve(page ?? { results: [], more: false });
  }

  forget(room: string, before: number, limit: number): Promise<Forgotten> {
    const forgotten = this.#find(room)?.forget(before, limit);
    return Promise.resolve(forgotten ?? { first: 1, count: 0, more: false });
  }

  markRead(
    room: string,
    marks: ReadonlyMap<string, number>,
    epoch?: string,
  ): Promise<ReadMark[]> {
    return Promise.resolve(this.#find(room, epoch)?.markRead(marks) ?? []);
  }

  readMarks(
    room: string,
    people: readonly string[],
    epoch?: string,
  ): Promise<ReadonlyMap<string, number>> {
    return Promise.resolve(this.#find(room, epoch)?.readMarks(people) ?? new Map());
  }

  unread(person: string, rooms: readonly string[]): Promise<Unread[]> {
    const unread = rooms.map((name) => this.#rooms.get(name)?.unread(person));
    return Promise.resolve(unread.filter((room) => room !== undefined));
  }

  close(): Promise<void> {
    this.#rooms.clear();
    this.#tables.close();
    return Promise.resolve();
  }

  #make(room: NewRoom, memberships: readonly Membership[]): MemoryLog {
    const id = this.memberships.made(room.name, memberships);
    const log = new MemoryLog(room, { id, files: this.#files, eventsKept: this.#eventsKept });
    this.#rooms.set(room.name, log);
    this.#deleted.delete(room.name);
    return log;
  }

  /** The room that is or was called `name`; with an epoch, only where its log is called so. */
  #find(name: string, epoch?: string): MemoryLog | undefined {
    const log = this.#rooms.get(name) ?? this.#rooms.get(this.#aliases.get(name) ?? "");
    return log && isMeant(log, epoch) ? log : undefined;
  }

  #adopt(guest: string, to: Person): Adoption {
    const archived = this.#direct.list(guest)
      .map(({ name }) => this.#find(name)!.change({ isArchived: true }));
    const names = new Set(this.memberships.adopt(guest, to));
    this.subscriptions.adopt(guest, to);
    while (this.#files.adoptFiles(guest, to.id));
    this.keys.drop(guest);
    for (const [name, by] of this.#deleted) if (by === guest) this.#deleted.set(name, to.id);
    for (const [name, log] of this.#rooms) if (log.adopt(guest, to)) names.add(name);
    return { rooms: [...names], archived, more: false };
  }
}
