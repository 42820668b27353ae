/** Rooms without a network: a store that can be held back, a clock turned by hand, fake sockets. */
import { assertEquals } from "@std/assert";
import type { Notifier } from "../../lib/chat/notifier.ts";
import type { Peers } from "../../lib/chat/peers.ts";
import type { Since } from "../../lib/chat/replay.ts";
import type { Seat } from "../../lib/chat/seat.ts";
import type { Room } from "../../lib/chat/room.ts";
import { Rooms } from "../../lib/chat/rooms.ts";
import { createLog } from "../../lib/log.ts";
import type { Meter } from "../../lib/meter.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import type { Store } from "../../lib/store/store.ts";
import type { CommandOf } from "../../lib/wire/commands.ts";
import type { Person, Role } from "../../lib/wire/messages.ts";
import { FakeClock } from "./fake_clock.ts";
import { RoomClient } from "./room_client.ts";
import { TestStore } from "./test_store.ts";

/** The guest whose id and name are both `name`, unless given. */
export function guest(name: string, id = name): Person {
  return { id, name, kind: "guest" };
}

/** A checked `say`, as the codec gives it. */
export function say(text: string, fields: Partial<CommandOf<"say">> = {}): CommandOf<"say"> {
  return { type: "say", text, ...fields };
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
  async join(who: string | Person, options: JoinOptions = {}): Promise<RoomClient> {
    const person = typeof who === "string" ? guest(who) : who;
    const entry = await this.rooms.enter(options.room ?? "tea", person);
    const client = this.attach(entry.room, person, { ...entry, ...options });
    await this.settled();
    return client;
  }

  /** Lets each of `names` in, one after the other, then forgets what they heard of that. */
  async gather<const Names extends readonly string[]>(
    ...names: Names
  ): Promise<{ [Place in keyof Names]: RoomClient }> {
    const clients: RoomClient[] = [];
    for (const name of names) clients.push(await this.join(name));
    for (const client of clients) client.forget();
    return clients as { [Place in keyof Names]: RoomClient };
  }

  /** Asks `room` to let somebody in and waits for nothing. */
  attach(room: Room, person: Person, options: AttachOptions = {}): RoomClient {
    const { since, role, version = room.standings.versionOf(person.id) } = options;
    const seat = role ? { role } : options.seat ?? { role: "member" };
    const client = new RoomClient(room, { person, seat, clock: this.clock, meter: this.#meter });
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
