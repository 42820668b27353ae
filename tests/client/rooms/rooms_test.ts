import { assertEquals } from "@std/assert";
import { signal } from "@preact/signals";
import { Conversation } from "../../../client/conversation/conversation.ts";
import type { Direct } from "../../../client/sealed/direct.ts";
import { DirectRooms } from "../../../client/rooms/direct_rooms.ts";
import type { ListedDirect } from "../../../client/rooms/direct_rooms.ts";
import { RoomDirectory } from "../../../client/rooms/room_directory.ts";
import type { ListedRoom } from "../../../client/rooms/listed_room.ts";
import { RoomMemory } from "../../../client/rooms/room_memory.ts";
import { Rooms } from "../../../client/rooms/rooms.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { FakeNetwork } from "../connection/fake_network.ts";
import { FakeTurns } from "../outbox/fake_turns.ts";
import { MemoryOutbox } from "../outbox/memory_outbox.ts";
import { FakeStorage } from "../platform/fake_storage.ts";
import { message, welcome } from "../timeline/wire_samples.ts";

interface StageOptions {
  /** Rooms visited before, the last used first. */
  recent?: string[];
  /** Rooms that one has left. */
  left?: string[];
  /** What the server lists. */
  listed?: ListedRoom[];
  /** One's direct rooms, as the server lists them. */
  directs?: ListedDirect[];
}

const ada = "direct.0123456789abcdefghjkmnpqrs";
const zoe = "direct.zzzzzzzzzzzzzzzzzzzzzzzzzz";

function directWith(name: string, peer: string, seq = 5): ListedDirect {
  return { name, with: { id: peer, name: peer, kind: "user" }, seq };
}

/** What makes a room a direct one, if it is. */
function directOf(directs: DirectRooms, room: string): Direct | undefined {
  const peer = directs.find(room)?.with;
  return peer && { peer, sealed: signal(undefined), account: signal(undefined) };
}

/** The rooms of somebody whose page was loaded for the room "tea". */
class Stage implements Disposable {
  readonly clock = new FakeClock();
  readonly network = new FakeNetwork();
  readonly storage = new FakeStorage();
  readonly memory: RoomMemory;
  /** What became of the page's address. */
  readonly visits: string[] = [];
  listed: ListedRoom[];
  directlyListed: ListedDirect[];
  readonly directs: DirectRooms;
  readonly rooms: Rooms;

  private constructor({ recent = [], left = [], listed = [], directs = [] }: StageOptions) {
    this.storage.items.set("parley.rooms", JSON.stringify({ recent, left }));
    this.memory = new RoomMemory(this.storage, "u-a");
    this.listed = listed;
    this.directlyListed = directs;
    this.directs = new DirectRooms({
      clock: this.clock,
      storage: this.storage,
      person: "a",
      fetchJson: () => Promise.resolve({ rooms: this.directlyListed }),
    });
    this.rooms = new Rooms("tea", {
      clock: this.clock,
      memory: this.memory,
      address: {
        push: (href) => this.visits.push(`push ${href}`),
        replace: (href) => this.visits.push(`replace ${href}`),
        load: (href) => this.visits.push(`load ${href}`),
      },
      directory: new RoomDirectory({
        clock: this.clock,
        fetchJson: () => Promise.resolve({ rooms: this.listed }),
      }),
      directs: this.directs,
      converse: (room) =>
        new Conversation(room, {
          direct: directOf(this.directs, room),
          clock: this.clock,
          surroundings: this.network,
          openSocket: this.network.openSocket,
          author: { id: "a", name: "Ada" },
          outbox: new MemoryOutbox(),
          turns: new FakeTurns(),
          random: () => 0,
          newRef: () => "r1",
          probe: () => Promise.resolve(404),
          fetchMessages: this.network.fetchMessages,
        }),
    });
  }

  /** The rooms, open, once the server's list was read. */
  static async open(options: StageOptions = {}): Promise<Stage> {
    const stage = new Stage(options);
    stage.rooms.open();
    await new Promise((resolve) => setTimeout(resolve));
    return stage;
  }

  get names(): string[] {
    return this.rooms.list.value.map(({ name }) => name);
  }

  get current(): string {
    return this.rooms.currentEntry.value.name;
  }

  /** Names of the rooms with a socket that is open, in the order they were opened. */
  get connected(): string[] {
    return this.network.sockets.filter(({ isClosed }) => !isClosed)
      .map(({ path }) => new URLSearchParams(path.split("?")[1]).get("room")!);
  }

  /** The server lets a room's socket in. */
  accept(room: string, ...parts: Parameters<typeof welcome>): void {
    this.network.socketOf(room).accept(welcome({ room, ...parts[0] }));
  }

  /** Lets every socket in until no more are opened. */
  acceptAll(): void {
    for (let index = 0; index < this.network.sockets.length; index++) {
      this.accept(this.connected[index]!);
      this.clock.advance(50);
    }
  }

