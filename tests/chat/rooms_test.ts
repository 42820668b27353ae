import { assertEquals, assertNotEquals, assertRejects, assertStrictEquals } from "@std/assert";
import type { ErrorCode } from "../../lib/errors.ts";
import { ChatError } from "../../lib/errors.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { guest, openHouse, say } from "../support/rooms.ts";
import { roomDraft } from "../support/room_draft.ts";

async function assertRefused(task: () => Promise<unknown>, code: ErrorCode): Promise<void> {
  assertEquals((await assertRejects(task, ChatError)).code, code);
}

const user = { id: "uma", name: "Uma", kind: "user" as const };

Deno.test("Rooms.enter() makes a room where there is none, for whoever asks", async () => {
  await using house = openHouse();
  assertEquals((await house.rooms.enter("tea", guest("ada"))).seat, { role: "owner" });
  assertEquals(house.rooms.size, 1);
});

Deno.test("Rooms.enter() gives the live room to the next one", async () => {
  await using house = openHouse();
  const { room } = await house.rooms.enter("tea", guest("ada"));
  assertStrictEquals((await house.rooms.enter("tea", guest("bob"))).room, room);
});

Deno.test("Rooms.enter() of two at once makes one room, also in a slow store", async () => {
  await using house = openHouse();
  const release = house.store.hold("createRoom");
  const entering = ["ada", "bob"].map((name) => house.rooms.enter("tea", guest(name)));
  await house.settled();
  release();
  const [first, second] = await Promise.all(entering);
  assertStrictEquals(second!.room, first!.room);
  assertEquals([first!.seat.role, second!.seat.role], ["owner", "member"]);
  assertEquals(house.rooms.size, 1);
});

Deno.test("Rooms.enter() while the old room is being discarded gives a new one", async () => {
  await using house = openHouse();
  const ada = await house.join("ada");
  const { epoch } = ada.heardOf("welcome")[0]!;
  ada.drop();
  const release = house.store.hold("discardRoom");
  await house.pass(5_000);
  const joining = house.join("bob");
  await house.settled();
  release();
  const bob = await joining;
  assertNotEquals(bob.heardOf("welcome")[0]?.epoch, epoch);
  bob.say("here");
  await house.settled();
  assertEquals(bob.texts(), ["here"]);
});

Deno.test("Rooms.enter() of a room with a log goes on with it after the room ended", async () => {
  await using house = openHouse();
  const ada = await house.join("ada");
  const { epoch } = ada.heardOf("welcome")[0]!;
  ada.say("1");
  await house.settled();
  ada.drop();
  await house.pass(5_000);
  assertEquals(house.rooms.size, 0);
  const bob = await house.join("bob");
  assertEquals([bob.heardOf("welcome")[0]?.epoch, bob.texts()], [epoch, ["1"]]);
  bob.say("2");
  await house.settled();
  assertEquals(bob.seqs(), [1, 2]);
});

Deno.test("Rooms.enter() of nowhere is not_found for who may not make rooms", async () => {
  await using house = openHouse({ mayCreate: () => false });
  await assertRefused(() => house.rooms.enter("tea", guest("ada")), "not_found");
  assertEquals([house.rooms.size, await house.store.findRoom("tea")], [0, undefined]);
});

Deno.test("Rooms.enter() lets who may not make rooms into one that is there", async () => {
  await using house = openHouse({ mayCreate: () => false });
  await house.store.createRoom(roomDraft("tea", "uma"));
  assertEquals((await house.rooms.enter("tea", guest("ada"))).room.name, "tea");
});

Deno.test("Rooms.enter() makes a room for who may though one who may not asked first", async () => {
  await using house = openHouse({ mayCreate: ({ kind }) => kind === "user" });
  const release = house.store.hold("findRoom");
  const refused = assertRefused(() => house.rooms.enter("tea", guest("ada")), "not_found");
  const entering = house.rooms.enter("tea", user);
  await house.settled();
  release();
  await refused;
  assertEquals((await entering).seat, { role: "owner" });
});

Deno.test("Rooms.enter() tries again after the store failed", async () => {
  await using house = openHouse();
  const mend = house.store.fail("createRoom");
  await assertRefused(() => house.rooms.enter("tea", guest("ada")), "unavailable");
  mend();
  assertEquals((await house.rooms.enter("tea", guest("ada"))).room.name, "tea");
});

Deno.test("Rooms.enter() after close is unavailable", async () => {
  await using house = openHouse();
  await house.rooms.close();
  await assertRefused(() => house.rooms.enter("tea", guest("ada")), "unavailable");
});

