import { fold, tombstone } from "../wire/fold.ts";
import type { Attachment, Message, Person, ReadMark, Role, RoomEvent } from "../wire/messages.ts";
import type { NotificationLevel } from "../wire/notification_levels.ts";
import { eventOf, isMeant, refusal, targetOf, unattachable, wishesOf } from "./rules.ts";
import { firstSince, isEmpty, parseSearch, snippetOf } from "./search.ts";
import type { Adoption } from "./accounts.ts";
import { SqliteAccounts } from "./sqlite_accounts.ts";
import { SqliteAdoption } from "./sqlite_adoption.ts";
import { SqliteAudit } from "./sqlite_audit.ts";
import { SqliteDirect } from "./sqlite_direct.ts";
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
  Outcome,
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
 * What became of a draft: the number of the event that it is now, word for word, or else the whole
 * {@linkcode Outcome}. Nearly all are numbers, and a number is quickly told to another thread.
 */
export type Placement = number | Outcome;

interface BodyRow {
  readonly body: string;
}

/** What the event of a draft comes with. */
interface Company {
  /** The message that it is about. */
  readonly target?: Message;
  /** The files that it names. */
  readonly files?: readonly Attachment[];
}

/**
 * By an index that SQLite would not choose of itself: the events between two messages, reactions say,
 * may be many.
 */
const messagesOnly = "events indexed by messages";
/** Messages that are put into the index at once: some milliseconds. */
const indexedAtOnce = 200;
/** Events of deleted rooms, and rooms, that are removed at once: some milliseconds. */
const clearedAtOnce = 50;

