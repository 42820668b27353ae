import type { ReadMark, RoomEvent } from "../wire/messages.ts";
import type { Accounts } from "./accounts.ts";
import type { Audit } from "./audit.ts";
import type { Files } from "./files.ts";
import type { Keys } from "./keys.ts";
import type { Memberships } from "./memberships.ts";
import { eventOf } from "./rules.ts";
import type { SqliteDriverOptions } from "./sqlite_driver.ts";
import { SqliteDriver } from "./sqlite_driver.ts";
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
import type { Webhooks } from "./webhooks.ts";

/** Rooms in which what is new is counted at once: some milliseconds of the worker's time. */
const countedAtOnce = 4;

/**
 * Keeps the logs in one SQLite file, by way of a worker, so that no query and no write to the disk
 * ever holds up the event loop.
 *
 * What a resolved promise stands for survives the end of the process, and, with durability `full`,
 * a power cut.
 */
export class SqliteStore implements Store {
  readonly subscriptions: Subscriptions;
  readonly memberships: Memberships;
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly webhooks: Webhooks;
  readonly files: Files;
  readonly keys: Keys;
  readonly #driver: SqliteDriver;
  /** Steps of the index that are under way, by room. */
  readonly #steps = new Map<string, Promise<boolean>>();

  private constructor(driver: SqliteDriver) {
    this.#driver = driver;
    this.subscriptions = {
      add: (person, subscription) => driver.call("addSubscription", person, subscription),
      remove: (endpoint, person) => driver.call("removeSubscription", endpoint, person),
      find: (people) => driver.call("findSubscriptions", people),
      people: () => driver.call("subscribers"),
      listeners: (room) => driver.call("listeners", room),
      setLevel: (room, person, level) => driver.call("setLevel", room, person, level),
      levels: (person) => driver.call("levels", person),
    };
    this.memberships = {
      find: async (room, people) => new Map(await driver.call("findStandings", room, people)),
      list: (room, after, limit) => driver.call("listMemberships", room, after, limit),
      roomsOf: (person) => driver.call("roomsOf", person),
      put: (room, membership) => driver.call("putMembership", room, membership),
      remove: (room, person) => driver.call("removeMembership", room, person),
      handOver: (room, to) => driver.call("handOver", room, to),
      ban: (room, ban) => driver.call("ban", room, ban),
      unban: (room, person) => driver.call("unban", room, person),
      listBans: (room) => driver.call("listBans", room),
      addInvite: (invite, hash) => driver.call("addInvite", invite, hash),
      listInvites: (room) => driver.call("listInvites", room),
      findInvite: (hash) => driver.call("findInvite", hash),
      redeem: (hash, person, nowMs) => driver.call("redeem", hash, person, nowMs),
      revokeInvite: (room, id, revocation) => driver.call("revokeInvite", room, id, revocation),
    };
    this.accounts = {
      signIn: (profile, id, at) => driver.call("signIn", profile, id, at),
      findUser: (id) => driver.call("findUser", id),
      listUsers: (after, limit) => driver.call("listUsers", after, limit),
      suspend: (user, since) => driver.call("suspend", user, since),
      addSession: (session, hash) => driver.call("addSession", session, hash),
      findSession: (hash) => driver.call("findSession", hash),
      touchSessions: (ids, seen) => driver.call("touchSessions", ids, seen),
      listSessions: (query, limit, after) => driver.call("listSessions", query, limit, after),
      endSessions: (query) => driver.call("endSessions", query),
      addBot: (bot, role, hash) => driver.call("addBot", bot, role, hash),
      listBots: (room) => driver.call("listBots", room),
      findBot: (hash) => driver.call("findBot", hash),
      removeBot: (room, id) => driver.call("removeBot", room, id),
      adopt: (guest, to) => driver.call("adopt", guest, to),
    };
    this.audit = {
      add: (deed) => driver.call("addDeed", deed),
      list: (limit, before) => driver.call("listDeeds", limit, before),
    };
    this.webhooks = {
      add: (webhook) => driver.call("addWebhook", webhook),
      list: (room) => driver.call("listWebhooks", room),
      active: () => driver.call("activeWebhooks"),
      has: (id) => driver.call("hasWebhook", id),
      note: (id, delivery) => driver.call("noteDelivery", id, delivery),
      remove: (room, id) => driver.call("removeWebhook", room, id),
    };
    this.files = {
      begin: (upload, quotas) => driver.call("beginUpload", upload, quotas),
      findUpload: (id) => driver.call("findUpload", id),
      touchUpload: (id, at) => driver.call("touchUpload", id, at),
      finishUpload: (id, content, at) => driver.call("finishUpload", id, content, at),
      abandon: (id) => driver.call("abandonUpload", id),
      find: (id) => driver.call("findFile", id),
      list: (room, query) => driver.call("listFiles", room, query),
      expire: (uploads, files) => driver.call("expireFiles", uploads, files),
      bytes: () => driver.call("blobBytes"),
      unneeded: (limit) => driver.call("unneededBlobs", limit),
      needs: (hash) => driver.call("needsBlob", hash),
      noteBlob: (hash) => driver.call("noteBlob", hash),
      forgetBlob: (hash) => driver.call("forgetBlob", hash),
    };
    this.keys = {
      findList: (person) => driver.call("findDeviceList", person),
      putList: (person, list, after) => driver.call("putDeviceList", person, list, after),
      stock: (person, device) => driver.call("packageStock", person, device),
      addPackages: (person, device, packages, lastResort) =>
        driver.call("addPackages", person, device, packages, lastResort),
      takePackages: (person, devices) => driver.call("takePackages", person, devices),
      putMail: (person, box, body, at) => driver.call("putMail", person, box, body, at),
      findMail: (person, box, since) => driver.call("findMail", person, box, since),
      removeMail: (person, box) => driver.call("removeMail", person, box),
      expireMail: (before) => driver.call("expireMail", before),
      findArchive: (person) => driver.call("findArchive", person),
      putArchive: (person, header) => driver.call("putArchive", person, header),
      removeArchive: (person) => driver.call("removeArchive", person),
      addEntries: (person, room, entries, bounds) =>
        driver.call("addToArchive", person, room, entries, bounds),
      readEntries: (person, room, after, limit) =>
        driver.call("readArchive", person, room, after, limit),
    };
  }