Deno.test("Rooms.check() refuses what enter would refuse, and makes nothing", async () => {
  await using house = openHouse({ mayCreate: ({ kind }) => kind === "user" });
  await assertRefused(() => house.rooms.check("tea", guest("ada")), "not_found");
  await house.rooms.check("tea", user);
  assertEquals([house.rooms.size, await house.store.findRoom("tea")], [0, undefined]);
});

Deno.test("Rooms forgets a room that was never written in, in the store as well", async () => {
  await using house = openHouse();
  const ada = await house.join("ada");
  ada.drop();
  await house.pass(5_000);
  assertEquals([house.rooms.size, await house.store.findRoom("tea")], [0, undefined]);
});

Deno.test("Rooms keeps a room with events in the store after it ended", async () => {
  await using house = openHouse();
  const ada = await house.join("ada");
  ada.say("1");
  await house.settled();
  ada.drop();
  await house.pass(5_000);
  assertEquals([house.rooms.size, (await house.store.findRoom("tea"))?.seq], [0, 1]);
});

Deno.test("Rooms goes on when the store fails to discard an empty room", async () => {
  await using house = openHouse();
  const ada = await house.join("ada");
  ada.drop();
  const mend = house.store.fail("discardRoom");
  await house.pass(5_000);
  mend();
  assertEquals([house.rooms.size, house.lines.length], [0, 1]);
  assertEquals((await house.join("bob")).heardOf("welcome").length, 1);
});

Deno.test("Rooms lets a whisper in one room be heard in no other", async () => {
  await using house = openHouse();
  const ada = await house.join("ada");
  const bob = await house.join("bob", { room: "coffee" });
  ada.forget();
  bob.forget();
  bob.say("hi");
  await house.settled();
  assertEquals([ada.heard(), bob.texts()], [[], ["hi"]]);
});

Deno.test("Rooms.count() and size tell who is where", async () => {
  await using house = openHouse();
  await house.join("ada");
  await house.join("ada");
  await house.join("bob");
  const { rooms } = house;
  assertEquals([rooms.size, rooms.count("tea"), rooms.count("coffee")], [1, 2, 0]);
});

Deno.test("Rooms.list() gives the liveliest rooms first, then by name", async () => {
  await using house = openHouse();
  for (const room of ["c", "b", "d"]) await house.store.createRoom(roomDraft(room));
  await house.join("ada", { room: "d" });
  const rooms = [
    { name: "d", count: 1 },
    { name: "b", count: 0 },
    { name: "c", count: 0 },
  ];
  assertEquals(await house.rooms.list(), { rooms, count: 3 });
});

