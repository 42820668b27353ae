import type { Clock } from "../clock.ts";
import { isNotFound } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Meter } from "../meter.ts";
import type {
  Outcome,
  Page,
  PageQuery,
  RoomRecord,
  SearchPage,
  SearchQuery,
  Store,
} from "../store/store.ts";
import { closeReasons } from "../wire/close_codes.ts";
import type { CommandOf } from "../wire/commands.ts";
import type { Person } from "../wire/messages.ts";
import { isDirectName } from "../wire/names.ts";
import type { Admission } from "./door.ts";
import { Door } from "./door.ts";
import { LiveRooms } from "./live_rooms.ts";
import { NodeSync } from "./node_sync.ts";
import type { Notifier } from "./notifier.ts";
import type { Peers } from "./peers.ts";
import { rateLimited } from "../rate_limiter.ts";
import type { ReseatParts } from "./reseating.ts";
import { reseat, reseatAll } from "./reseating.ts";
import type { Room } from "./room.ts";
import type { Seat, Wish } from "./seat.ts";
import { demand } from "./seat.ts";

/** What {@linkcode Rooms} is made of. */
export interface RoomsOptions {
  store: Store;
  clock: Clock;
  log: Log;
  /** Commands a second that each identity may send in a room; 0 limits nobody. */
  rate: number;
  /** Bytes of the largest file that may be sent; none may unless given. */
  maxUpload?: number;
  /** Whether `person` may make a room by joining it. */
  mayCreate: (person: Person) => boolean;
  /** Whether `person` may only be where they were invited. */
  needsInvite: (person: Person) => boolean;
  /** Tells those who are away; nobody does unless given. */
  notifier?: Notifier;
  /** Counts what rooms do; nobody does unless given. */
  meter?: Meter;
  /** The other nodes; there are none unless given. */
  peers?: Peers;
  /** What other nodes told of sessions and people may not have been heard. */
  missed?: () => void;
}

/** A way into a live room. */
export interface Entry {
  readonly room: Room;
  readonly seat: Seat;
  /** As {@linkcode Room.join} takes it. */
  readonly version: object;
}

/** A room as a list shows it. */
export interface RoomSummary {
  readonly name: string;
  /** How many people are present. */
  readonly count: number;
  readonly topic?: string;
  /** How many messages are new to whoever asked, 1,000 at most; absent where this person never read. */
  readonly unread?: number;
}

/** Events that are forgotten at once: some milliseconds of the store's time. */
const forgottenAtOnce = 25;

