/** Rooms without a network: a store that can be held back, a clock turned by hand, fake sockets. */
import { assertEquals } from "@std/assert";
import { setImmediate } from "node:timers";
import type { MemberOptions } from "../../lib/chat/member.ts";
import { Member } from "../../lib/chat/member.ts";
import type { Notifier } from "../../lib/chat/notifier.ts";
import type { Peers } from "../../lib/chat/peers.ts";
import type { Since } from "../../lib/chat/replay.ts";
import type { Seat } from "../../lib/chat/seat.ts";
import type { Room } from "../../lib/chat/room.ts";
import { Rooms } from "../../lib/chat/rooms.ts";
import { ChatError } from "../../lib/errors.ts";
import { createLog } from "../../lib/log.ts";
import type { Meter } from "../../lib/meter.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
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
import type { Accounts } from "../../lib/store/accounts.ts";
import type { Audit } from "../../lib/store/audit.ts";
import type { Files } from "../../lib/store/files.ts";
import type { Keys } from "../../lib/store/keys.ts";
import type { Memberships } from "../../lib/store/memberships.ts";
import type { Subscriptions } from "../../lib/store/subscriptions.ts";
import type { Webhooks } from "../../lib/store/webhooks.ts";
import type { CommandOf } from "../../lib/wire/commands.ts";
import type { Person, ReadMark, Role, RoomEvent, ServerMessage } from "../../lib/wire/messages.ts";
import { FakeClock } from "./fake_clock.ts";
import { FakeSocket } from "./fake_socket.ts";

/** The guest whose id and name are both `name`, unless given. */
export function guest(name: string, id = name): Person {
  return { id, name, kind: "guest" };
}

/** A checked `say`, as the codec gives it. */
export function say(text: string, fields: Partial<CommandOf<"say">> = {}): CommandOf<"say"> {
  return { type: "say", text, ...fields };
}

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

/** One client of a room: a member and its fake socket. */
export class TestClient {
  readonly socket = new FakeSocket();
  readonly member: Member;

  constructor(room: Room, who: Omit<MemberOptions, "socket" | "room">) {
    this.member = new Member({ socket: this.socket, room, ...who });
  }

  /** Sends `commands` in one frame. */
  send(...commands: readonly object[]): void {
    this.receive(commands.map((command) => JSON.stringify(command)).join("\n"));
  }

  /** Sends one message. */
  say(text: string, fields: object = {}): void {
    this.send({ type: "say", text, ...fields });
  }

  /** Sends a payload as it is. */
  receive(payload: unknown): void {
    this.member.receive(payload);
  }

  /** Loses the connection. */
  drop(): void {
    this.socket.readyState = 3;
    this.member.left();
  }

  /** Forgets what was heard so far. */
  forget(): void {
    this.socket.frames.length = 0;
  }

  /** Everything heard, in order. */
  heard(): ServerMessage[] {
    return this.socket.messages();
  }

  /** What was heard of one type, in order. */
  heardOf<T extends ServerMessage["type"]>(type: T): Extract<ServerMessage, { type: T }>[] {
    return this.heard().filter((message): message is Extract<ServerMessage, { type: T }> =>
      message.type === type
    );
  }

  /** The texts of the messages heard. */
  texts(): (string | undefined)[] {
    return this.heardOf("message").map(({ text }) => text);
  }

  /** The numbers of the log's entries heard. */
  seqs(): number[] {
    return this.heard().flatMap((message) => "at" in message ? [message.seq] : []);
  }

  /** The codes of the errors heard. */
  codes(): string[] {
    return this.heardOf("error").map(({ code }) => code);
  }

  /** The code that the socket was closed with. */
  get closeCode(): number | undefined {
    return this.socket.closedWith?.code;
  }
}

