import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { RoomRecord, Store } from "../store/store.ts";
import { closeReasons } from "../wire/close_codes.ts";
import { Alarm } from "./alarm.ts";
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
/** How often a node reads what others may have written while it cannot hear them, and otherwise. */
const lookAwayMs = 2_000;
const lookMs = 30_000;
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
  readonly #stops: (() => void)[];
  /** How many people other nodes have in their rooms, and when they said so. */
  readonly #counts = new Map<
    string,
    { readonly atMs: number; readonly rooms: Readonly<Record<string, number>> }
  >();
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
    this.#looks = new Alarm(clock, () => this.#lookAll());
    this.#stops = [
      peers.watch(() => this.#stateChanged()),
      peers.listen((news, node) => this.#hear(news, node)),
    ];
    this.#beats.wakeIn(beatMs);
    this.#looks.wakeIn(peers.isAway ? lookAwayMs : lookMs);
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
    return { line, attach };
  }

  /** Tells those nodes that have a room open something of it. */
  tell(room: string, news: RoomNews): void {
    this.#options.peers.tell(room, news);
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
    const done = this.#options.store.findRoom(room.name).then((record) => {
      if (record?.epoch === room.record.epoch) return room.catchUp(record.seq);
    });
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
    this.#beats.wakeIn(beatMs);
  }

  #stateChanged(): void {
    const { peers, live } = this.#options;
    // What was said while it was away is lost, so everything is looked at.
    this.#looks.wakeIn(0);
    if (peers.isAway) return;
    for (const room of live.values()) peers.tell(room.name, { type: "who" });
    this.#beat();
  }

  #hear(news: NodeNews, node: string): void {
    if (news.type !== "counts") return;
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
    if (!this.#isClosed) this.#looks.wakeIn(lookAwayMs);
    if (error instanceof ChatError) return;
    this.#options.log.error("a room could not be looked at", { room: room.name, error });
  }

  #lookAll(): void {
    this.#looking = this.#lookAtAll().finally(() => {
      if (!this.#isClosed) this.#looks.wakeIn(this.isAway ? lookAwayMs : lookMs);
    });
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
    const { store } = this.#options;
    const { name } = room;
    const record = await store.findRoom(name);
    if (record?.name !== name || record.epoch !== room.record.epoch) {
      const isDeleted = record === undefined && await store.deletedBy(name) !== undefined;
      // Where it is called something else, or was made anew, they find it when they come back.
      return void room.close(isDeleted ? closeReasons.roomDeleted : closeReasons.goingAway);
    }
    void room.catchUp(record.seq);
    if (!isSame(record, room.record)) room.change(record);
    await reseatAll(room, this.#options);
  }
}

function isSame(one: RoomRecord, other: RoomRecord): boolean {
  return one.topic === other.topic && one.visibility === other.visibility &&
    one.isArchived === other.isArchived;
}
