import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Log } from "../log.ts";
import type {
  Outcome,
  Page,
  PageQuery,
  RoomRecord,
  SearchPage,
  SearchQuery,
  Store,
} from "../store/store.ts";
import type { CommandOf } from "../wire/commands.ts";
import type { Person } from "../wire/messages.ts";
import type { Notifier } from "./notifier.ts";
import { rateLimited } from "./rate_limiter.ts";
import { Room } from "./room.ts";

/** What {@linkcode Rooms} is made of. */
export interface RoomsOptions {
  store: Store;
  clock: Clock;
  log: Log;
  /** Commands a second that each identity may send in a room; 0 limits nobody. */
  rate: number;
  /** Whether `person` may make a room by joining it. */
  mayCreate: (person: Person) => boolean;
  /** Tells those who are away; nobody does unless given. */
  notifier?: Notifier;
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

/**
 * The live rooms by name: opened by the first who needs one, ended some seconds after the last
 * leave.
 */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #opening = new Map<string, Promise<Room>>();
  readonly #live = new Map<string, Room>();
  /** Rooms that are ending; their names are free once these settle. */
  readonly #ending = new Map<string, Promise<void>>();
  #isClosed = false;

  constructor(options: RoomsOptions) {
    this.#options = options;
  }

  /** How many rooms are live. */
  get size(): number {
    return this.#live.size;
  }

  /**
   * Some of those present in the room `name`, in the order they came, from number `start` on.
   *
   * @throws {ChatError} `not_found` when there is no such room.
   */
  async people(name: string, start: number, limit: number): Promise<Person[]> {
    await this.#find(name);
    return this.#live.get(name)?.people(start, limit) ?? [];
  }

  /** How many people are present in the room `name`. */
  count(name: string): number {
    return this.#live.get(name)?.count ?? 0;
  }

  /**
   * Refuses what {@linkcode enter} would refuse, and opens nothing.
   *
   * @throws {ChatError} `not_found` when there is no such room and `person` may not make one.
   */
  async check(name: string, person: Person): Promise<void> {
    if (!this.#options.mayCreate(person)) await this.#find(name);
  }

  /**
   * Gives the live room `name` to somebody who wants in; makes it where there is none.
   *
   * Two at the same time get the same room, whose owner is the first of them.
   *
   * @throws {ChatError} `not_found` when there is none and `person` may not make one, `unavailable`
   * when the server is going down or the store cannot answer.
   */
  async enter(name: string, person: Person): Promise<Room> {
    if (this.#isClosed) {
      throw new ChatError("unavailable", "Cannot enter: the server is going down", {
        reason: "closing",
      });
    }
    const live = this.#live.get(name);
    if (live && !live.isClosed) {
      live.expect();
      return live;
    }
    const others = this.#opening.get(name);
    const opening = others ?? this.#open(name, person);
    this.#opening.set(name, opening);
    try {
      return await opening;
    } catch (error) {
      // Whoever asked first may not make rooms; this one may.
      if (others && isNotFound(error) && this.#options.mayCreate(person)) {
        return await this.enter(name, person);
      }
      throw error;
    } finally {
      if (this.#opening.get(name) === opening) this.#opening.delete(name);
    }
  }

  /**
   * Says something in the room `name` for somebody who has no socket there.
   *
   * @throws {ChatError} as {@linkcode enter} and {@linkcode Room.post}, and `rate_limited`.
   */
  async post(name: string, person: Person, command: CommandOf<"say">): Promise<Outcome> {
    const room = await this.enter(name, person);
    const retryAfterMs = room.takeRate(person.id);
    if (retryAfterMs > 0) throw rateLimited(retryAfterMs, command.ref);
    return await room.post(person, command);
  }

  /**
   * Reads a page of the room `name`, live or not.
   *
   * @throws {ChatError} `not_found` when there is no such room.
   */
  async readMessages(name: string, query: PageQuery): Promise<Page> {
    await this.#find(name);
    return await this.#options.store.readMessages(name, query);
  }

  /**
   * Searches the room `name`, live or not.
   *
   * @throws {ChatError} `not_found` when there is no such room.
   */
  async search(name: string, query: SearchQuery): Promise<SearchPage> {
    await this.#find(name);
    return await this.#options.store.search(name, query);
  }

  /**
   * All rooms that anyone may see, the liveliest first, then by name.
   *
   * @param person Whose unread messages to count.
   */
  async list(person?: Person): Promise<RoomSummary[]> {
    const { store } = this.#options;
    const [records, unread] = await Promise.all([
      store.listRooms(),
      person ? store.unread(person.id) : [],
    ]);
    const counts = new Map(unread.map(({ room, count }) => [room, count]));
    return records
      .map(({ name, topic }) => ({
        name,
        count: this.count(name),
        ...(topic && { topic }),
        ...(counts.has(name) && { unread: counts.get(name)! }),
      }))
      .sort((a, b) => b.count - a.count);
  }

  /** The names of all rooms there are. */
  async names(): Promise<string[]> {
    return (await this.#options.store.listRooms()).map(({ name }) => name);
  }

  /**
   * Lets the room `name` forget some of the events from before `before`, Unix milliseconds.
   *
   * @returns Whether there are more of them.
   */
  async forget(name: string, before: number): Promise<boolean> {
    const { first, more } = await this.#options.store.forget(name, before, forgottenAtOnce);
    this.#live.get(name)?.forget(first);
    return more;
  }

  /** Ends all rooms, their last batches committed and their members closed; opens no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#opening.values());
    await Promise.all([...this.#live.values()].map((room) => room.close()));
    await Promise.all(this.#ending.values());
  }

  async #find(name: string): Promise<RoomRecord> {
    const record = await this.#options.store.findRoom(name);
    if (record) return record;
    throw new ChatError("not_found", `Cannot find room "${name}"`, { reason: "no_room" });
  }

  async #open(name: string, person: Person): Promise<Room> {
    await this.#ending.get(name);
    const { store, mayCreate, ...parts } = this.#options;
    const record = mayCreate(person)
      ? await store.createRoom(name, person.id)
      : await this.#find(name);
    const room = new Room({ record, store, ...parts });
    this.#live.set(name, room);
    const ending = room.ended
      .catch((error) => this.#options.log.error("a room ended badly", { room: name, error }))
      .then(() => this.#end(room));
    this.#ending.set(name, ending);
    return room;
  }

  /** Forgets a room that has ended; one that nobody ever wrote in, the store forgets as well. */
  async #end(room: Room): Promise<void> {
    this.#live.delete(room.name);
    try {
      await this.#options.store.discardRoom(room.name);
    } catch (error) {
      this.#options.log.warn("an empty room could not be discarded", { room: room.name, error });
    }
    this.#ending.delete(room.name);
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof ChatError && error.code === "not_found";
}
