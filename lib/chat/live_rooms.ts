import { sleep } from "../clock.ts";
import { ChatError, isNotFound, soonMs } from "../errors.ts";
import type { RoomRecord } from "../store/store.ts";
import type { CloseReason } from "../wire/close_codes.ts";
import type { Person } from "../wire/messages.ts";
import { isDirectName } from "../wire/names.ts";
import type { NodeSync, OpenLine } from "./node_sync.ts";
import type { RoomOptions } from "./room.ts";
import { Room } from "./room.ts";
import { noRoom } from "./seat.ts";

/** What {@linkcode LiveRooms} are made of. */
export interface LiveRoomsOptions extends Omit<RoomOptions, "record" | "line" | "crowdVersion"> {
  /** Those that are live, for others to look at; nobody else changes it. */
  live: Map<string, Room>;
  /** Whether `person` may make a room by joining it. */
  mayCreate: (person: Person) => boolean;
  /** The way to the other nodes; there are none without it. */
  sync: NodeSync | undefined;
}

/** How long other nodes have to say who is in a room, in milliseconds. */
const answersMs = 500;
/** Opens a room that is there already, without coming in. */
const nobody: Person = { id: "", name: "", kind: "bot" };

/**
 * The live rooms by name: opened by the first who needs one, ended some seconds after the last leave. Of
 * one log there is never more than one at a time, whatever is opened, renamed and deleted at once.
 */
export class LiveRooms {
  readonly #options: LiveRoomsOptions;
  readonly #live: Map<string, Room>;
  readonly #sync: NodeSync | undefined;
  /** Rooms that are being opened; where one is called something else, that comes of it. */
  readonly #opening = new Map<string, Promise<Room | string>>();
  /** Rooms that are ending; their names are free once these settle. */
  readonly #ending = new Map<string, Promise<void>>();
  /** Rooms that are being renamed or deleted; nobody comes in until these settle. */
  readonly #moving = new Map<string, Promise<void>>();
  /** The highest of all rooms that have ended: a clock may be put back, so none is asked. */
  #crowdVersion = 0;
  #isClosed = false;

  constructor(options: LiveRoomsOptions) {
    this.#options = options;
    this.#live = options.live;
    this.#sync = options.sync;
  }

  /** Whether no more are opened. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** How many there are. */
  get size(): number {
    return this.#live.size;
  }

  /** All of them, in no order. */
  values(): Iterable<Room> {
    return this.#live.values();
  }

  /** The room of this very name, if it is live. */
  get(name: string): Room | undefined {
    return this.#live.get(name);
  }