  [Symbol.dispose](): void {
    this.rooms.close();
    assertEquals(this.clock.pending, 0, "a timer was left behind");
  }
}

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `room-${index}`);
}

Deno.test("Rooms lists those visited here and those read elsewhere by name", async () => {
  using stage = await Stage.open({
    recent: ["zoo", "design"],
    listed: [{ name: "games", count: 1, unread: 2 }, { name: "public", count: 3 }],
  });
  assertEquals(stage.names, ["design", "games", "tea", "zoo"]);
});

Deno.test("Rooms does not list again what one has left, though the server knows it as read", async () => {
  using stage = await Stage.open({
    left: ["games"],
    listed: [{ name: "games", count: 1, unread: 2 }],
  });
  assertEquals(stage.names, ["tea"]);
});

Deno.test("Rooms opens the others one by one, once the current one is there", async () => {
  using stage = await Stage.open({ recent: ["zoo", "design"] });
  stage.clock.advance(1_000);
  assertEquals(stage.connected, ["tea"]);
  stage.accept("tea");
  stage.clock.advance(50);
  assertEquals(stage.connected, ["tea", "zoo"]);
  stage.clock.advance(1_000);
  assertEquals(stage.connected, ["tea", "zoo"]);
  stage.accept("zoo");
  stage.clock.advance(50);
  assertEquals(stage.connected, ["tea", "zoo", "design"]);
  stage.accept("design");
});

Deno.test("Rooms waits no longer than 5 s for a room that does not open", async () => {
  using stage = await Stage.open({ recent: ["zoo"] });
  stage.clock.advance(5_000);
  assertEquals(stage.connected, ["tea", "zoo"]);
});

Deno.test("Rooms opens the 20 last used; of the others it knows what the server counts", async () => {
  using stage = await Stage.open({
    recent: names(30),
    listed: [{ name: "room-25", count: 0, unread: 7 }],
  });
  stage.acceptAll();
  assertEquals(stage.connected, ["tea", ...names(19)]);
  const far = stage.rooms.list.value.find(({ name }) => name === "room-25")!;
  assertEquals([far.isOpen, far.unread.value.count], [false, 7]);
});

Deno.test("Rooms opens a room beyond the 20 when one goes there", async () => {
  using stage = await Stage.open({ recent: names(30) });
  stage.acceptAll();
  stage.rooms.go("room-29");
  assertEquals(stage.connected.at(-1), "room-29");
});

Deno.test("Rooms.go() shows a room in place, with an address of its own", async () => {
  using stage = await Stage.open({ recent: ["design"] });
  stage.rooms.go("design");
  assertEquals(stage.current, "design");
  assertEquals(stage.visits, ["push /chat?room=design"]);
  assertEquals(stage.memory.remembered.value.recent, ["design", "tea"]);
  stage.rooms.go("design");
  assertEquals(stage.visits.length, 1);
});

Deno.test("Rooms.go() takes a room that the server lists to one's own", async () => {
  using stage = await Stage.open({ listed: [{ name: "public", count: 3 }] });
  stage.rooms.go("public");
  assertEquals([stage.current, stage.names.join()], ["public", "public,tea"]);
});

Deno.test("Rooms.go() leaves a room that nobody knows to the server", async () => {
  using stage = await Stage.open();
  stage.rooms.go("nowhere", { seq: 3 });
  assertEquals([stage.current, stage.visits.join()], ["tea", "load /chat?room=nowhere#m3"]);
  stage.rooms.go("nowhere", { isNew: true });
  assertEquals(stage.current, "nowhere");
});

Deno.test("Rooms.go() notes the message that is sought", async () => {
  using stage = await Stage.open({ recent: ["design"] });
  stage.rooms.go("design", { seq: 12 });
  assertEquals(stage.rooms.currentEntry.value.sought.value, 12);
  stage.rooms.go("design", { seq: 7 });
  assertEquals(stage.rooms.currentEntry.value.sought.value, 7);
  assertEquals(stage.visits, ["push /chat?room=design#m12", "push /chat?room=design#m7"]);
});

Deno.test("Rooms.show() leaves the address as it is", async () => {
  using stage = await Stage.open({ recent: ["design"] });
  stage.rooms.show("design");
  assertEquals([stage.current, stage.visits.length], ["design", 0]);
});

Deno.test("Rooms counts what is unread in the rooms that are not shown", async () => {
  using stage = await Stage.open({ recent: ["design", "zoo"] });
  stage.acceptAll();
  stage.network.socketOf("design").say(message(1), message(2, { text: "@Ada, look" }));
  stage.network.socketOf("zoo").say(message(1));
  stage.network.socketOf("tea").say(message(1));
  assertEquals(stage.rooms.elsewhere.value, { count: 3, mentions: 1, isMore: false });
  stage.rooms.go("design");
  assertEquals(stage.rooms.elsewhere.value.count, 2);
});