/** Settings of {@linkcode openHouse}. */
export interface HouseOptions {
  /** Commands a second of each identity; 0, no limit, unless given. */
  rate?: number;
  mayCreate?: (person: Person) => boolean;
  needsInvite?: (person: Person) => boolean;
  /** What the {@linkcode TestStore} keeps things in; a {@linkcode MemoryStore} unless given. */
  store?: Store;
  /** Gives who tells people that are away; asked at each call. */
  notifier?: () => Notifier;
  /** The other nodes; none unless given. */
  peers?: Peers;
  meter?: Meter;
}

/** How somebody joins. */
export interface JoinOptions {
  /** `tea` unless given. */
  room?: string;
  since?: Since;
  /** What the room gives this person unless given. */
  role?: Role;
}

/** How somebody is attached to a room. */
export interface AttachOptions extends Omit<JoinOptions, "room"> {
  /** What they are, and by which knowledge. */
  seat?: Seat;
  version?: object;
}

/** {@linkcode Rooms} with all that they stand on. */
export class House implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly store: TestStore;
  readonly rooms: Rooms;
  /** What was logged, a JSON object each. */
  readonly lines: string[] = [];
  readonly #meter: Meter | undefined;

  constructor(options: HouseOptions = {}) {
    const { rate = 0, mayCreate = () => true, needsInvite = () => false } = options;
    const { store = new MemoryStore(), notifier, peers, meter } = options;
    const { clock, lines } = this;
    this.#meter = meter;
    this.store = new TestStore(store);
    const log = createLog({
      level: "debug",
      format: "json",
      clock,
      write: (line) => lines.push(line),
    });
    this.rooms = new Rooms({
      store: this.store,
      clock,
      log,
      rate,
      mayCreate,
      needsInvite,
      meter,
      ...(peers && { peers }),
      ...(notifier && {
        notifier: {
          published: (...args) => notifier().published(...args),
          read: (...args) => notifier().read(...args),
          moved: (...args) => notifier().moved(...args),
        },
      }),
    });
  }

  /** Lets somebody in and waits until the greeting is over. */
  async join(who: string | Person, options: JoinOptions = {}): Promise<TestClient> {
    const person = typeof who === "string" ? guest(who) : who;
    const entry = await this.rooms.enter(options.room ?? "tea", person);
    const client = this.attach(entry.room, person, { ...entry, ...options });
    await this.settled();
    return client;
  }

  /** Lets each of `names` in, one after the other, then forgets what they heard of that. */
  async gather<const Names extends readonly string[]>(
    ...names: Names
  ): Promise<{ [Place in keyof Names]: TestClient }> {
    const clients: TestClient[] = [];
    for (const name of names) clients.push(await this.join(name));
    for (const client of clients) client.forget();
    return clients as { [Place in keyof Names]: TestClient };
  }

  /** Asks `room` to let somebody in and waits for nothing. */
  attach(room: Room, person: Person, options: AttachOptions = {}): TestClient {
    const { since, role, version = room.standings.versionOf(person.id) } = options;
    const seat = role ? { role } : options.seat ?? { role: "member" };
    const client = new TestClient(room, { person, seat, clock: this.clock, meter: this.#meter });
    room.join(client.member, { version, ...(since && { since }) });
    return client;
  }

  /** Waits until nothing moves without the clock or a held store. */
  settled(): Promise<void> {
    return this.store.settled();
  }

  /** Lets `ms` pass, with everything done that falls due on the way. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.clock.now() + ms;
    await this.settled();
    while ((this.clock.nextAtMs ?? Infinity) <= untilMs) {
      this.clock.advance(Math.max(0, this.clock.nextAtMs! - this.clock.now()));
      await this.settled();
    }
    this.clock.advance(untilMs - this.clock.now());
    await this.settled();
  }

  /** Ends the rooms; after that no timer may be left. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.rooms.close();
    // A replay that was waiting for its reader looks once more.
    await this.pass(20);
    await this.store.close();
    assertEquals(this.clock.pending, 0, "a timer is left");
  }
}

/** Opens rooms that close themselves at the end of the test. */
export function openHouse(options: HouseOptions = {}): House {
  return new House(options);
}
