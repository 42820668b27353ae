import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { RoomRecord, Store } from "../store/store.ts";
import { closeReasons } from "../wire/close_codes.ts";
import { Alarm } from "../alarm.ts";
import type { Door } from "./door.ts";
import type { NodeNews, PeerLine, Peers, RoomNews } from "./peers.ts";
import { reseat, reseatAll } from "./reseating.ts";
import type { Room } from "./room.ts";

/** What a {@linkcode NodeSync} is made of. */
export interface NodeSyncOptions {
  peers: Peers;
  store: Store;
  clock: Clock;
  log: Log;
  /** The live rooms by name, as they come and go. */
  live: ReadonlyMap<string, Room>;
  /** Says who may be in them. */
  door: Pick<Door, "seat">;
  /** What is not a room's own has to be looked at anew: others may have told of it in vain. */
  missed: () => void;
}

/** A room's line that is open before the room is. */
export interface OpenLine {
  readonly line: PeerLine;
  /** The room hears what comes, and what came meanwhile. */
  attach(room: Room): void;
}

/** How often a node says who is there, in milliseconds. */
const beatMs = 5_000;
/**
 * How often a node reads what others may have written while it cannot hear them, or one of them, and
 * otherwise.
 */
const lookAwayMs = 2_000;
const lookMs = 30_000;
/** A node that says nothing for so long may be cut off, and go on by itself, in milliseconds. */
const quietMs = 7_500;
/** One that says nothing for so long is not thought of any more, in milliseconds. */
const goneMs = 300_000;
/** When others are told anew, where something could not be told, in milliseconds. */
const repeatMs = 1_000;
/** Nodes that say nothing for so long have nobody in their rooms, in milliseconds. */
const silenceMs = 15_000;
/** Rooms that are read at once. */
const roomsAtOnce = 4;

/**
 * Keeps this node's live rooms as the other nodes have them: tells what happens here, takes what they tell,
 * and reads in the store what may not have been heard.
 */
