import { setImmediate } from "node:timers";
import { fold, tombstone } from "../wire/fold.ts";
import type { Message, Person, ReadMark, RoomEvent } from "../wire/messages.ts";
import type { NotificationLevel } from "../wire/notification_levels.ts";
import {
  eventOf,
  isMeant,
  ownedBy,
  refusal,
  targetOf,
  unattachable,
  unreadCounted,
  unreadLooked,
  wishesOf,
} from "./rules.ts";
import type { Adoption } from "./accounts.ts";
import type { Audit } from "./audit.ts";
import { MemoryAccounts } from "./memory_accounts.ts";
import { MemoryFiles } from "./memory_files.ts";
import { MemoryKeys } from "./memory_keys.ts";
import type { Membership } from "./memberships.ts";
import { MemoryMemberships } from "./memory_memberships.ts";
import type { LevelledRoom } from "./memory_subscriptions.ts";
import { MemorySubscriptions } from "./memory_subscriptions.ts";
import { MemoryTables } from "./memory_tables.ts";
import { SqliteAudit } from "./sqlite_audit.ts";
import type { FiledRoom } from "./sqlite_files.ts";
import { SqliteFiles } from "./sqlite_files.ts";
import { MemoryWebhooks } from "./memory_webhooks.ts";
import { firstSince, isEmpty, isFound, parseSearch, snippetOf } from "./search.ts";
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
  SearchResult,
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
  readonly #rooms = new Map<string, Log>();
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
    const record = this.#find(name)?.record;
    const isPlain = record?.visibility === "public" && record.topic === undefined;
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
    return new Promise((resolve) => setImmediate(() => resolve()));
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

  #make(room: NewRoom, memberships: readonly Membership[]): Log {
    const id = this.memberships.made(room.name, memberships);
    const log = new Log(room, { id, files: this.#files, eventsKept: this.#eventsKept });
    this.#rooms.set(room.name, log);
    this.#deleted.delete(room.name);
    return log;
  }

  /** The room that is or was called `name`; with an epoch, only where its log is called so. */
  #find(name: string, epoch?: string): Log | undefined {
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

/** What a room begins with. */
interface NewRoom extends Pick<RoomRecord, "name" | "visibility" | "topic"> {
  /** Ids of the two where it is a direct one. */
  readonly pair?: readonly string[];
}

/** What a {@linkcode Log} needs. */
interface LogOptions {
  /** Number of the room. */
  id: number;
  files: SqliteFiles;
  eventsKept: number;
}

/** One room's log and what is folded from it. */
class Log implements LevelledRoom, FiledRoom {
  readonly id: number;
  readonly levels = new Map<string, NotificationLevel>();
  readonly pair?: readonly string[];
  readonly #files: SqliteFiles;
  #made: Omit<RoomRecord, "seq">;
  readonly #kept: number;
  /** Without a gap; the first one is number `#seq - #events.length + 1`. */
  #events: RoomEvent[] = [];
  #seq = 0;
  /** When the newest event was taken. */
  #at = 0;
  /** The folded form of every message in `#events`, in their order. */
  readonly #messages = new Map<number, Message>();
  /** Sender and ref to the event that they stand for. */
  readonly #bySenderAndRef = new Map<string, number>();
  readonly #marks = new Map<string, number>();

  constructor(
    { name, visibility, topic, pair }: NewRoom,
    { id, files, eventsKept }: LogOptions,
  ) {
    this.id = id;
    this.pair = pair;
    this.#files = files;
    const epoch = crypto.randomUUID();
    this.#made = { name, epoch, visibility, isArchived: false, ...(topic && { topic }) };
    this.#kept = eventsKept;
  }

  get epoch(): string {
    return this.#made.epoch;
  }

  get record(): RoomRecord {
    return { ...this.#made, seq: this.#seq };
  }

  renewEpoch(): void {
    this.#made = { ...this.#made, epoch: crypto.randomUUID() };
  }

  rename(name: string): void {
    this.#made = { ...this.#made, name };
  }

  change(change: RoomChange): RoomRecord {
    const { topic = "", ...made } = { ...this.#made, ...change };
    this.#made = { ...made, ...(topic !== "" && { topic }) };
    return this.record;
  }

  append(draft: Draft): Outcome {
    const key = refKey(draft);
    const earlier = key === undefined ? undefined : this.#bySenderAndRef.get(key);
    if (earlier !== undefined) return { event: this.#event(earlier), isNew: false };
    const targetSeq = targetOf(draft);
    const target = targetSeq === undefined ? undefined : this.#messages.get(targetSeq);
    const refused = refusal(draft, target);
    if (refused) return refused;
    const wishes = wishesOf(draft);
    const files = wishes && this.#files.choose(this.id, wishes);
    if (wishes && !files) return unattachable;
    const event = eventOf(draft, ++this.#seq, this.#at, files);
    if (files) this.#files.attach(event.seq, files);
    this.#at = event.at;
    this.#events.push(event);
    if (key !== undefined) this.#bySenderAndRef.set(key, event.seq);
    if (event.type === "message") this.#messages.set(event.seq, event);
    else if (target) this.#messages.set(event.target, fold(target, event));
    if (event.type === "deleted") {
      this.#purge(event.target);
      if (target?.files) this.#files.dropOf(this.id, event.target);
    }
    // Twice the number may gather, so that forgetting costs next to nothing an event.
    if (this.#events.length >= 2 * this.#kept) this.#forget(this.#events.length - this.#kept);
    return { event, isNew: true };
  }

  findMessage(seq: number): Message | undefined {
    return this.#messages.get(seq);
  }

  readEvents(after: number, upTo: number): RoomEvent[] | undefined {
    const first = this.#first();
    if (after >= upTo) return [];
    if (after + 1 < first) return undefined;
    return this.#events.slice(after + 1 - first, Math.max(0, upTo + 1 - first));
  }

  readMessages({ before = Infinity, after, limit }: PageQuery): Page {
    const first = this.#first();
    const messages: Message[] = [];
    const step = after === undefined ? -1 : 1;
    let seq = after === undefined ? Math.min(before - 1, this.#seq) : Math.max(after + 1, first);
    for (; seq >= first && seq <= this.#seq && seq < before; seq += step) {
      const message = this.#messages.get(seq);
      if (!message) continue;
      if (messages.length === limit) return { messages: inOrder(messages, step), more: true };
      messages.push(message);
    }
    return { messages: inOrder(messages, step), more: false };
  }

  markRead(marks: ReadonlyMap<string, number>): ReadMark[] {
    const moved = [...marks]
      .map(([id, seq]) => [id, Math.min(seq, this.#seq)] as const)
      .filter(([id, seq]) => seq > (this.#marks.get(id) ?? 0));
    for (const [id, seq] of moved) this.#marks.set(id, seq);
    return moved.map(([id, seq]) => ({ type: "read", id, seq }));
  }

  hasRead(person: string): boolean {
    return this.#marks.has(person);
  }

  readMarks(people: readonly string[]): Map<string, number> {
    return new Map(people.flatMap((id) => {
      const read = this.#marks.get(id);
      return read === undefined ? [] : [[id, read]];
    }));
  }

  unread(person: string): Unread | undefined {
    const read = this.#marks.get(person);
    if (read === undefined) return undefined;
    let [count, looked] = [0, 0];
    for (
      let seq = Math.max(read + 1, this.#first());
      seq <= this.#seq && count < unreadCounted && looked < unreadLooked;
      seq++
    ) {
      const message = this.#messages.get(seq);
      if (!message || message.from.id === person) continue;
      looked++;
      if (!message.deleted && !message.quiet) count++;
    }
    return { room: this.#made.name, read, count };
  }

  search({ text, before = Infinity, limit }: SearchQuery): SearchPage {
    const search = parseSearch(text);
    const results: SearchResult[] = [];
    if (isEmpty(search)) return { results, more: false };
    for (let seq = Math.min(before - 1, this.#seq); seq >= this.#first(); seq--) {
      const message = this.#messages.get(seq);
      if (!message || !isFound(message, search)) continue;
      if (results.length === limit) return { results, more: true };
      results.push({ ...message, ...snippetOf(message.text ?? "", search) });
    }
    return { results, more: false };
  }

  /**
   * Gives what a guest wrote, read and chose to somebody, unless it is a direct room; tells whether
   * there was anything.
   */
  adopt(guest: string, to: Person): boolean {
    if (this.pair) return false;
    const level = this.levels.get(guest);
    if (level && !this.levels.has(to.id)) this.levels.set(to.id, level);
    this.levels.delete(guest);
    const read = this.#marks.get(guest);
    if (read !== undefined) this.markRead(new Map([[to.id, read]]));
    this.#marks.delete(guest);
    if (!this.#events.some(({ from }) => from.id === guest)) return read !== undefined;
    this.#events = this.#events.map((event) => {
      if (event.from.id !== guest) return event;
      const [before, after] = [refKey(event), refKey(ownedBy(event, to))];
      if (before === undefined || after === undefined) return ownedBy(event, to);
      this.#bySenderAndRef.delete(before);
      if (!this.#bySenderAndRef.has(after)) this.#bySenderAndRef.set(after, event.seq);
      return ownedBy(event, to);
    });
    this.#messages.clear();
    for (const event of this.#events) {
      if (event.type === "message") this.#messages.set(event.seq, event);
      else {
        const target = this.#messages.get(event.target);
        if (target) this.#messages.set(event.target, fold(target, event));
      }
    }
    return true;
  }

  forget(before: number, limit: number): Forgotten {
    const first = this.#first();
    const atOf = (seq: number) => this.#event(seq).at;
    const end = firstSince(before, { first, end: this.#seq + 1, atOf });
    const next = Math.min(end, first + limit);
    this.#forget(next - first);
    return { first: next, count: next - first, more: next < end };
  }

  #first(): number {
    return this.#seq - this.#events.length + 1;
  }

  #event(seq: number): RoomEvent {
    return this.#events[seq - this.#first()]!;
  }

  /** Takes the text of a deleted message out of every event that held it. */
  #purge(target: number): void {
    this.#events = this.#events.map((event) => {
      if (event.type === "message" && event.seq === target) return tombstone(event);
      if (event.type === "edited" && event.target === target) return { ...event, text: "" };
      return event;
    });
  }

  #forget(count: number): void {
    for (const event of this.#events.splice(0, count)) {
      this.#messages.delete(event.seq);
      const key = refKey(event);
      if (key !== undefined) this.#bySenderAndRef.delete(key);
    }
    this.#files.dropBefore(this.id, this.#first());
  }
}

/** What a ref stands under. It holds no line end, so no two pairs of id and ref read alike. */
function refKey({ from, ref }: Draft | RoomEvent): string | undefined {
  return ref === undefined ? undefined : `${from.id}\n${ref}`;
}

function inOrder(messages: Message[], step: number): Message[] {
  return step > 0 ? messages : messages.reverse();
}