/** What there is to do with rooms, by their names; which of them are live, nobody has to know. */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #live: LiveRooms;
  readonly #door: Door;
  readonly #reseating: ReseatParts;
  readonly #sync: NodeSync | undefined;

  constructor(options: RoomsOptions) {
    const { peers, missed = () => {}, ...parts } = options;
    this.#options = options;
    const live = new Map<string, Room>();
    const door = this.#door = new Door({ ...options, live });
    this.#reseating = { door, clock: options.clock };
    this.#sync = peers && new NodeSync({ ...parts, peers, missed, live, door });
    this.#live = new LiveRooms({ ...parts, live, sync: this.#sync });
  }

  /** Whether somebody may make rooms. */
  mayCreate(person: Person): boolean {
    return this.#options.mayCreate(person);
  }

  /** How many rooms are live. */
  get size(): number {
    return this.#live.size;
  }

  /** How many people have sockets in them at this node, and what waits in their queues. */
  get load(): { readonly people: number; readonly waiting: number } {
    let [people, waiting] = [0, 0];
    for (const room of this.#live.values()) {
      people += room.countHere;
      waiting += room.waiting;
    }
    return { people, waiting };
  }

  /**
   * Some of those present in the room `name`, in the order they came, from number `start` on; and how
   * many there are in all.
   *
   * @param person Who asks.
   * @throws {ChatError} as {@linkcode Door.admit}.
   */
  async people(
    name: string,
    person: Person | undefined,
    start: number,
    limit: number,
  ): Promise<{ readonly people: readonly Person[]; readonly count: number }> {
    const { record } = await this.admit(name, person);
    const room = this.#live.get(record.name) ?? await this.#live.peek(record.name);
    return { people: room?.people(start, limit) ?? [], count: this.count(record.name) };
  }

  /** How many people are present in the room `name`. */
  count(name: string): number {
    return this.#live.get(name)?.count ?? this.#sync?.count(name) ?? 0;
  }

  /** The same, as anybody may know it: nobody is in a room that is not for all. */
  async countPublic(name: string): Promise<number> {
    const record = await this.#door.record(name);
    return record?.visibility === "public" ? this.count(record.name) : 0;
  }

  /** As {@linkcode Door.admit}. */
  admit(name: string, person: Person | undefined): Promise<Admission> {
    return this.#door.admit(name, person);
  }

  /**
   * Lets somebody do something in the room `name`, live or not, without saying anything there.
   *
   * @throws {ChatError} as {@linkcode Door.admit} and {@linkcode demand}.
   */
  async admitTo(wish: Wish, name: string, person: Person): Promise<Admission> {
    const admission = await this.admit(name, person);
    const { record: { isArchived }, seat } = admission;
    demand(wish, seat, { isArchived, nowMs: this.#options.clock.now() });
    return admission;
  }

  /**
   * Refuses what {@linkcode enter} would refuse, and opens nothing.
   *
   * @returns What there is; `undefined` where entering would make the room.
   * @throws {ChatError} as {@linkcode Door.admit}, but for a room that `person` may make.
   */
  async check(name: string, person: Person): Promise<Admission | undefined> {
    if (!this.#options.mayCreate(person)) return await this.admit(name, person);
    const found = await Promise.all([this.#door.record(name), this.#options.store.deletedBy(name)]);
    // A direct room is made in another way.
    const isTaken = isDirectName(name) || found.some((one) => one !== undefined);
    return isTaken ? await this.admit(name, person) : undefined;
  }

  /**
   * Gives the live room `name` to somebody who wants in; makes it where there is none.
   *
   * Two at the same time get the same room, whose owner is the first of them.
   *
   * @param beforeMaking Called before a room is made; what it throws is thrown, and none is.
   * @throws {ChatError} as {@linkcode Door.admit}, `not_found` also when there is none and `person` may
   * not make one, `unavailable` when the server is going down or the store cannot answer.
   */
  async enter(name: string, person: Person, beforeMaking = () => {}): Promise<Entry> {
    const refusing = this.#door.refusing(name, person.id);
    const room = await this.#live.enter(name, person, beforeMaking).catch(async (error) => {
      // One that is not there takes as long as one that is somebody else's.
      if (isNotFound(error)) await this.#door.standing(name, person.id);
      throw error;
    });
    // Who comes back from another node may have heard more than has come here yet.
    await this.#sync?.catchUp(room);
    // It is not there any more: there may be another one of its name.
    if (room.isClosed && !this.#live.isClosed) return await this.enter(name, person, beforeMaking);
    const version = room.standings.versionOf(person.id);
    const standing = await room.standings.find(person.id);
    try {
      const seat = this.#door.seat({ ...room.record, name }, person, standing);
      return { room, seat, version };
    } catch (error) {
      return await refusing(error);
    }
  }

  /** As {@linkcode LiveRooms.find}. */
  live(name: string): Promise<Room | undefined> {
    return this.#live.find(name);
  }

  /**
   * Tells the open sockets of somebody what they are in the room `name` now, at all nodes; closes them
   * where that is nothing.
   */
  async reseat(name: string, person: string): Promise<void> {
    this.#sync?.tell(name, { type: "standing", person });
    const room = await this.live(name);
    if (room) await reseat(room, person, this.#reseating);
  }

  /** Closes the sockets of somebody in the room `name`, at all nodes. */
  async sendOut(name: string, person: string): Promise<void> {
    this.#sync?.tell(name, { type: "sent_out", person });
    (await this.live(name))?.reseat(person, closeReasons.removed);
  }

  /** Tells those in a room what it is now, at all nodes; closes those who may not be there any more. */
  async changed(record: RoomRecord): Promise<void> {
    const { name } = record;
    this.#sync?.tell(name, { type: "changed" });
    const room = await this.live(name);
    if (!room) return;
    room.change(record);
    if (record.visibility === "private") await reseatAll(room, this.#reseating);
  }

  /**
   * Says something in the room `name` for somebody who has no socket there.
   *
   * @param beforeMaking As in {@linkcode enter}.
   * @throws {ChatError} as {@linkcode enter} and {@linkcode Room.post}, and `rate_limited`.
   */
  async post(
    name: string,
    person: Person,
    command: CommandOf<"say">,
    beforeMaking = () => {},
  ): Promise<Outcome> {
    const { room, seat } = await this.enter(name, person, beforeMaking);
    // One that ends right now, to be renamed say, takes nothing more.
    if (room.isClosed && !this.#live.isClosed) {
      return await this.post(name, person, command, beforeMaking);
    }
    const retryAfterMs = room.takeRate(person.id);
    if (retryAfterMs > 0) throw rateLimited(retryAfterMs, command.ref);
    return await room.post(person, seat, command);
  }

  /**
   * Reads a page of the room `name`, live or not.
   *
   * @throws {ChatError} as {@linkcode Door.admit}.
   */
  async readMessages(name: string, person: Person | undefined, query: PageQuery): Promise<Page> {
    const { record: { name: room, epoch } } = await this.admit(name, person);
    return await this.#options.store.readMessages(room, { ...query, epoch });
  }

  /**
   * Searches the room `name`, live or not.
   *
   * @throws {ChatError} as {@linkcode Door.admit}.
   */
  async search(
    name: string,
    person: Person | undefined,
    query: SearchQuery,
  ): Promise<SearchPage> {
    const { record: { name: room, epoch } } = await this.admit(name, person);
    return await this.#options.store.search(room, { ...query, epoch });
  }

  /**
   * Some of the rooms that anyone may see and those that `person` belongs to, the liveliest first, then
   * by name; and how many these are in all.
   *
   * @param person Who asks, and whose unread messages to count.
   * @param slice From number `start` on, 0 unless given, at most `limit`; all unless given.
   */
  async list(
    person?: Person,
    { start = 0, limit = Infinity }: { readonly start?: number; readonly limit?: number } = {},
  ): Promise<{ readonly rooms: readonly RoomSummary[]; readonly count: number }> {
    const { store } = this.#options;
    const all = (await store.listRooms(person?.id ?? ""))
      .map(({ name, topic }) => ({ name, count: this.count(name), ...(topic && { topic }) }))
      .sort((a, b) => b.count - a.count);
    const some = all.slice(start, start + limit);
    const unread = person ? await store.unread(person.id, some.map(({ name }) => name)) : [];
    const counts = new Map(unread.map(({ room, count }) => [room, count]));
    const rooms = some.map((room) => {
      const unread = counts.get(room.name);
      return { ...room, ...(unread !== undefined && { unread }) };
    });
    return { rooms, count: all.length };
  }

  /** The names of all rooms there are. */
  async names(): Promise<string[]> {
    return (await this.#options.store.listRooms()).map(({ name }) => name);
  }

  /** As {@linkcode LiveRooms.nameOf}. */
  nameOf(name: string): Promise<string> {
    return this.#live.nameOf(name);
  }

  /**
   * Lets the room `name` forget the events from before `before`, Unix milliseconds: in small steps,
   * between which everybody else gets a turn.
   *
   * @param mayGoOn Asked before each step.
   */
  async forget(name: string, before: number, mayGoOn = () => true): Promise<void> {
    let [first, count, hasMore] = [1, 0, true];
    try {
      while (hasMore && mayGoOn()) {
        const step = await this.#options.store.forget(name, before, forgottenAtOnce);
        [first, hasMore] = [step.first, step.more];
        count += step.count;
      }
    } finally {
      if (count > 0) await this.#forgotten(name, first);
    }
  }

  /** What is at hand of events before number `first` is dropped at all nodes. */
  async #forgotten(name: string, first: number): Promise<void> {
    const room = await this.live(name);
    room?.forget(first);
    this.#sync?.tell(room?.name ?? await this.#live.nameOf(name), { type: "forgotten", first });
  }

  /** Gives to `to` what a guest had in all rooms, and what the guest wrote there. */
  async adopt(guest: Person, to: Person): Promise<void> {
    let hasMore = true;
    while (hasMore) {
      const { rooms, archived, more } = await this.#options.store.accounts.adopt(guest.id, to);
      for (const record of archived) await this.changed(record);
      for (const name of rooms) {
        this.#sync?.tell(name, { type: "adopted", from: guest.id, to: to.id });
        const room = await this.live(name);
        room?.adopted(guest.id, to.id);
        if (room) await reseat(room, to.id, this.#reseating);
      }
      hasMore = more;
    }
  }

  /**
   * Gives a room another name. Who is in it is asked to come back, and finds out.
   *
   * @returns What it is then; `undefined` when the name is taken.
   */
  async rename(name: string, to: string): Promise<RoomRecord | undefined> {
    return await this.#live.whileEmpty(name, closeReasons.goingAway, async () => {
      const record = await this.#options.store.renameRoom(name, to);
      if (record && to !== name) {
        this.#sync?.tell(name, { type: "changed" });
        this.#options.notifier?.moved(name, to);
      }
      return record;
    });
  }

  /** Deletes a room. Who is in it is told so. */
  async delete(name: string, by: string): Promise<void> {
    await this.#live.whileEmpty(name, closeReasons.roomDeleted, async () => {
      await this.#options.store.deleteRoom(name, by);
      this.#sync?.tell(name, { type: "changed" });
      this.#options.notifier?.moved(name);
    });
  }

  /** Ends all rooms, their last batches committed and their members closed; opens no more. */
  async close(): Promise<void> {
    await this.#live.close();
    await this.#sync?.close();
  }
}
