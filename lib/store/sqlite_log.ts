import type { Person, ReadMark, Role, RoomEvent } from "../wire/messages.ts";
import type { NotificationLevel } from "../wire/notification_levels.ts";
import { isMeant } from "./rules.ts";
import type { Adoption } from "./accounts.ts";
import { SqliteAccounts } from "./sqlite_accounts.ts";
import { SqliteAdoption } from "./sqlite_adoption.ts";
import { SqliteAudit } from "./sqlite_audit.ts";
import { SqliteChores } from "./sqlite_chores.ts";
import { SqliteDirect } from "./sqlite_direct.ts";
import type { Placement } from "./sqlite_events.ts";
import { SqliteMistake } from "./sqlite_errors.ts";
import { SqliteEvents } from "./sqlite_events.ts";
import { SqliteIndex } from "./sqlite_index.ts";
import type { SqliteFile } from "./sqlite_file.ts";
import { SqliteFiles } from "./sqlite_files.ts";
import { SqliteKeys } from "./sqlite_keys.ts";
import type { Ban, Invite, Membership, Redemption, Standing } from "./memberships.ts";
import { SqliteMemberships } from "./sqlite_memberships.ts";
import { SqliteReadMarks } from "./sqlite_read_marks.ts";
import type { RoomRow } from "./sqlite_rooms.ts";
import { recordOf, SqliteRooms } from "./sqlite_rooms.ts";
import { SqliteStatements } from "./sqlite_statements.ts";
import { SqliteSubscriptions } from "./sqlite_subscriptions.ts";
import { SqliteWebhooks } from "./sqlite_webhooks.ts";
import type {
  DirectDraft,
  DirectRoom,
  Draft,
  Forgotten,
  Page,
  PageQuery,
  RoomChange,
  RoomDraft,
  RoomRecord,
  SearchPage,
  SearchQuery,
  Unread,
} from "./store.ts";
import type { Listener, OwnedSubscription, Subscription } from "./subscriptions.ts";

/**
 * The logs of all rooms in one SQLite database: {@linkcode Store}'s methods without the promises.
 *
 * Every call blocks until it is done, so it runs in a worker. Writes have to be inside
 * {@linkcode transaction}. The index follows the log, in steps: see {@linkcode tidy}.
 */
export class SqliteLog {
  readonly accounts: SqliteAccounts;
  readonly audit: SqliteAudit;
  /** Where rooms tell programs of what happens. */
  readonly webhooks: SqliteWebhooks;
  /** What is known of files. */
  readonly files: SqliteFiles;
  /** What sealed messages need. */
  readonly keys: SqliteKeys;
  readonly #file: SqliteFile;
  readonly #statements: SqliteStatements;
  readonly #index: SqliteIndex;
  readonly #events: SqliteEvents;
  readonly #rooms: SqliteRooms;
  readonly #direct: SqliteDirect;
  readonly #marks: SqliteReadMarks;
  readonly #subscriptions: SqliteSubscriptions;
  readonly #memberships: SqliteMemberships;
  readonly #adoption: SqliteAdoption;
  readonly #chores: SqliteChores;

  /** @param file Stays open until {@linkcode close}. */
  constructor(file: SqliteFile) {
    this.#file = file;
    this.#statements = new SqliteStatements(file.database);
    this.#index = new SqliteIndex(this.#statements);
    this.#rooms = new SqliteRooms(this.#statements);
    this.#direct = new SqliteDirect(this.#statements);
    this.#marks = new SqliteReadMarks(this.#statements);
    this.#subscriptions = new SqliteSubscriptions(this.#statements);
    this.#memberships = new SqliteMemberships(this.#statements);
    this.#adoption = new SqliteAdoption(this.#statements);
    this.accounts = new SqliteAccounts(this.#statements);
    this.audit = new SqliteAudit(this.#statements);
    this.webhooks = new SqliteWebhooks(this.#statements);
    this.keys = new SqliteKeys(this.#statements);
    this.files = new SqliteFiles(this.#statements, (name) => {
      const row = this.#rooms.find(name);
      return row &&
        { id: row.id, epoch: row.epoch, findMessage: (seq) => this.#events.find(row.id, seq) };
    });
    this.#events = new SqliteEvents({
      statements: this.#statements,
      rooms: this.#rooms,
      index: this.#index,
      files: this.files,
      deleted: () => this.#chores.textsDeleted(),
    });
    this.#chores = new SqliteChores({
      file,
      rooms: this.#rooms,
      events: this.#events,
      files: this.files,
      keys: this.keys,
      transaction: (work) => this.transaction(work),
      index: (room) => this.index(room),
    });
  }