  /** The room that is or was called `name`, where it is live or about to be. */
  async find(name: string): Promise<Room | undefined> {
    while (this.#moving.has(name)) await this.#moving.get(name);
    await this.#opening.get(name)?.catch(() => {});
    const room = this.#live.get(name) ?? this.#live.get(await this.nameOf(name));
    return room?.isClosed ? undefined : room;
  }

  /** What the room is called now that is or was called `name`; `name` where there is none. */
  async nameOf(name: string): Promise<string> {
    return (await this.#options.store.findRoom(name))?.name ?? name;
  }

  /** Opens a room in which people are at other nodes only, and waits until it is known who they are. */
  async peek(name: string): Promise<Room | undefined> {
    const count = this.#sync?.count(name) ?? 0;
    if (count === 0) return undefined;
    const room = await this.enter(name, nobody, () => {});
    const { clock } = this.#options;
    const untilMs = clock.now() + answersMs;
    while (room.countTold < count && clock.now() < untilMs) await sleep(clock, answersMs / 10);
    return room;
  }

  /**
   * Gives a room to somebody who wants in; makes it where there is none.
   *
   * @param beforeMaking Called before a room is made; what it throws is thrown, and none is.
   * @throws {ChatError} `not_found` when there is none and `person` may not make one, `unavailable` when
   * the server is going down.
   */
  async enter(name: string, person: Person, beforeMaking: () => void): Promise<Room> {
    let found = await this.#enterAs(name, person, beforeMaking);
    // As often as it is renamed meanwhile.
    while (typeof found === "string") found = await this.#enterAs(found, person, beforeMaking);
    return found;
  }

  /** Gives the room, or what it is called now. */
  async #enterAs(
    name: string,
    person: Person,
    beforeMaking: () => void,
  ): Promise<Room | string> {
    // Where one move has ended, the next may have begun.
    while (this.#moving.has(name)) await this.#moving.get(name);
    if (this.#isClosed) {
      throw new ChatError("unavailable", "Cannot enter: the server is going down", {
        reason: "closing",
        retryAfterMs: soonMs,
      });
    }
    const live = this.#live.get(name);
    if (live && !live.isClosed) {
      live.expect();
      return live;
    }
    const others = this.#opening.get(name);
    const opening = others ?? this.#open(name, person, beforeMaking);
    this.#opening.set(name, opening);
    try {
      return await opening;
    } catch (error) {
      // Whoever asked first may not make rooms; this one may.
      const mayNotHave = isNotFound(error) || isRateLimited(error);
      if (others && mayNotHave && this.#options.mayCreate(person)) {
        return await this.#enterAs(name, person, beforeMaking);
      }
      throw error;
    } finally {
      if (this.#opening.get(name) === opening) this.#opening.delete(name);
    }
  }

  /** Ends a room, then runs `change`, before which nobody comes in. */
  async whileEmpty<T>(name: string, why: CloseReason, change: () => Promise<T>): Promise<T> {
    while (this.#moving.has(name)) await this.#moving.get(name);
    const done = Promise.withResolvers<void>();
    this.#moving.set(name, done.promise);
    try {
      await this.#opening.get(name)?.catch(() => {});
      await this.#live.get(name)?.close(why);
      await this.#ending.get(name);
      return await change();
    } finally {
      this.#moving.delete(name);
      done.resolve();
    }
  }

  /** Ends all rooms, their last batches committed and their members closed; opens no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#opening.values());
    await Promise.all([...this.#live.values()].map((room) => room.close()));
    await Promise.all(this.#ending.values());
  }

  async #open(
    name: string,
    person: Person,
    beforeMaking: () => void,
  ): Promise<Room | string> {
    await this.#ending.get(name);
    const sync = await this.#sync?.open(name);
    try {
      const record = await this.#options.store.findRoom(name) ??
        await this.#make(name, person, beforeMaking);
      if (record.name === name) return this.#begin(record, sync);
      sync?.line.close();
      return record.name;
    } catch (error) {
      sync?.line.close();
      throw error;
    }
  }

  #begin(record: RoomRecord, sync: OpenLine | undefined): Room {
    const { name } = record;
    const { store, clock, log, rate, maxUpload, notifier, meter } = this.#options;
    const room = new Room({
      ...{ record, store, clock, log, rate, meter },
      ...(maxUpload !== undefined && { maxUpload }),
      ...(notifier && { notifier }),
      ...(sync && { line: sync.line, crowdVersion: this.#crowdVersion }),
    });
    this.#live.set(name, room);
    sync?.attach(room);
    const ending = room.ended
      .catch((error) => log.error("a room ended badly", { room: name, error }))
      .then(() => this.#end(room));
    this.#ending.set(name, ending);
    return room;
  }

  async #make(
    name: string,
    owner: Person,
    beforeMaking: () => void,
  ): Promise<RoomRecord> {
    const { store, clock, mayCreate } = this.#options;
    if (!mayCreate(owner)) throw noRoom(name);
    // Who comes back to a room that was deleted does not make it again; nor is a direct room made so.
    if (isDirectName(name) || await store.deletedBy(name) !== undefined) throw noRoom(name);
    beforeMaking();
    const at = clock.now();
    const draft = { name, owner, visibility: "public", isFleeting: true, at } as const;
    return (await store.createRoom(draft)).record;
  }

  /**
   * Forgets a room that has ended; one that was made by joining and that nobody ever wrote in, the store
   * forgets as well.
   */
  async #end(room: Room): Promise<void> {
    this.#live.delete(room.name);
    this.#crowdVersion = Math.max(this.#crowdVersion, room.crowdVersion);
    try {
      // One that is renamed is still wanted, and so is one in which others are, as far as is known.
      const mayHaveOthers = this.#sync !== undefined && (this.#sync.isAway || room.count > 0);
      if (!this.#moving.has(room.name) && !mayHaveOthers) {
        await this.#options.store.discardRoom(room.name);
      }
    } catch (error) {
      this.#options.log.warn("an empty room could not be discarded", { room: room.name, error });
    }
    this.#ending.delete(room.name);
  }
}

function isRateLimited(error: unknown): boolean {
  return error instanceof ChatError && error.code === "rate_limited";
}