Deno.test("Rooms.list() counts what is new in those rooms alone that it gives", async () => {
  const inner = new MemoryStore();
  const counted: (readonly string[])[] = [];
  const store = new Proxy(inner, {
    get(target, name) {
      if (name === "unread") {
        return (person: string, rooms: readonly string[]) => {
          counted.push(rooms);
          return target.unread(person, rooms);
        };
      }
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  await using house = openHouse({ store });
  for (const room of ["a", "b", "c"]) {
    await house.rooms.post(room, guest("ada"), say("1"));
    await house.rooms.post(room, guest("ada"), say("2"));
    await house.store.markRead(room, new Map([["bob", 1]]));
  }
  assertEquals(await house.rooms.list(guest("bob"), { start: 1, limit: 1 }), {
    rooms: [{ name: "b", count: 0, unread: 1 }],
    count: 3,
  });
  assertEquals(counted, [["b"]]);
});

Deno.test("Rooms.readMessages() reads a room without opening it", async () => {
  await using house = openHouse();
  await house.rooms.post("tea", guest("ada"), say("1"));
  await house.pass(5_000);
  const { messages, more } = await house.rooms.readMessages("tea", undefined, { limit: 5 });
  assertEquals([messages.map(({ text }) => text), more, house.rooms.size], [["1"], false, 0]);
});

Deno.test("Rooms.readMessages() of nowhere is not_found", async () => {
  await using house = openHouse();
  await assertRefused(() => house.rooms.readMessages("tea", undefined, { limit: 5 }), "not_found");
});

Deno.test("Rooms.post() opens the room, says it, and lets the room end", async () => {
  await using house = openHouse();
  const outcome = await house.rooms.post("tea", guest("bot"), say("hi"));
  assertEquals("event" in outcome && outcome.event.seq, 1);
  await house.pass(5_000);
  assertEquals([house.rooms.size, house.clock.pending], [0, 0]);
});

Deno.test("Rooms.post() beyond the rate is rate_limited and names the time to wait", async () => {
  await using house = openHouse({ rate: 1 });
  await house.rooms.post("tea", guest("bot"), say("1"));
  await house.rooms.post("tea", guest("bot"), say("2"));
  const refused = () => house.rooms.post("tea", guest("bot"), say("3", { ref: "r3" }));
  const { code, ref, retryAfterMs } = await assertRejects(refused, ChatError);
  assertEquals([code, ref, retryAfterMs], ["rate_limited", "r3", 1_000]);
});

Deno.test("Rooms.close() commits what waits in every room and closes all members", async () => {
  await using house = openHouse();
  const ada = await house.join("ada", { room: "tea" });
  const bob = await house.join("bob", { room: "coffee" });
  const release = house.store.hold("append");
  ada.say("1");
  bob.say("1");
  await house.settled();
  ada.say("2");
  const closing = house.rooms.close();
  release();
  await closing;
  assertEquals([ada.texts(), bob.texts()], [["1", "2"], ["1"]]);
  assertEquals([ada.closeCode, bob.closeCode, house.rooms.size], [1001, 1001, 0]);
});

Deno.test("Rooms.close() waits for a room that is just being opened, and closes it", async () => {
  await using house = openHouse();
  const release = house.store.hold("createRoom");
  const entering = house.rooms.enter("tea", guest("ada"));
  const closing = house.rooms.close();
  release();
  await closing;
  assertEquals([(await entering).room.isClosed, house.rooms.size], [true, 0]);
});

Deno.test("Rooms that 10,000 people entered, each another one, are gone with their timers", async () => {
  await using house = openHouse();
  for (let number = 0; number < 10_000; number++) {
    const person = guest(`${number}`);
    const { room } = await house.rooms.enter(`room-${number}`, person);
    house.attach(room, person).drop();
  }
  assertEquals(house.rooms.size, 10_000);
  await house.pass(5_000);
  assertEquals([house.rooms.size, house.clock.pending], [0, 0]);
  assertEquals(await house.store.listRooms(), []);
});

Deno.test("Rooms.enter() keeps a room open that was about to end", async () => {
  await using house = openHouse();
  const { room } = await house.rooms.enter("tea", guest("ada"));
  await house.pass(4_999);
  await house.rooms.enter("tea", guest("bob"));
  await house.pass(1);
  const bob = house.attach(room, guest("bob"));
  await house.settled();
  assertEquals([bob.closeCode, bob.heardOf("welcome").length], [undefined, 1]);
});

/** A room `tea` with a log, and one that has the name `pot`; both are at rest. */
async function openMovable() {
  const house = openHouse();
  await house.rooms.post("tea", guest("ada"), say("1"));
  await house.store.createRoom(roomDraft("pot"));
  await house.pass(5_000);
  return house;
}

Deno.test("Rooms.enter() waits for the second of two renames as well", async () => {
  await using house = await openMovable();
  const { rooms } = house;
  const renaming = [rooms.rename("tea", "pot"), rooms.rename("tea", "cup")];
  const eve = await house.join("eve");
  const renamed = await Promise.all(renaming);
  assertEquals(renamed.map((record) => record?.name), [undefined, "cup"]);
  const dan = await house.join("dan", { room: "cup" });
  eve.say("hello");
  await house.settled();
  assertEquals([dan.texts(), rooms.size], [["1", "hello"], 1]);
});

Deno.test("Rooms.enter() waits for a deletion that follows on a rename", async () => {
  await using house = await openMovable();
  const { rooms } = house;
  const moving = [rooms.rename("tea", "pot"), rooms.delete("tea", "ada")];
  await assertRefused(() => rooms.enter("tea", guest("eve")), "not_found");
  await Promise.all(moving);
  assertEquals(rooms.size, 0);
});

Deno.test("Rooms.people() gives everybody present, page by page", async () => {
  await using house = openHouse();
  for (const name of ["ada", "bob", "cem"]) await house.join(name);
  const [first, second] = [
    await house.rooms.people("tea", undefined, 0, 2),
    await house.rooms.people("tea", undefined, 2, 2),
  ];
  assertEquals([first, second].map(({ people }) => people.map(({ name }) => name)), [
    ["ada", "bob"],
    ["cem"],
  ]);
});

Deno.test("Rooms.people() of a room that was never made is not_found", async () => {
  await using house = openHouse();
  await assertRefused(() => house.rooms.people("tea", undefined, 0, 2), "not_found");
});