  /** Whether {@linkcode tidy} has something to do. */
  get isUntidy(): boolean {
    return this.#chores.areDue;
  }

  /** Rows that were written since it was opened, kept or not. */
  get writes(): number {
    return this.#statements.find<{ count: number }>("select total_changes() as count")!.count;
  }

  /** Runs `work` as one commit: all that it writes is kept, or, when it throws, nothing of it. */
  transaction<T>(work: () => T): T {
    const { database } = this.#file;
    database.exec("begin immediate");
    try {
      const result = work();
      database.exec("commit");
      this.#rooms.forgetOldest();
      return result;
    } catch (error) {
      // What was read of rooms may be of the transaction that is no more.
      this.#rooms.forgetRows();
      this.#chores.rolledBack();
      if (database.isTransaction) database.exec("rollback");
      throw error;
    }
  }

  findRoom(name: string): RoomRecord | undefined {
    const row = this.#rooms.find(name);
    return row && recordOf(row);
  }

  createRoom(draft: RoomDraft): { record: RoomRecord; isNew: boolean } {
    const isNew = this.#rooms.create(draft);
    const row = this.#rooms.find(draft.name)!;
    const { owner: person, at: since } = draft;
    if (isNew) this.#memberships.put(row.id, { person, role: "owner", since });
    return { record: recordOf(row), isNew };
  }