export class NodeSync {
  readonly #options: NodeSyncOptions;
  readonly #beats: Alarm;
  readonly #looks: Alarm;
  readonly #repeats: Alarm;
  readonly #stops: (() => void)[];
  /** How many people other nodes have in their rooms, and when they said so. */
  readonly #counts = new Map<
    string,
    { readonly atMs: number; readonly rooms: Readonly<Record<string, number>> }
  >();
  /** Rooms of which others were told lately what is not in the log, and when; they may not have heard. */
  readonly #changedAtMs = new Map<string, number>();
  /** When all rooms are looked at next, whatever others say. */
  #lookAtMs: number;
  /** Rooms whose newest number is being read, and what is to be read after that. */
  readonly #reads = new Map<Room, { readonly done: Promise<void>; next?: Promise<void> }>();
  /** Rooms that are being looked at by themselves; whether they have to be once more. */
  readonly #looked = new Map<Room, boolean>();
  #looking: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** Begins at once; close it once. */
  constructor(options: NodeSyncOptions) {
    const { peers, clock } = options;
    this.#options = options;
    this.#beats = new Alarm(clock, () => this.#beat());
    this.#looks = new Alarm(clock, () => this.#lookWhenDue());
    this.#repeats = new Alarm(clock, () => this.#repeat());
    this.#lookAtMs = clock.now() + lookMs;
    this.#stops = [
      peers.watch(() => this.#stateChanged()),
      peers.listen((news, node) => this.#hear(news, node)),
    ];
    this.#beats.wakeIn(0);
    this.#looks.wakeIn(lookAwayMs);
  }

  /** Whether what others say cannot be heard just now. */
  get isAway(): boolean {
    return this.#options.peers.isAway;
  }

  /** Opens a room's line. Only then read the room from the store: so nothing is missed between. */
  async open(name: string): Promise<OpenLine> {
    const early: [RoomNews, string][] = [];
    let opened: Room | undefined;
    const line = await this.#options.peers.open(name, (news, node) => {
      if (opened) this.#hearOf(opened, news, node);
      else early.push([news, node]);
    });
    const attach = (room: Room) => {
      opened = room;
      for (const [news, node] of early.splice(0)) this.#hearOf(room, news, node);
    };
    const tell = (news: RoomNews) => this.#note(name, news, line.tell(news));
    return { line: { node: line.node, tell, close: () => line.close() }, attach };
  }

  /** Tells those nodes that have a room open something of it. */
  tell(room: string, news: RoomNews): void {
    this.#note(room, news, this.#options.peers.tell(room, news));
  }

  /** What may be lost is told anew. */
  #note(room: string, news: RoomNews, isTold: boolean): boolean {
    if (isChange(news)) this.#changedAtMs.set(room, this.#options.clock.now());
    if (!isTold && !this.isAway && !this.#isClosed) this.#repeats.wakeIn(repeatMs);
    return isTold;
  }

  /**
   * Resolves once a room's members have heard all that was committed before the call, at whatever node.
   * However many call, one asks for all of them.
   *
   * @throws {ChatError} `unavailable` as the store does.
   */
  catchUp(room: Room): Promise<void> {
    const running = this.#reads.get(room);
    if (!running) return this.#read(room);
    // What is under way may have asked too early.
    return running.next ??= running.done.catch(() => {}).then(() => this.#read(room));
  }

  #read(room: Room): Promise<void> {
    const done = this.#find(room).then((record) => record && room.catchUp(record.seq));
    const read = { done };
    this.#reads.set(room, read);
    const end = () => {
      if (this.#reads.get(room) === read && !("next" in read)) this.#reads.delete(room);
    };
    void done.then(end, end);
    return done;
  }

  /** How many people are in a room that is not live here; one at two nodes may be counted twice. */
  count(room: string): number {
    const since = this.#options.clock.now() - silenceMs;
    return this.#counts.values().reduce(
      (sum, { atMs, rooms }) => atMs > since ? sum + (rooms[room] ?? 0) : sum,
      0,
    );
  }

  /** Hears and tells nothing more. */
  close(): Promise<void> {
    this.#isClosed = true;
    this.#beats.cancel();
    this.#looks.cancel();
    this.#repeats.cancel();
    this.#options.peers.tellAll({ type: "node_ended" });
    for (const stop of this.#stops) stop();
    return this.#looking;
  }

  #beat(): void {
    const { peers, live } = this.#options;
    const counts = [...live].flatMap(([name, room]) =>
      room.countHere > 0 ? [[name, room.countHere] as const] : []
    );
    peers.tellAll({ type: "counts", rooms: Object.fromEntries(counts) });
    for (const room of live.values()) room.beat();
    this.#forget();
    this.#beats.wakeIn(beatMs);
  }

  /** Lets go of nodes that are gone, and of what the others have heard by now. */
  #forget(): void {
    const nowMs = this.#options.clock.now();
    for (const [node, { atMs }] of this.#counts) {
      if (nowMs - atMs >= goneMs) this.#counts.delete(node);
    }
    // Before it is away, the way to the others may have been broken for some seconds.
    if (this.isAway) return;
    for (const [room, atMs] of this.#changedAtMs) {
      if (nowMs - atMs >= silenceMs) this.#changedAtMs.delete(room);
    }
  }

  #stateChanged(): void {
    const { peers, live } = this.#options;
    // What was said while it was away is lost, so everything is looked at.
    this.#lookIn(0);
    if (peers.isAway) return;
    for (const room of live.values()) peers.tell(room.name, { type: "who" });
    this.#repeat();
    this.#beat();
  }

  /** Tells the others what they may not have heard: how far the logs go, and which rooms to look at. */
  #repeat(): void {
    const { peers, live } = this.#options;
    if (peers.isAway) return;
    for (const { name, record: { epoch, seq } } of live.values()) {
      this.tell(name, { type: "heard", epoch, after: seq, upTo: seq, frame: "" });
    }
    for (const name of this.#changedAtMs.keys()) this.tell(name, { type: "changed" });
  }

  #hear(news: NodeNews, node: string): void {
    if (news.type === "node_ended") this.#counts.delete(node);
    if (news.type !== "counts") return;
    // It does not know of this one either.
    if (!this.#counts.has(node)) this.#beats.wakeIn(0);
    const rooms = news.adds ? { ...this.#counts.get(node)?.rooms, ...news.rooms } : news.rooms;
    this.#counts.set(node, { atMs: this.#options.clock.now(), rooms });
  }

  #hearOf(room: Room, news: RoomNews, node: string): void {
    switch (news.type) {
      case "changed":
        return this.#lookSoon(room);
      case "standing":
        return this.#try(room, () => reseat(room, news.person, this.#options));
      case "sent_out":
        return room.reseat(news.person, closeReasons.removed);
      case "adopted":
        room.adopted(news.from, news.to);
        return this.#try(room, () => reseat(room, news.to, this.#options));
      case "forgotten":
        return room.forget(news.first);
      default:
        return room.hear(news, node);
    }
  }

  /** However often something changes, one look after the other is enough. */
  #lookSoon(room: Room): void {
    const isLooking = this.#looked.has(room);
    this.#looked.set(room, isLooking);
    if (isLooking) return;
    this.#try(room, () =>
      this.#look(room).finally(() => {
        const hasMore = this.#looked.get(room);
        this.#looked.delete(room);
        if (hasMore && !room.isClosed) this.#lookSoon(room);
      }));
  }

  #try(room: Room, task: () => Promise<void>): void {
    void task().catch((error) => this.#failed(room, error));
  }

  /** Where the store cannot say, it is asked again soon; of its own trouble it has told. */
  #failed(room: Room, error: unknown): void {
    if (!this.#isClosed) this.#lookIn(lookAwayMs);
    if (error instanceof ChatError) return;
    this.#options.log.error("a room could not be looked at", { room: room.name, error });
  }

  #lookIn(delayMs: number): void {
    this.#lookAtMs = Math.min(this.#lookAtMs, this.#options.clock.now() + delayMs);
    this.#looks.wakeIn(delayMs);
  }

  #lookWhenDue(): void {
    const nowMs = this.#options.clock.now();
    if (nowMs < this.#lookAtMs && !this.#isUnsure(nowMs)) return this.#looks.wakeIn(lookAwayMs);
    this.#lookAtMs = nowMs + lookMs;
    this.#looking = this.#lookAtAll().finally(() => {
      if (!this.#isClosed) this.#looks.wakeIn(lookAwayMs);
    });
  }

  /** Whether others may say what is not heard here. */
  #isUnsure(nowMs: number): boolean {
    return this.isAway || this.#counts.values().some(({ atMs }) => nowMs - atMs > quietMs);
  }

  async #lookAtAll(): Promise<void> {
    this.#options.missed();
    const rooms = this.#options.live.values();
    const readSome = async () => {
      for (const room of rooms) {
        if (this.#isClosed) return;
        await this.#look(room).catch((error) => this.#failed(room, error));
      }
    };
    await Promise.all(Array.from({ length: roomsAtOnce }, readSome));
  }

  /** Reads what a room is, how far its log goes, and how those stand who are there. */
  async #look(room: Room): Promise<void> {
    const record = await this.#find(room);
    if (!record) return;
    void room.catchUp(record.seq);
    if (!isSame(record, room.record)) room.change(record);
    await reseatAll(room, this.#options);
  }

  /** Reads what a room is by now; ends it where it is not there any more. */
  async #find(room: Room): Promise<RoomRecord | undefined> {
    const { store, log } = this.#options;
    const { name, record: { epoch, seq } } = room;
    const found = await store.findRoom(name);
    const isThere = found?.name === name && found.epoch === epoch;
    if (isThere && found.seq >= seq) return found;
    if (isThere) {
      // Another database took over, say, that did not have them yet. Others may have heard more of it.
      log.error("the log of a room has lost messages", { room: name });
      await store.renewEpoch(name, epoch);
      this.tell(name, { type: "changed" });
    }
    const isDeleted = found === undefined && await store.deletedBy(name) !== undefined;
    // Where it is called something else, or was made anew, they find it when they come back.
    const ended = room.close(isDeleted ? closeReasons.roomDeleted : closeReasons.goingAway);
    if (found && found.name !== name) {
      const follow = () => this.#followed(found.name);
      // Of one that ends badly others tell.
      void ended.then(follow, follow);
    }
    return undefined;
  }

  /** Something may have been said under a room's former name: those who are there by now hear of it. */
  #followed(name: string): void {
    if (this.#isClosed) return;
    this.tell(name, { type: "changed" });
    const room = this.#options.live.get(name);
    if (room) this.#lookSoon(room);
  }
}

/** Whether news tell of what no log has; who is there is told again anyway. */
function isChange({ type }: RoomNews): boolean {
  return ["changed", "standing", "sent_out", "adopted", "forgotten"].includes(type);
}

function isSame(one: RoomRecord, other: RoomRecord): boolean {
  return one.topic === other.topic && one.visibility === other.visibility &&
    one.isArchived === other.isArchived;
}
