import { setImmediate } from "node:timers";
import { ChatError } from "../../lib/errors.ts";
import type { Accounts } from "../../lib/store/accounts.ts";
import type { Audit } from "../../lib/store/audit.ts";
import type { Files } from "../../lib/store/files.ts";
import type { Keys } from "../../lib/store/keys.ts";
import type { Memberships } from "../../lib/store/memberships.ts";
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
} from "../../lib/store/store.ts";
import type { Subscriptions } from "../../lib/store/subscriptions.ts";
import type { Webhooks } from "../../lib/store/webhooks.ts";
import type { ReadMark, RoomEvent } from "../../lib/wire/messages.ts";

/** A store whose calls a test can hold back or let fail, and that knows when none is running. */
export class TestStore implements Store {
  readonly subscriptions: Subscriptions;
  readonly memberships: Memberships;
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly webhooks: Webhooks;
  readonly files: Files;
  readonly keys: Keys;
  readonly #inner: Store;
  readonly #gates = new Map<keyof Store, Promise<void>>();
  readonly #failing = new Set<keyof Store>();
  readonly #silent = new Set<keyof Store>();
  readonly #repeated = new Set<keyof Store>();
  /** How many drafts each `append` carried. */
  readonly batches: number[] = [];
  #started = 0;
  #running = 0;

  constructor(inner: Store) {
    this.#inner = inner;
    this.subscriptions = inner.subscriptions;
    this.memberships = inner.memberships;
    this.accounts = inner.accounts;
    this.audit = inner.audit;
    this.webhooks = inner.webhooks;
    this.files = inner.files;
    this.keys = inner.keys;
  }

  /** Holds calls of `method` back until what it returns is called. */
  hold(method: keyof Store): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gates.set(method, promise);
    return () => {
      this.#gates.delete(method);
      resolve();
    };
  }

  /** Lets calls of `method` fail, without any effect, until what it returns is called. */
  fail(method: keyof Store): () => void {
    this.#failing.add(method);
    return () => void this.#failing.delete(method);
  }

  /** Lets calls of `method` take effect and then fail, as when an answer is lost on its way. */
  loseAnswers(method: keyof Store): () => void {
    this.#silent.add(method);
    return () => void this.#silent.delete(method);
  }

  /** Lets calls of `method` take effect and be made again, as a store does that lost the answer. */
  repeat(method: keyof Store): void {
    this.#repeated.add(method);
  }

  /**
   * Waits until nothing moves by itself any more: no call is running, but for those held back, and
   * everything that waited for one has gone on.
   */
  async settled(): Promise<void> {
    // Each turn of the event loop empties the queue of microtasks, and only the store needs turns.
    let quietTurns = 0;
    while (quietTurns < 2) {
      const started = this.#started;
      await new Promise<void>((resolve) => setImmediate(() => resolve()));
      quietTurns = this.#running === 0 && this.#started === started ? quietTurns + 1 : 0;
    }
  }

  findRoom(name: string): Promise<RoomRecord | undefined> {
    return this.#call("findRoom", () => this.#inner.findRoom(name));
  }

  openDirect(draft: DirectDraft): ReturnType<Store["openDirect"]> {
    return this.#call("openDirect", () => this.#inner.openDirect(draft));
  }

  findDirect(one: string, other: string): Promise<string | undefined> {
    return this.#call("findDirect", () => this.#inner.findDirect(one, other));
  }

  listDirect(person: string): Promise<DirectRoom[]> {
    return this.#call("listDirect", () => this.#inner.listDirect(person));
  }

  renameRoom(name: string, to: string): Promise<RoomRecord | undefined> {
    return this.#call("renameRoom", () => this.#inner.renameRoom(name, to));
  }

  deleteRoom(name: string, by: string): Promise<boolean> {
    return this.#call("deleteRoom", () => this.#inner.deleteRoom(name, by));
  }

  deletedBy(name: string): Promise<string | undefined> {
    return this.#call("deletedBy", () => this.#inner.deletedBy(name));
  }

  createRoom(draft: RoomDraft): Promise<{ record: RoomRecord; isNew: boolean }> {
    return this.#call("createRoom", () => this.#inner.createRoom(draft));
  }

  changeRoom(name: string, change: RoomChange): Promise<RoomRecord | undefined> {
    return this.#call("changeRoom", () => this.#inner.changeRoom(name, change));
  }

  renewEpoch(name: string, epoch: string): Promise<void> {
    return this.#call("renewEpoch", () => this.#inner.renewEpoch(name, epoch));
  }

  discardRoom(name: string): Promise<void> {
    return this.#call("discardRoom", () => this.#inner.discardRoom(name));
  }

  listRooms(person?: string): Promise<RoomRecord[]> {
    return this.#call("listRooms", () => this.#inner.listRooms(person));
  }

  ready(): Promise<void> {
    return this.#call("ready", () => this.#inner.ready());
  }

  append(room: string, drafts: readonly Draft[], epoch?: string): Promise<Outcome[]> {
    this.batches.push(drafts.length);
    return this.#call("append", () => this.#inner.append(room, drafts, epoch));
  }

  readEvents(
    room: string,
    after: number,
    upTo: number,
    epoch?: string,
  ): Promise<RoomEvent[] | undefined> {
    return this.#call("readEvents", () => this.#inner.readEvents(room, after, upTo, epoch));
  }

  readMessages(room: string, query: PageQuery): Promise<Page> {
    return this.#call("readMessages", () => this.#inner.readMessages(room, query));
  }

  markRead(
    room: string,
    marks: ReadonlyMap<string, number>,
    epoch?: string,
  ): Promise<ReadMark[]> {
    return this.#call("markRead", () => this.#inner.markRead(room, marks, epoch));
  }

  readMarks(
    room: string,
    people: readonly string[],
    epoch?: string,
  ): Promise<ReadonlyMap<string, number>> {
    return this.#call("readMarks", () => this.#inner.readMarks(room, people, epoch));
  }

  search(room: string, query: SearchQuery): Promise<SearchPage> {
    return this.#call("search", () => this.#inner.search(room, query));
  }

  forget(room: string, before: number, limit: number): Promise<Forgotten> {
    return this.#call("forget", () => this.#inner.forget(room, before, limit));
  }

  unread(person: string, rooms: readonly string[]): Promise<Unread[]> {
    return this.#call("unread", () => this.#inner.unread(person, rooms));
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  async #call<T>(method: keyof Store, run: () => Promise<T>): Promise<T> {
    this.#started++;
    await this.#gates.get(method);
    if (this.#failing.has(method)) throw new ChatError("unavailable", `Cannot ${method} now`);
    this.#running++;
    try {
      if (this.#repeated.has(method)) await run();
      const answer = await run();
      if (this.#silent.has(method)) throw new ChatError("unavailable", `Cannot hear of ${method}`);
      return answer;
    } finally {
      this.#running--;
    }
  }
}