/** Something that may wait. */
interface Chore {
  isDue(): boolean;
  /** Does some of it, outside of any transaction; tells whether that was of use. */
  step(): boolean;
}

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
  readonly #rooms: SqliteRooms;
  readonly #direct: SqliteDirect;
  readonly #marks: SqliteReadMarks;
  readonly #subscriptions: SqliteSubscriptions;
  readonly #memberships: SqliteMemberships;
  readonly #adoption: SqliteAdoption;
  /** Names of rooms with messages that are not in the index yet. */
  readonly #behind: Set<string>;
  /** Names of rooms that were deleted, of whose log something is left. */
  readonly #hidden: Set<string>;
  /** Whether texts that were deleted may still be in the write-ahead log. */
  #needsPurge = true;
  /** What {@linkcode tidy} does, that which it did last at the end. */
  readonly #chores: Chore[] = [
    { isDue: () => this.#needsPurge, step: () => !(this.#needsPurge = !this.#file.purge()) },
    { isDue: () => this.#hidden.size > 0, step: () => this.#clearRooms() },
    { isDue: () => this.keys.hasLeftovers, step: () => this.#clearKeys() },
    { isDue: () => this.#behind.size > 0, step: () => this.#catchUp() },
  ];

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
        { id: row.id, epoch: row.epoch, findMessage: (seq) => this.#message(row.id, seq) };
    });
    this.#behind = new Set(this.#rooms.listUnindexed());
    this.#hidden = new Set(this.#rooms.listHidden());
  }

  /** Whether {@linkcode tidy} has something to do. */
  get isUntidy(): boolean {
    return this.#chores.some((chore) => chore.isDue());
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
      return result;
    } catch (error) {
      // What was read of rooms may be of the transaction that is no more.
      this.#rooms.forgetRows();
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
      throw new RangeError(`Cannot make direct room "${name}": its people or its name are taken`);
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
    // The index goes by names; where it is behind, it goes on by the new one.
    if (this.#behind.delete(row.name)) this.#behind.add(to);
    return this.findRoom(to);
  }

  deleteRoom(name: string, by: string): boolean {
    const row = this.#rooms.find(name);
    if (row) {
      this.files.dropLoose(row.id);
      this.#rooms.hide(row, by);
      this.#behind.delete(row.name);
      for (const hidden of this.#rooms.listHidden()) this.#hidden.add(hidden);
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
    if (!this.#memberships.isUsed(row.id)) this.#rooms.remove(row);
  }

  listRooms(person?: string | null): RoomRecord[] {
    return this.#rooms.list(person).map(recordOf);
  }

  append(room: string, drafts: readonly Draft[], epoch?: string): Placement[] {
    const row = this.#find(room, epoch);
    if (!row) throw new RangeError(`Cannot append to room "${room}": it was never made`);
    const placements = drafts.map((draft) => this.#place(row, draft));
    // What is sealed has no words.
    if (row.visibility === "direct") row.indexed = row.seq;
    this.#rooms.save(row);
    if (row.indexed < row.seq) this.#behind.add(room);
    return placements;
  }

  readEvents(room: string, after: number, upTo: number, epoch?: string): RoomEvent[] | undefined {
    const row = this.#rooms.find(room);
    if (!row || after >= upTo) return [];
    if (after + 1 < row.first || !isMeant(row, epoch)) return undefined;
    const sql = "select body from events where room = ? and seq > ? and seq <= ? order by seq";
    return this.#statements.all<BodyRow>(sql, row.id, after, upTo).map(({ body }) =>
      JSON.parse(body)
    );
  }

  readMessages(
    room: string,
    { before = Number.MAX_SAFE_INTEGER, after, limit, epoch }: PageQuery,
  ): Page {
    const row = this.#find(room, epoch);
    if (!row) return { messages: [], more: false };
    const order = after === undefined ? "desc" : "asc";
    const sql = `select coalesce(folded, body) as body from ${messagesOnly}
      where room = ? and seq > ? and seq < ? and target is null order by seq ${order} limit ?`;
    const bodies = this.#statements.all<BodyRow>(sql, row.id, after ?? 0, before, limit + 1);
    const messages = bodies.slice(0, limit).map(({ body }): Message => JSON.parse(body));
    if (after === undefined) messages.reverse();
    return { messages, more: bodies.length > limit };
  }

  /** How far the log of a room reaches, and how far the index follows it. */
  reach(room: string): { seq: number; indexed: number } {
    const { seq, indexed } = this.#rooms.find(room) ?? { seq: 0, indexed: 0 };
    return { seq, indexed };
  }

  /** Searches what is in the index; see {@linkcode reach}. */
  search(
    room: string,
    { text, before = Number.MAX_SAFE_INTEGER, limit, epoch }: SearchQuery,
  ): SearchPage {
    const row = this.#find(room, epoch);
    const search = parseSearch(text);
    // In a direct one there is nothing to be found.
    if (!row || row.visibility === "direct" || isEmpty(search)) return { results: [], more: false };
    const { terms, from = 0, to = Infinity } = search;
    const bounds = {
      after: this.#firstSince(row, from) - 1,
      before: Math.min(before, this.#firstSince(row, to)),
      limit: limit + 1,
    };
    const messages = terms.length === 0
      ? this.#readBack(row.id, bounds)
      : this.#index.find(row.id, terms, bounds)
        .flatMap((seq) => this.#message(row.id, seq) ?? []);
    const results = messages.slice(0, limit)
      .map((message) => ({ ...message, ...snippetOf(message.text ?? "", search) }));
    return { results, more: messages.length > limit };
  }

  /**
   * Puts the next messages of a room into the index.
   *
   * @returns Whether there are more.
   */
  index(room: string): boolean {
    const row = this.#rooms.find(room);
    if (row && row.indexed < row.seq) {
      const sql = `select seq, coalesce(folded, body) as body from ${messagesOnly}
        where room = ? and seq > ? and target is null order by seq limit ?`;
      const rows = this.#statements
        .all<BodyRow & { seq: number }>(sql, row.id, row.indexed, indexedAtOnce);
      for (const { body } of rows) this.#index.add(row.id, JSON.parse(body));
      row.indexed = rows.length < indexedAtOnce ? row.seq : rows.at(-1)!.seq;
      this.#rooms.save(row);
    }
    return row !== undefined && row.indexed < row.seq;
  }

  /** Empties the index of all rooms, for {@linkcode index} to fill it again. */
  clearIndex(): void {
    this.#index.clear();
    this.#statements.run("update rooms set indexed = first - 1");
    this.#rooms.forgetRows();
    for (const { name, seq } of this.listRooms()) if (seq > 0) this.#behind.add(name);
  }

  forget(room: string, before: number, limit: number): Forgotten {
    const row = this.#rooms.find(room);
    if (!row) return { first: 1, more: false };
    const end = Math.min(this.#firstSince(row, before), row.first + limit);
    if (end > row.first) {
      const sql = `select coalesce(folded, body) as body from events
        where room = ? and seq < ? and seq <= ? and target is null`;
      const indexed = this.#statements.all<BodyRow>(sql, row.id, end, row.indexed);
      for (const { body } of indexed) this.#index.remove(row.id, JSON.parse(body));
      this.#statements.run("delete from events where room = ? and seq < ?", row.id, end);
      this.files.dropBefore(row.id, end);
      row.first = end;
      row.indexed = Math.max(row.indexed, end - 1);
      this.#rooms.save(row);
      this.#needsPurge = true;
    }
    return { first: row.first, more: this.#firstSince(row, before) > row.first };
  }

  /** As the store's, with the marks as pairs: maps do not travel between threads. */
  markRead(room: string, marks: readonly (readonly [id: string, seq: number])[]): ReadMark[] {
    const row = this.#rooms.find(room);
    return row ? this.#marks.move(row.id, marks) : [];
  }

  /** As the store's, as pairs. */
  readMarks(room: string, people: readonly string[]): [id: string, seq: number][] {
    const row = this.#rooms.find(room);
    return row ? this.#marks.find(row.id, people) : [];
  }

  unread(person: string): Unread[] {
    return this.#marks.unread(person);
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
    const row = this.#rooms.find(room);
    return row ? this.#subscriptions.listeners(row.id) : [];
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
    const row = this.#rooms.find(room);
    return row ? this.#memberships.find(row.id, people) : [];
  }

  listMemberships(room: string, after: string, limit: number): Membership[] {
    const row = this.#rooms.find(room);
    return row ? this.#memberships.list(row.id, after, limit) : [];
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
    const row = this.#rooms.find(room);
    return row !== undefined && this.#memberships.remove(row.id, person);
  }

  handOver(room: string, to: string): boolean {
    const row = this.#rooms.find(room);
    return row !== undefined && this.#memberships.handOver(row.id, to);
  }

  ban(room: string, ban: Ban): void {
    const row = this.#rooms.find(room);
    if (row) this.#memberships.ban(row.id, ban);
  }

  unban(room: string, person: string): boolean {
    const row = this.#rooms.find(room);
    return row !== undefined && this.#memberships.unban(row.id, person);
  }

  listBans(room: string): Ban[] {
    const row = this.#rooms.find(room);
    return row ? this.#memberships.listBans(row.id) : [];
  }

  addInvite(invite: Invite, hash: string): boolean {
    const row = this.#rooms.find(invite.room);
    return row !== undefined && this.#memberships.addInvite(row.id, invite, hash);
  }

  listInvites(room: string): Invite[] {
    const row = this.#rooms.find(room);
    return row ? this.#memberships.listInvites(row.id) : [];
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
    const more = rooms.some(({ id }) => this.#adoption.rewrite(id, guest, to));
    const archived: RoomRecord[] = [];
    // Last, for by these the rooms are found.
    if (!more) {
      for (const { name } of this.#direct.list(guest)) {
        archived.push(this.changeRoom(name, { isArchived: true })!);
      }
      this.#memberships.adopt(guest, to);
      this.#marks.adopt(guest, to.id);
      this.#subscriptions.adopt(guest, to);
      this.files.adoptFiles(guest, to.id);
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
    const due = this.#chores.findIndex((chore) => chore.isDue());
    if (due < 0) return false;
    const [chore] = this.#chores.splice(due, 1);
    this.#chores.push(chore!);
    return chore!.step();
  }

  /** Removes some of the logs of rooms that were deleted, and what is left of those without one. */
  #clearRooms(): boolean {
    const gone: string[] = [];
    this.transaction(() => {
      let left = clearedAtOnce;
      for (const hidden of this.#hidden) {
        const row = this.#rooms.find(hidden)!;
        const { first } = row;
        if (this.forget(hidden, Infinity, left).more) return;
        this.files.dropAll(row.id);
        this.#rooms.remove(row);
        gone.push(hidden);
        left -= 1 + row.first - first;
        if (left <= 0) return;
      }
    });
    for (const hidden of gone) this.#hidden.delete(hidden);
    this.#needsPurge = true;
    return true;
  }

  #clearKeys(): boolean {
    this.transaction(() => this.keys.clear());
    return true;
  }

  /** Puts some messages of one room into the index. */
  #catchUp(): boolean {
    const [room] = this.#behind;
    const isBehind = this.transaction(() => this.index(room!));
    // Where it still is, others are next all the same.
    this.#behind.delete(room!);
    if (isBehind) this.#behind.add(room!);
    return true;
  }

  /** Closes the database. */
  close(): void {
    this.#file.close();
  }

  #message(room: number, seq: number): Message | undefined {
    const sql = "select coalesce(folded, body) as body from events " +
      "where room = ? and seq = ? and target is null";
    const row = this.#statements.find<BodyRow>(sql, room, seq);
    return row && JSON.parse(row.body);
  }

  #findByRef(room: number, { from, ref }: Draft): RoomEvent | undefined {
    if (ref === undefined) return undefined;
    const sql = "select body from events where room = ? and sender = ? and ref = ?";
    const row = this.#statements.find<BodyRow>(sql, room, from.id, ref);
    return row && JSON.parse(row.body);
  }

  /** The room that is or was called `name`; with an epoch, only where its log is called so. */
  #find(name: string, epoch: string | undefined): RoomRow | undefined {
    const row = this.#rooms.find(name);
    return row && isMeant(row, epoch) ? row : undefined;
  }

  #place(row: RoomRow, draft: Draft): Placement {
    const targetSeq = targetOf(draft);
    const wishes = wishesOf(draft);
    if (targetSeq === undefined && !wishes) return this.#keep(row, draft);
    const earlier = this.#findByRef(row.id, draft);
    if (earlier) return { event: earlier, isNew: false };
    const target = targetSeq === undefined ? undefined : this.#message(row.id, targetSeq);
    const refused = refusal(draft, target);
    if (refused) return refused;
    const files = wishes && this.files.choose(row.id, wishes);
    return wishes && !files ? unattachable : this.#keep(row, draft, { target, files });
  }

  /** Puts an event into the log, and what it changes into its message, unless its ref is there. */
  #keep(row: RoomRow, draft: Draft, { target, files }: Company = {}): Placement {
    const event = eventOf(draft, row.seq + 1, row.at, files);
    // The index of refs tells a repeated one, so that nearly all drafts are one statement.
    const sql = "insert into events (room, seq, sender, ref, target, body) " +
      "values (?, ?, ?, ?, ?, ?) on conflict (room, sender, ref) where ref is not null do nothing";
    const { from, ref = null } = event;
    const about = event.type === "message" ? null : event.target;
    const body = JSON.stringify(event);
    if (this.#statements.run(sql, row.id, event.seq, from.id, ref, about, body) === 0) {
      return { event: this.#findByRef(row.id, draft)!, isNew: false };
    }
    row.seq = event.seq;
    row.at = event.at;
    if (event.type !== "message") this.#change(row, event, target!);
    if (files) this.files.attach(event.seq, files);
    return event.at === draft.at && !files ? event.seq : { event, isNew: true };
  }

  /** Folds an event into the message it is about. */
  #change(row: RoomRow, event: Exclude<RoomEvent, Message>, target: Message): void {
    const folded = fold(target, event);
    if (event.type === "deleted") {
      this.#purge(row.id, target);
      if (target.files) this.files.dropOf(row.id, target.seq);
    } else {
      const sql = "update events set folded = ? where room = ? and seq = ?";
      this.#statements.run(sql, JSON.stringify(folded), row.id, target.seq);
    }
    if (event.type === "reacted" || row.indexed < target.seq) return;
    this.#index.remove(row.id, target);
    this.#index.add(row.id, folded);
  }

  /** Takes the text of a deleted message out of every event that held it. */
  #purge(room: number, message: Message): void {
    const sql = "update events set body = ?, folded = null where room = ? and seq = ?";
    this.#statements.run(sql, JSON.stringify(tombstone(message)), room, message.seq);
    const changes =
      "select body from events indexed by events_by_target where room = ? and target = ?";
    for (const { body } of this.#statements.all<BodyRow>(changes, room, message.seq)) {
      const event: RoomEvent = JSON.parse(body);
      if (event.type !== "edited") continue;
      this.#statements.run(sql, JSON.stringify({ ...event, text: "" }), room, event.seq);
    }
    this.#needsPurge = true;
  }

  /** The newest messages between two numbers, newest first, without those deleted or sealed. */
  #readBack(
    room: number,
    { after, before, limit }: { after: number; before: number; limit: number },
  ): Message[] {
    const sql = `select coalesce(folded, body) as body from ${messagesOnly}
      where room = ? and seq > ? and seq < ? and target is null
        and body ->> 'deleted' is null and body ->> 'box' is null
      order by seq desc limit ?`;
    return this.#statements.all<BodyRow>(sql, room, after, before, limit)
      .map(({ body }) => JSON.parse(body));
  }

  #firstSince({ id, first, seq }: RoomRow, moment: number): number {
    const sql = "select body ->> 'at' as at from events where room = ? and seq = ?";
    return firstSince(moment, {
      first,
      end: seq + 1,
      atOf: (seq) => this.#statements.find<{ at: number }>(sql, id, seq)!.at,
    });
  }
}