  /**
   * Opens the database, makes it where there is none, and brings it up to date.
   *
   * @throws {OperatorError} when it cannot be used.
   */
  static async open(options: SqliteDriverOptions): Promise<SqliteStore> {
    return new SqliteStore(await SqliteDriver.open(options));
  }

  findRoom(name: string): Promise<RoomRecord | undefined> {
    return this.#driver.call("findRoom", name);
  }

  createRoom(draft: RoomDraft): Promise<{ record: RoomRecord; isNew: boolean }> {
    return this.#driver.call("createRoom", draft);
  }

  openDirect(draft: DirectDraft): Promise<{ record: RoomRecord; isNew: boolean } | undefined> {
    return this.#driver.call("openDirect", draft);
  }

  findDirect(one: string, other: string): Promise<string | undefined> {
    return this.#driver.call("findDirect", one, other);
  }

  listDirect(person: string): Promise<DirectRoom[]> {
    return this.#driver.call("listDirect", person);
  }

  changeRoom(name: string, change: RoomChange): Promise<RoomRecord | undefined> {
    return this.#driver.call("changeRoom", name, change);
  }

  renameRoom(name: string, to: string): Promise<RoomRecord | undefined> {
    return this.#driver.call("renameRoom", name, to);
  }

  deleteRoom(name: string, by: string): Promise<boolean> {
    return this.#driver.call("deleteRoom", name, by);
  }

  deletedBy(name: string): Promise<string | undefined> {
    return this.#driver.call("deletedBy", name);
  }

  renewEpoch(name: string, epoch: string): Promise<void> {
    return this.#driver.call("renewEpoch", name, epoch);
  }

  discardRoom(name: string): Promise<void> {
    return this.#driver.call("discardRoom", name);
  }

  listRooms(person?: string): Promise<RoomRecord[]> {
    return this.#driver.call("listRooms", person);
  }

  ready(): Promise<void> {
    return this.#driver.ready();
  }

  async append(room: string, drafts: readonly Draft[], epoch?: string): Promise<Outcome[]> {
    const placements = await this.#driver.call("append", room, drafts, epoch);
    return placements.map((placement, index) => {
      if (typeof placement !== "number") return placement;
      const draft = drafts[index]!;
      return { event: eventOf(draft, placement, draft.at), isNew: true };
    });
  }

  readEvents(
    room: string,
    after: number,
    upTo: number,
    epoch?: string,
  ): Promise<RoomEvent[] | undefined> {
    return this.#driver.call("readEvents", room, after, upTo, epoch);
  }

  readMessages(room: string, query: PageQuery): Promise<Page> {
    return this.#driver.call("readMessages", room, query);
  }

  async search(room: string, query: SearchQuery): Promise<SearchPage> {
    let { seq, indexed } = await this.#driver.call("reach", room);
    // What comes in meanwhile is not waited for: there may be no end of it. A room that is gone has
    // nothing more, and one that took its name reaches less far.
    while (indexed < seq && await this.#index(room)) {
      ({ indexed } = await this.#driver.call("reach", room));
    }
    return await this.#driver.call("search", room, query);
  }

  forget(room: string, before: number, limit: number): Promise<Forgotten> {
    return this.#driver.call("forget", room, before, limit);
  }

  markRead(
    room: string,
    marks: ReadonlyMap<string, number>,
    epoch?: string,
  ): Promise<ReadMark[]> {
    return this.#driver.call("markRead", room, [...marks], epoch);
  }

  async readMarks(
    room: string,
    people: readonly string[],
    epoch?: string,
  ): Promise<ReadonlyMap<string, number>> {
    return new Map(await this.#driver.call("readMarks", room, people, epoch));
  }

  async unread(person: string, rooms: readonly string[]): Promise<Unread[]> {
    const unread: Unread[] = [];
    // One call after the other: what is to be committed meanwhile comes between.
    for (let start = 0; start < rooms.length; start += countedAtOnce) {
      const some = rooms.slice(start, start + countedAtOnce);
      unread.push(...await this.#driver.call("unread", person, some));
    }
    return unread;
  }

  close(): Promise<void> {
    return this.#driver.close();
  }

  /** Does one step of the index, between which others get their turn, for all who search the room. */
  #index(room: string): Promise<boolean> {
    let step = this.#steps.get(room);
    if (!step) {
      step = this.#driver.call("index", room).finally(() => this.#steps.delete(room));
      this.#steps.set(room, step);
    }
    return step;
  }
}