Deno.test("Rooms believes a conversation more than the server's list", async () => {
  using stage = await Stage.open({
    recent: ["design"],
    listed: [{ name: "design", count: 1, unread: 9 }],
  });
  const [design] = stage.rooms.list.value;
  assertEquals(design!.unread.value.count, 9);
  stage.acceptAll();
  assertEquals(design!.unread.value.count, 0);
});

Deno.test("Rooms.leave() closes a room and takes it off the list", async () => {
  using stage = await Stage.open({ recent: ["design", "zoo"] });
  stage.acceptAll();
  stage.rooms.leave("design");
  assertEquals([stage.names.join(), stage.current, stage.visits.length], ["tea,zoo", "tea", 0]);
  assertEquals(stage.connected, ["tea", "zoo"]);
});

Deno.test("Rooms.leave() goes from the current room to the last used of the others", async () => {
  using stage = await Stage.open({ recent: ["zoo", "design"] });
  stage.acceptAll();
  stage.rooms.leave("tea");
  assertEquals([stage.names.join(), stage.current], ["design,zoo", "zoo"]);
  assertEquals(stage.visits, ["replace /chat?room=zoo"]);
});

Deno.test("Rooms.leave() goes to the start page from the last room", async () => {
  using stage = await Stage.open();
  stage.rooms.leave("tea");
  assertEquals(stage.visits, ["load /"]);
  assertEquals(stage.memory.remembered.value.recent, []);
});

Deno.test("Rooms follows another tab that visits and leaves rooms, and keeps the one shown", async () => {
  using stage = await Stage.open({ recent: ["design"] });
  stage.acceptAll();
  const other = new RoomMemory(stage.storage, "u-a");
  other.visit("zoo");
  other.leave("design");
  other.leave("tea");
  stage.memory.changedElsewhere("parley.rooms");
  assertEquals(stage.names, ["tea", "zoo"]);
});

Deno.test("Rooms keeps a room on the list whose conversation ended for good", async () => {
  using stage = await Stage.open({ recent: ["design"] });
  stage.acceptAll();
  stage.network.socketOf("design").close(4501);
  const [design] = stage.rooms.list.value;
  assertEquals(design!.conversation.status.value, { kind: "ended", code: 4501 });
});

Deno.test("Rooms.neighbour() goes round", async () => {
  using stage = await Stage.open({ recent: ["design", "zoo"] });
  assertEquals(stage.rooms.neighbour(1).name, "zoo");
  assertEquals(stage.rooms.neighbour(2).name, "design");
  assertEquals(stage.rooms.neighbour(-1).name, "design");
  assertEquals(stage.rooms.neighbour(-2).name, "zoo");
});

Deno.test("Rooms.lookAround() reads the server's list at most once a minute", async () => {
  using stage = await Stage.open();
  stage.listed = [{ name: "games", count: 1, unread: 1 }];
  const look = async () => {
    stage.rooms.lookAround();
    await new Promise((resolve) => setTimeout(resolve));
  };
  await look();
  assertEquals(stage.names, ["tea"]);
  stage.clock.advance(60_000);
  await look();
  assertEquals(stage.names, ["games", "tea"]);
});

Deno.test("Rooms lists direct rooms last, by the names of people", async () => {
  using stage = await Stage.open({
    recent: ["zoo"],
    directs: [directWith(zoe, "Ada"), directWith(ada, "Zoe")],
  });
  assertEquals(stage.rooms.list.value.map(({ title }) => title), ["tea", "zoo", "Ada", "Zoe"]);
});

Deno.test("Rooms does not list a direct room that was visited and is on no list", async () => {
  using stage = await Stage.open({ recent: [ada] });
  assertEquals(stage.names, ["tea"]);
});

Deno.test("Rooms.go() shows a direct room in place, with an address of its own", async () => {
  using stage = await Stage.open({ directs: [directWith(ada, "Ada")] });
  stage.rooms.go(ada);
  assertEquals([stage.current, stage.visits], [ada, [`push /chat?room=${ada}`]]);
  assertEquals(stage.rooms.current.value.title, "Ada");
});

Deno.test("Rooms.leave() hides a direct room until something new is said in it", async () => {
  using stage = await Stage.open({ directs: [directWith(ada, "Ada", 5)] });
  stage.rooms.leave(ada);
  assertEquals(stage.names, ["tea"]);
  for (const [seq, names] of [[5, ["tea"]], [6, ["tea", ada]]] as const) {
    stage.directlyListed = [directWith(ada, "Ada", seq)];
    stage.clock.advance(60_000);
    stage.rooms.lookAround();
    await new Promise((resolve) => setTimeout(resolve));
    assertEquals(stage.names, [...names]);
  }
});

Deno.test("Rooms.go() brings a direct room back that was hidden", async () => {
  using stage = await Stage.open({ directs: [directWith(ada, "Ada")] });
  stage.rooms.leave(ada);
  stage.rooms.go(ada);
  stage.rooms.go("tea");
  assertEquals(stage.names, ["tea", ada]);
});