  openDirect(
    { name, people, at }: DirectDraft,
  ): { record: RoomRecord; isNew: boolean } | undefined {
    const [one, other] = people.map(({ id }) => id) as [string, string];
    const found = this.findDirect(one, other);
    if (found !== undefined) return { record: this.findRoom(found)!, isNew: false };
    if (this.#direct.isFull(one) || this.#direct.isFull(other)) return undefined;
    if (one === other || !this.#rooms.create({ name, visibility: "direct" })) {
      throw new SqliteMistake(
        `Cannot make direct room "${name}": its people or its name are taken`,
      );
    }
    const row = this.#rooms.find(name)!;
    for (const person of people) {
      this.#memberships.put(row.id, { person, role: "member", since: at });
    }
    this.#direct.add(row.id, one, other);
    return { record: recordOf(row), isNew: true };
  }

  findDirect(one: string, other: string): string | undefined {
    return this.#direct.find(one, other);
  }

  listDirect(person: string): DirectRoom[] {
    return this.#direct.list(person)
      .map(({ name, with: other }) => ({ record: this.findRoom(name)!, with: other }));
  }

  changeRoom(name: string, change: RoomChange): RoomRecord | undefined {
    const row = this.#rooms.find(name);
    if (row) this.#rooms.change(row, change);
    return row && recordOf(row);
  }

  renameRoom(name: string, to: string): RoomRecord | undefined {
    const row = this.#rooms.find(name);
    if (!row || !this.#rooms.rename(row, to)) return undefined;
    this.#chores.roomRenamed(row.name, to);
    return this.findRoom(to);
  }

  deleteRoom(name: string, by: string): boolean {
    const row = this.#rooms.find(name);
    if (row) {
      this.files.dropLoose(row.id);
      this.#rooms.hide(row, by);
      this.#chores.roomDeleted(row.name);
    }
    return row !== undefined;
  }

  deletedBy(name: string): string | undefined {
    return this.#rooms.deletedBy(name);
  }

  renewEpoch(name: string, epoch: string): void {
    const row = this.#find(name, epoch);
    if (row) this.#rooms.renewEpoch(row);
  }

  discardRoom(name: string): void {
    const row = this.#rooms.find(name);
    if (row?.seq !== 0 || row.visibility !== "public" || row.topic !== null) return;
    if (row.fleeting && !this.#memberships.isUsed(row.id)) this.#rooms.remove(row);
  }

  listRooms(person?: string | null): RoomRecord[] {
    return this.#rooms.list(person).map(recordOf);
  }

  append(room: string, drafts: readonly Draft[], epoch?: string): Placement[] {
    const row = this.#find(room, epoch);
    if (!row) throw new SqliteMistake(`Cannot append to room "${room}": it was never made`);
    const placements = this.#events.append(row, drafts);
    if (row.indexed < row.seq) this.#chores.fellBehind(room);
    return placements;
  }

  readEvents(room: string, after: number, upTo: number, epoch?: string): RoomEvent[] | undefined {
    const row = this.#rooms.find(room);
    if (!row || after >= upTo) return [];
    if (after + 1 < row.first || !isMeant(row, epoch)) return undefined;
    return this.#events.read(row.id, after, upTo);
  }

  readMessages(room: string, query: PageQuery): Page {
    const row = this.#find(room, query.epoch);
    return row ? this.#events.page(row.id, query) : { messages: [], more: false };
  }

  /** How far the log of a room reaches, and how far the index follows it. */
  reach(room: string): { seq: number; indexed: number } {
    const { seq, indexed } = this.#rooms.find(room) ?? { seq: 0, indexed: 0 };
    return { seq, indexed };
  }

  /** Searches what is in the index; see {@linkcode reach}. */
  search(room: string, query: SearchQuery): SearchPage {
    const row = this.#find(room, query.epoch);
    // In a direct one there is nothing to be found.
    if (!row || row.visibility === "direct") return { results: [], more: false };
    return this.#events.search(row, query);
  }

  /**
   * Puts the next messages of a room into the index.
   *
   * @returns Whether there are more.
   */
  index(room: string): boolean {
    const row = this.#rooms.find(room);
    if (row && row.indexed < row.seq) this.#events.index(row);
    return row !== undefined && row.indexed < row.seq;
  }

  /** Empties the index of all rooms, for {@linkcode index} to fill it again. */
  clearIndex(): void {
    this.#index.clear();
    this.#statements.run("update rooms set indexed = first - 1");
    this.#rooms.forgetRows();
    for (const { name, seq } of this.listRooms()) if (seq > 0) this.#chores.fellBehind(name);
  }

  forget(room: string, before: number, limit: number): Forgotten {
    const none = { first: 1, count: 0, more: false };
    return this.#inRoom(room, none, (row) => this.#events.forget(row, before, limit));
  }

  /** As the store's, with the marks as pairs: maps do not travel between threads. */
  markRead(
    room: string,
    marks: readonly (readonly [id: string, seq: number])[],
    epoch?: string,
  ): ReadMark[] {
    const row = this.#find(room, epoch);
    return row ? this.#marks.move(row, marks) : [];
  }

  /** As the store's, as pairs. */
  readMarks(room: string, people: readonly string[], epoch?: string): [id: string, seq: number][] {
    const row = this.#find(room, epoch);
    return row ? this.#marks.find(row.id, people) : [];
  }

  unread(person: string, rooms: readonly string[]): Unread[] {
    return this.#marks.unread(person, rooms);
  }

  addSubscription(person: Person, subscription: Subscription): boolean {
    return this.#subscriptions.add(person, subscription);
  }

  removeSubscription(endpoint: string, person?: string | null): void {
    this.#subscriptions.remove(endpoint, person);
  }

  findSubscriptions(people: readonly string[]): OwnedSubscription[] {
    return this.#subscriptions.find(people);
  }

  subscribers(): string[] {
    return this.#subscriptions.people();
  }

  listeners(room: string): Listener[] {
    return this.#inRoom(room, [], ({ id }) => this.#subscriptions.listeners(id));
  }

  setLevel(room: string, person: string, level: NotificationLevel): boolean {
    const row = this.#rooms.find(room);
    if (row) this.#subscriptions.setLevel(row.id, person, level);
    return row !== undefined;
  }

  levels(person: string): Record<string, NotificationLevel> {
    return this.#subscriptions.levels(person);
  }

  findStandings(room: string, people: readonly string[]): [string, Standing][] {
    return this.#inRoom(room, [], ({ id }) => this.#memberships.find(id, people));
  }

  listMemberships(room: string, after: string, limit: number): Membership[] {
    return this.#inRoom(room, [], ({ id }) => this.#memberships.list(id, after, limit));
  }

  roomsOf(person: string): string[] {
    return this.#memberships.roomsOf(person);
  }

  putMembership(room: string, membership: Membership): boolean {
    const row = this.#rooms.find(room);
    if (row) this.#memberships.put(row.id, membership);
    return row !== undefined;
  }

  removeMembership(room: string, person: string): boolean {
    return this.#inRoom(room, false, ({ id }) => this.#memberships.remove(id, person));
  }

  handOver(room: string, to: string): boolean {
    return this.#inRoom(room, false, ({ id }) => this.#memberships.handOver(id, to));
  }

  ban(room: string, ban: Ban): void {
    const row = this.#rooms.find(room);
    if (row) this.#memberships.ban(row.id, ban);
  }

  unban(room: string, person: string): boolean {
    return this.#inRoom(room, false, ({ id }) => this.#memberships.unban(id, person));
  }

  listBans(room: string): Ban[] {
    return this.#inRoom(room, [], ({ id }) => this.#memberships.listBans(id));
  }

  addInvite(invite: Invite, hash: string): boolean {
    const row = this.#rooms.find(invite.room);
    return row !== undefined && this.#memberships.addInvite(row.id, invite, hash);
  }

  listInvites(room: string): Invite[] {
    return this.#inRoom(room, [], ({ id }) => this.#memberships.listInvites(id));
  }

  findInvite(hash: string): Invite | undefined {
    return this.#memberships.findInvite(hash);
  }

  redeem(hash: string, person: Person, nowMs: number): Redemption {
    return this.#memberships.redeem(hash, person, nowMs);
  }

  revokeInvite(
    room: string,
    id: string,
    revocation: { at: number; removed: readonly Role[] },
  ): Person[] | undefined {
    const row = this.#rooms.find(room);
    return row && this.#memberships.revokeInvite(row.id, id, revocation);
  }

  adopt(guest: string, to: Person): Adoption {
    const rooms = this.#adoption.rooms(guest);
    const more = rooms.some(({ id }) => this.#adoption.rewrite(id, guest, to)) ||
      this.files.adoptFiles(guest, to.id);
    const archived: RoomRecord[] = [];
    // Last, for by these the rooms are found.
    if (!more) {
      for (const { name } of this.#direct.list(guest)) {
        archived.push(this.changeRoom(name, { isArchived: true })!);
      }
      this.#memberships.adopt(guest, to);
      this.#marks.adopt(guest, to.id);
      this.#subscriptions.adopt(guest, to);
      this.keys.dropOf(guest);
      this.#rooms.adoptDeleted(guest, to.id);
    }
    return { rooms: rooms.map(({ name }) => name), archived, more };
  }

  /**
   * Does one step of what may wait, outside of any transaction: takes deleted texts out of the
   * write-ahead log, removes what is left of deleted rooms and of archives, or brings the index
   * nearer to the log. Each has its turn, though there be more of the others all the while.
   *
   * @returns Whether it came to anything; when not, it would not at once either.
   */
  tidy(): boolean {
    return this.#chores.tidy();
  }

  /** Closes the database. */
  close(): void {
    this.#file.close();
  }

  /** What `work` makes of the room that is or was called `name`; `fallback` where there is none. */
  #inRoom<T>(name: string, fallback: T, work: (row: RoomRow) => T): T {
    const row = this.#rooms.find(name);
    return row ? work(row) : fallback;
  }

  /** The room that is or was called `name`; with an epoch, only where its log is called so. */
  #find(name: string, epoch: string | undefined): RoomRow | undefined {
    const row = this.#rooms.find(name);
    return row && isMeant(row, epoch) ? row : undefined;
  }
}
