/** Rooms at several nodes over one store: what each member hears, whatever becomes of the news. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as fc from "fast-check";
import { Administration } from "../../lib/chat/administration.ts";
import { ChatError } from "../../lib/errors.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { limits } from "../../lib/wire/limits.ts";
import type { Person, RoomEvent } from "../../lib/wire/messages.ts";
import { countCalls } from "../support/counted_calls.ts";
import { Nodes } from "../support/nodes.ts";
import type { Fate } from "../support/node_hub.ts";
import { assertHolds } from "../support/property.ts";
import type { RoomClient } from "../support/room_client.ts";
import type { House, HouseOptions } from "../support/rooms.ts";
import { guest } from "../support/rooms.ts";

/** Ada at the first node and Bob at the second, in `tea`; what they heard of that is forgotten. */
async function two(options: HouseOptions = {}): Promise<
  { nodes: Nodes; here: House; there: House; ada: RoomClient; bob: RoomClient }
> {
  const nodes = new Nodes(2, options);
  const [here, there] = nodes.houses as [House, House];
  const ada = await here.join("ada");
  const bob = await there.join("bob");
  await nodes.settled();
  for (const client of [ada, bob]) client.forget();
  return { nodes, here, there, ada, bob };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function administrationOf(house: House): Administration {
  return new Administration({ rooms: house.rooms, store: house.store, clock: house.clock });
}

// Messages

Deno.test("A message is heard at every node, once", async () => {
  const { nodes, ada, bob } = await two();
  await using _ = nodes;
  ada.say("hello");
  await nodes.settled();
  bob.say("hi");
  await nodes.settled();
  assertEquals([ada.texts(), bob.texts()], [["hello", "hi"], ["hello", "hi"]]);
  assertEquals([ada.seqs(), bob.seqs()], [[1, 2], [1, 2]]);
});

Deno.test("What was said at the very same time has one order for all", async () => {
  const { nodes, ada, bob } = await two();
  await using _ = nodes;
  for (let round = 0; round < 20; round++) {
    ada.say(`a${round}`);
    bob.say(`b${round}`);
    if (round % 3 === 0) await nodes.settled();
  }
  await nodes.settled();
  assertEquals(ada.seqs().length, 40);
  assertEquals(ada.texts(), bob.texts());
});

Deno.test("A message whose news are lost comes with the next one, in order", async () => {
  const { nodes, ada, bob } = await two();
  await using _ = nodes;
  nodes.hub.fate = () => "lost";
  ada.say("1");
  await nodes.settled();
  assertEquals(bob.texts(), []);
  nodes.hub.fate = () => "arrives";
  ada.say("2");
  await nodes.settled();
  assertEquals([bob.texts(), bob.seqs()], [["1", "2"], [1, 2]]);
});

Deno.test("A message whose news are lost comes before what is said there next", async () => {
  const { nodes, ada, bob } = await two();
  await using _ = nodes;
  nodes.hub.fate = () => "lost";
  ada.say("1");
  await nodes.settled();
  bob.say("2");
  await nodes.settled();
  assertEquals(bob.texts(), ["1", "2"]);
});

Deno.test("A message whose news are lost is read within 30 s though nothing follows", async () => {
  const { nodes, ada, bob } = await two();
  await using _ = nodes;
  nodes.hub.fate = () => "lost";
  ada.say("1");
  await nodes.pass(30_000);
  assertEquals(bob.texts(), ["1"]);
});

Deno.test("A node that cannot hear the others reads what they said within 2 s", async () => {
  const { nodes, ada, bob } = await two();
  await using _ = nodes;
  nodes.peers[1]!.cut(true);
  await nodes.pass(500);
  ada.say("1");
  await nodes.pass(2_000);
  ada.say("2");
  await nodes.pass(2_000);
  assertEquals(bob.texts(), ["1", "2"]);
});

Deno.test("A node that can hear the others again reads what it missed at once", async () => {
  const { nodes, ada, bob } = await two();
  await using _ = nodes;
  const release = nodes.houses[1]!.store.hold("findRoom");
  nodes.peers[1]!.cut(true);
  ada.say("1");
  await nodes.settled();
  nodes.peers[1]!.cut(false);
  release();
  await nodes.pass(250);
  assertEquals(bob.texts(), ["1"]);
});

for (const [when, ms] of [["at once", 250], ["later", 5_000]] as const) {
  Deno.test(`What is said at a node that, ${when}, alone cannot be heard is read by the others after 2 s, once it is silent`, async () => {
    const { nodes, ada, bob } = await two();
    await using _ = nodes;
    await nodes.pass(ms);
    nodes.peers[0]!.cut(true);
    await nodes.pass(10_000);
    ada.say("can you hear me?");
    await nodes.pass(2_000);
    assertEquals(bob.texts(), ["can you hear me?"]);
  });
}

Deno.test("A node that goes down is not taken for one that cannot be heard", async () => {
  const { counted: store, calls } = countCalls(new MemoryStore());
  const nodes = new Nodes(2, { store });
  await using _ = nodes;
  const [here, there] = nodes.houses as [House, House];
  await here.join("ada");
  await there.join("bob");
  await nodes.pass(6_000);
  await here.rooms.close();
  calls.clear();
  await nodes.pass(20_000);
  assertEquals(calls.get("findRoom") ?? 0, 0);
});

Deno.test("What was said at a node that alone could not be heard is heard as soon as it can be", async () => {
  const { nodes, ada, bob } = await two();
  await using _ = nodes;
  nodes.peers[0]!.cut(true);
  ada.say("can you hear me?");
  await nodes.pass(1_000);
  nodes.peers[0]!.cut(false);
  await nodes.settled();
  assertEquals(bob.texts(), ["can you hear me?"]);
});

Deno.test("What could not be told, because too much waited, is told as soon as it can be", async () => {
  const { nodes, ada, bob } = await two();
  await using _ = nodes;
  nodes.peers[0]!.isFull = true;
  ada.say("can you hear me?");
  await nodes.pass(2_000);
  nodes.peers[0]!.isFull = false;
  await nodes.pass(1_000);
  assertEquals(bob.texts(), ["can you hear me?"]);
});

Deno.test("What the store cannot read just now is read once it can, and nobody is closed", async () => {
  const { nodes, there, ada, bob } = await two();
  await using _ = nodes;
  nodes.hub.fate = () => "lost";
  ada.say("1");
  await nodes.settled();
  nodes.hub.fate = () => "arrives";
  const mend = there.store.fail("readEvents");
  ada.say("2");
  await nodes.pass(3_000);
  assertEquals([bob.texts(), bob.closeCode], [[], undefined]);
  mend();
  await nodes.pass(2_000);
  assertEquals(bob.texts(), ["1", "2"]);
});

Deno.test("Who comes back at a node that has not heard of what they heard resumes there", async () => {
  const { nodes, there, ada } = await two();
  await using _ = nodes;
  nodes.hub.fate = () => "lost";
  for (const text of ["1", "2", "3"]) ada.say(text);
  await nodes.settled();
  const { epoch } = (await there.store.findRoom("tea"))!;
  const back = await there.join("ada", { since: { seq: 3, epoch } });
  assertEquals(back.heardOf("welcome").map(({ seq, resumed }) => [seq, resumed]), [[3, true]]);
  assertEquals(back.texts(), []);
});

Deno.test("However many come at once, the store is asked once or twice for how far the log goes", async () => {
  const { counted: store, calls } = countCalls(new MemoryStore());
  const nodes = new Nodes(2, { store });
  await using _ = nodes;
  const [here] = nodes.houses as [House, House];
  await here.join("ada");
  calls.clear();
  await Promise.all(Array.from({ length: 200 }, (_, index) => here.join(`${index}`)));
  assert(calls.get("findRoom")! <= 3, `${calls.get("findRoom")} times`);
});

Deno.test("Members hear typing and read marks of another node", async () => {
  const { nodes, ada, bob } = await two();
  await using _ = nodes;
  ada.say("1");
  await nodes.settled();
  bob.forget();
  ada.send({ type: "typing", on: true }, { type: "read", seq: 1 });
  await nodes.settled();
  assertEquals(bob.heard().map(({ type }) => type), ["typing", "read"]);
});

Deno.test("A ref stands for one message at all nodes", async () => {
  const { nodes, ada, there } = await two();
  await using _ = nodes;
  nodes.hub.fate = () => "lost";
  ada.say("once", { ref: "r1" });
  await nodes.settled();
  const { epoch } = (await there.store.findRoom("tea"))!;
  const back = await there.join("ada", { since: { seq: 0, epoch } });
  back.say("once", { ref: "r1" });
  await nodes.settled();
  assertEquals(new Set(back.seqs()), new Set([1]));
});

Deno.test("Only the node that committed a message tells those who are away", async () => {
  const told: string[] = [];
  const nodes = new Nodes(2, {
    notifier: () => ({
      published: (_, events) => void told.push(...events.map(({ seq }) => `${seq}`)),
      read: () => {},
      moved: () => {},
    }),
  });
  await using _ = nodes;
  const ada = await nodes.houses[0]!.join("ada");
  await nodes.houses[1]!.join("bob");
  ada.say("1");
  await nodes.settled();
  assertEquals(told, ["1"]);
});

Deno.test("A message whose answer was lost is heard at every node once it is sent again, and told to those who are away", async () => {
  const told: number[] = [];
  const nodes = new Nodes(2, {
    notifier: () => ({
      published: (_, events) => void told.push(...events.map(({ seq }) => seq)),
      read: () => {},
      moved: () => {},
    }),
  });
  await using _ = nodes;
  const [here, there] = nodes.houses as [House, House];
  const ada = await here.join("ada");
  const bob = await there.join("bob");
  const mend = here.store.loseAnswers("append");
  ada.say("hello", { ref: "r" });
  await nodes.settled();
  mend();
  for (let time = 0; time < 3; time++) {
    ada.send({ type: "say", text: "hello", ref: "r" }, { type: "say", text: "hello", ref: "r" });
    await nodes.settled();
  }
  assertEquals([bob.texts(), told], [["hello"], [1]]);
});

Deno.test("News of a room that was made anew under this name change nothing", async () => {
  const { nodes, bob } = await two();
  await using _ = nodes;
  const frame = JSON.stringify({ type: "message", seq: 1, at: 0, from: guest("eve"), text: "no" });
  nodes.peers[0]!.tell("tea", { type: "heard", epoch: "other", after: 0, upTo: 1, frame });
  await nodes.settled();
  assertEquals(bob.heard(), []);
});

Deno.test("News that nobody can read are read from the store", async () => {
  const { nodes, ada, bob } = await two();
  await using _ = nodes;
  nodes.hub.fate = () => "lost";
  ada.say("1");
  await nodes.settled();
  nodes.hub.fate = () => "arrives";
  const { epoch } = (await nodes.houses[0]!.store.findRoom("tea"))!;
  nodes.peers[0]!.tell("tea", { type: "heard", epoch, after: 0, upTo: 1, frame: "{" });
  await nodes.settled();
  assertEquals(bob.texts(), ["1"]);
});

Deno.test("Who reads as fast as a network goes hears all that a node missed, however much", async () => {
  const { nodes, there, ada, bob } = await two();
  await using _ = nodes;
  nodes.hub.fate = () => "lost";
  for (const number of range(1, 200)) {
    ada.say(`${number}`.padEnd(8_000, "x"));
    if (number % 20 === 0) await nodes.settled();
  }
  nodes.hub.fate = () => "arrives";
  bob.socket.isStuck = true;
  await nodes.pass(30_000);
  for (const number of range(201, 203)) {
    ada.say(`${number}`);
    await nodes.settled();
  }
  let most = 0;
  for (let round = 0; round < 20; round++) {
    most = Math.max(most, bob.socket.bufferedAmount);
    bob.socket.bufferedAmount = 0;
    await there.pass(20);
  }
  assertEquals([bob.seqs(), bob.closeCode], [range(1, 203), undefined]);
  assert(most < limits.unsentBytes / 2, `${most} bytes at once`);
});

Deno.test("News that hold no message harm nobody who leaves at that moment", async () => {
  const { nodes, there, bob } = await two();
  await using _ = nodes;
  const { epoch } = (await there.store.findRoom("tea"))!;
  nodes.peers[0]!.tell("tea", { type: "heard", epoch, after: 0, upTo: 0, frame: "null" });
  bob.drop();
  await nodes.pass(20_000);
  assertEquals(there.rooms.count("tea"), 1);
});

Deno.test("News of a number that the log does not have make nobody deaf", async () => {
  const { nodes, there, ada, bob } = await two();
  await using _ = nodes;
  const { epoch } = (await there.store.findRoom("tea"))!;
  const upTo = Number.MAX_SAFE_INTEGER;
  nodes.peers[0]!.tell("tea", { type: "heard", epoch, after: 0, upTo, frame: "" });
  await nodes.settled();
  ada.say("hello");
  await nodes.settled();
  bob.say("hi");
  await nodes.settled();
  assertEquals([bob.texts(), bob.closeCode], [["hello", "hi"], undefined]);
  // Nor is the store asked again and again for what there is not.
  let reads = 0;
  const { readEvents } = there.store;
  there.store.readEvents = (...args) => {
    reads++;
    return readEvents.apply(there.store, args);
  };
  ada.say("more");
  await nodes.pass(3_000);
  assertEquals([bob.texts().at(-1), reads], ["more", 0]);
});

Deno.test("Nobody hears of another node what only a member's own node says", async () => {
  const { nodes, there, bob } = await two();
  await using _ = nodes;
  const { epoch } = (await there.store.findRoom("tea"))!;
  const frame = [
    { type: "you", role: "owner" },
    { type: "room", topic: "forged", visibility: "public", isArchived: false },
    { type: "error", code: "forbidden", message: "no" },
    { type: "typing", from: { id: "ada", name: "ada" }, on: true },
  ].map((message) => JSON.stringify(message)).join("\n");
  nodes.peers[0]!.tell("tea", { type: "heard", epoch, after: 0, upTo: 0, frame });
  await nodes.settled();
  assertEquals(bob.heard().map(({ type }) => type), ["typing"]);
});

// Who is there

Deno.test("Who joins at one node is told at the others, and who was there before is known", async () => {
  const { nodes, here, bob } = await two();
  await using _ = nodes;
  const cem = await here.join("cem");
  await nodes.settled();
  assertEquals(bob.heardOf("presence").map(({ joined, count }) => [joined, count]), [
    [[guest("cem")], 3],
  ]);
  const members = cem.heardOf("welcome")[0]!.members;
  assertEquals(new Set(members.map(({ id }) => id)), new Set(["ada", "bob", "cem"]));
});

Deno.test("Who leaves at one node is told at the others 5 s later", async () => {
  const { nodes, ada, bob } = await two();
  await using _ = nodes;
  ada.drop();
  await nodes.pass(4_000);
  assertEquals(bob.heardOf("presence"), []);
  await nodes.pass(2_000);
  assertEquals(bob.heardOf("presence").map(({ left }) => left), [["ada"]]);
});

Deno.test("Who goes from one node to another was never away", async () => {
  const { nodes, there, ada, bob } = await two();
  await using _ = nodes;
  ada.drop();
  await nodes.pass(1_000);
  await there.join("ada");
  await nodes.pass(20_000);
  assertEquals(bob.heardOf("presence"), []);
});

Deno.test("The people of a node that is silent are gone after 15 s, 20 s at most", async () => {
  const { nodes, there, bob } = await two();
  await using _ = nodes;
  nodes.hub.fate = () => "lost";
  await there.pass(14_000);
  assertEquals(bob.heardOf("presence"), []);
  await there.pass(6_500);
  assertEquals(bob.heardOf("presence").map(({ left }) => left), [["ada"]]);
});

Deno.test("The people of a node that goes down are gone at once", async () => {
  const { nodes, here, bob } = await two();
  await using _ = nodes;
  await here.rooms.close();
  await nodes.settled();
  assertEquals(bob.heardOf("presence").map(({ left }) => left), [["ada"]]);
});

Deno.test("Who came while the news were lost is known within 7 s", async () => {
  const { nodes, here, bob } = await two();
  await using _ = nodes;
  nodes.hub.fate = () => "lost";
  await here.join("cem");
  await nodes.settled();
  nodes.hub.fate = () => "arrives";
  await nodes.pass(7_000);
  assertEquals(bob.heardOf("presence").flatMap(({ joined }) => joined), [guest("cem")]);
});

Deno.test("Who comes to a node whose clock was put back is known at the others", async () => {
  const { nodes, here, there, ada, bob } = await two();
  await using _ = nodes;
  ada.drop();
  await nodes.pass(12_000);
  assertEquals(here.rooms.size, 0);
  const { clock } = here;
  const now = clock.now.bind(clock);
  clock.now = () => now() - 60_000;
  await here.join("ada");
  await nodes.pass(7_000);
  clock.now = now;
  assertEquals([there.rooms.count("tea"), bob.closeCode], [2, undefined]);
});

Deno.test("More people than one of the news holds are all known at a node that comes later", async () => {
  const nodes = new Nodes(2);
  await using _ = nodes;
  const [here, there] = nodes.houses as [House, House];
  const { room } = await here.rooms.enter("tea", guest("0"));
  for (let index = 0; index < 1_200; index++) here.attach(room, guest(`${index}`));
  await nodes.settled();
  const late = await there.join("late");
  await nodes.settled();
  await nodes.pass(1_500);
  assertEquals(there.rooms.count("tea"), 1_201);
  assertEquals(late.heardOf("presence").at(-1)?.count, 1_201);
});

for (const lost of [1, 2, 3]) {
  Deno.test(`Where one part of who is there is lost, all are known within 7 s: ${lost}`, async () => {
    const nodes = new Nodes(2);
    await using _ = nodes;
    const [here, there] = nodes.houses as [House, House];
    const { room } = await here.rooms.enter("tea", guest("0"));
    for (let index = 0; index < 1_200; index++) here.attach(room, guest(`${index}`));
    await nodes.settled();
    // That a room is opened there asks for everybody.
    let told = 0;
    nodes.hub.fate = () => told++ === lost ? "lost" : "arrives";
    await there.join("late");
    await nodes.pass(7_000);
    assertEquals(there.rooms.count("tea"), 1_201);
  });
}

Deno.test("A room that is not live here is counted as the others say", async () => {
  const nodes = new Nodes(2);
  await using _ = nodes;
  const [here, there] = nodes.houses as [House, House];
  await here.join("ada");
  await nodes.pass(5_000);
  assertEquals(there.rooms.count("tea"), 1);
  nodes.peers[0]!.cut(true);
  await nodes.pass(16_000);
  assertEquals(there.rooms.count("tea"), 0);
});

Deno.test("Rooms of which a node tells in several news are all counted, until it tells anew", async () => {
  const nodes = new Nodes(2);
  await using _ = nodes;
  const [, there] = nodes.houses as [House, House];
  const counts = () => ["tea", "coffee"].map((room) => there.rooms.count(room));
  nodes.peers[0]!.tellAll({ type: "counts", rooms: { tea: 2 } });
  nodes.peers[0]!.tellAll({ type: "counts", rooms: { coffee: 3 }, adds: true });
  assertEquals(counts(), [2, 3]);
  nodes.peers[0]!.tellAll({ type: "counts", rooms: { tea: 1 } });
  assertEquals(counts(), [1, 0]);
});

Deno.test("Who is in a room that is not live here can be asked", async () => {
  const nodes = new Nodes(2);
  await using _ = nodes;
  const [here, there] = nodes.houses as [House, House];
  await here.join("ada");
  await nodes.pass(5_000);
  const asking = there.rooms.people("tea", guest("bob"), 0, 100);
  await nodes.pass(500);
  assertEquals(await asking, { people: [guest("ada")], count: 1 });
});

Deno.test("Who is in a room that is not live here is known as soon as all nodes have answered", async () => {
  const nodes = new Nodes(3);
  await using _ = nodes;
  const [here, there, elsewhere] = nodes.houses as [House, House, House];
  await here.join("ada");
  await there.join("ada");
  await nodes.pass(5_000);
  let known: unknown;
  void elsewhere.rooms.people("tea", guest("bob"), 0, 100).then((people) => known = people);
  // The first look after they were asked.
  await nodes.pass(50);
  assertEquals(known, { people: [guest("ada")], count: 1 });
});

Deno.test("A room in which others are stays though nobody is left in it here", async () => {
  const { nodes, here, ada, bob } = await two();
  await using _ = nodes;
  ada.drop();
  await nodes.pass(12_000);
  assertEquals([here.rooms.size, nodes.peers[0]!.rooms], [0, []]);
  bob.say("still here");
  await nodes.settled();
  assertEquals([bob.texts(), bob.closeCode], [["still here"], undefined]);
});

// What people are in rooms

Deno.test("Who is banned at one node is closed at the others", async () => {
  const { nodes, here, bob } = await two();
  await using _ = nodes;
  await administrationOf(here).ban("tea", guest("ada"), "bob");
  await nodes.settled();
  assertEquals(bob.closeCode, 4501);
});

Deno.test("Who is banned while the news are lost is closed within 30 s", async () => {
  const { nodes, here, bob } = await two();
  await using _ = nodes;
  nodes.hub.fate = () => "lost";
  await administrationOf(here).ban("tea", guest("ada"), "bob");
  await nodes.pass(30_000);
  assertEquals(bob.closeCode, 4501);
});

Deno.test("Who is banned at a node that alone cannot be heard is closed as soon as it can be", async () => {
  const { nodes, here, bob } = await two();
  await using _ = nodes;
  nodes.peers[0]!.cut(true);
  await administrationOf(here).ban("tea", guest("ada"), "bob");
  await nodes.pass(1_000);
  nodes.peers[0]!.cut(false);
  await nodes.settled();
  assertEquals(bob.closeCode, 4501);
});

/** Bob says something at the second node and goes, so that how he stands is at hand there. */
async function leaveBehind({ nodes, bob }: { nodes: Nodes; bob: RoomClient }): Promise<void> {
  bob.say("I was here");
  await nodes.settled();
  bob.drop();
  await nodes.pass(6_000);
}

function readAt(house: House, name: string) {
  return house.rooms.readMessages("tea", guest(name), { limit: 10 });
}

Deno.test("Who is banned while the news are lost, and has no socket, reads nothing after 30 s", async () => {
  const { nodes, here, there, bob } = await two();
  await using _ = nodes;
  const cem = await there.join("cem");
  await leaveBehind({ nodes, bob });
  nodes.hub.fate = () => "lost";
  await administrationOf(here).ban("tea", guest("ada"), "bob");
  await nodes.pass(30_000);
  await assertRejects(() => readAt(there, "bob"), ChatError, "banned");
  assertEquals(cem.closeCode, undefined);
});

Deno.test("A look that the store does not answer comes again 2 s later", async () => {
  const { nodes, here, there, bob } = await two();
  await using _ = nodes;
  nodes.hub.fate = () => "lost";
  await administrationOf(here).ban("tea", guest("ada"), "bob");
  const mend = there.store.fail("findRoom");
  await nodes.pass(30_000);
  assertEquals(bob.closeCode, undefined);
  mend();
  await nodes.pass(2_000);
  assertEquals(bob.closeCode, 4501);
});

Deno.test("Who is removed while the others are away, and has no socket, reads nothing after 2 s", async () => {
  const { nodes, here, there, bob } = await two();
  await using _ = nodes;
  await there.join("cem");
  const administration = administrationOf(here);
  bob.say("1");
  await nodes.settled();
  for (const name of ["bob", "cem"]) {
    await administration.setRole("tea", guest("ada"), name, "member");
  }
  await administration.change("tea", guest("ada"), { visibility: "private" });
  await leaveBehind({ nodes, bob });
  assertEquals((await readAt(there, "bob")).messages.length, 2);
  for (const peers of nodes.peers) peers.cut(true);
  await nodes.pass(250);
  await administration.remove("tea", guest("ada"), "bob");
  await nodes.pass(2_000);
  await assertRejects(() => readAt(there, "bob"), ChatError, "Cannot find room");
});

Deno.test("Who is let in again while the news are lost gets in within 30 s", async () => {
  const { nodes, here, there, bob } = await two();
  await using _ = nodes;
  await there.join("cem");
  await administrationOf(here).ban("tea", guest("ada"), "bob");
  await nodes.settled();
  assertEquals(bob.closeCode, 4501);
  await assertRejects(() => readAt(there, "bob"), ChatError, "banned");
  nodes.hub.fate = () => "lost";
  await administrationOf(here).unban("tea", guest("ada"), "bob");
  await nodes.pass(30_000);
  assertEquals((await readAt(there, "bob")).messages, []);
});

Deno.test("A bot that is removed while the news are lost is closed within 30 s", async () => {
  const { nodes, here, there, bob } = await two({ needsInvite: ({ kind }) => kind === "bot" });
  await using _ = nodes;
  const robot: Person = { id: "robot", name: "robot", kind: "bot" };
  const { memberships } = here.store;
  await memberships.put("tea", { person: robot, role: "member", since: 1 });
  const client = await there.join(robot);
  nodes.hub.fate = () => "lost";
  await administrationOf(here).remove("tea", guest("ada"), "robot");
  await nodes.pass(30_000);
  assertEquals([client.closeCode, bob.closeCode], [4501, undefined]);
});

Deno.test("Who gets another role at one node hears of it at the others", async () => {
  const { nodes, here, bob } = await two();
  await using _ = nodes;
  await administrationOf(here).setRole("tea", guest("ada"), "bob", "moderator");
  await nodes.settled();
  assertEquals(bob.heardOf("you").map(({ role }) => role), ["moderator"]);
});

Deno.test("A room's topic is told at every node", async () => {
  const { nodes, here, bob } = await two();
  await using _ = nodes;
  await administrationOf(here).change("tea", guest("ada"), { topic: "green" });
  await nodes.settled();
  assertEquals(bob.heardOf("room").map(({ topic }) => topic), ["green"]);
});

Deno.test("Who does not belong to a room that becomes private is closed at every node", async () => {
  const { nodes, here, bob } = await two();
  await using _ = nodes;
  await administrationOf(here).change("tea", guest("ada"), { visibility: "private" });
  await nodes.settled();
  assertEquals(bob.closeCode, 4501);
});

Deno.test("A room that is deleted at one node is told so at the others", async () => {
  const { nodes, here, bob } = await two();
  await using _ = nodes;
  bob.say("1");
  await nodes.settled();
  await administrationOf(here).delete("tea", guest("ada"));
  await nodes.settled();
  assertEquals(bob.closeCode, 4502);
});

Deno.test("Nobody of a deleted room reads or writes in the one that took its name, though the news were lost", async () => {
  const { nodes, here, there, ada, bob } = await two();
  await using _ = nodes;
  ada.say("old");
  await nodes.settled();
  nodes.hub.fate = () => "lost";
  const administration = administrationOf(here);
  await administration.delete("tea", guest("ada"));
  await administration.create({ name: "tea", owner: guest("ada"), visibility: "private" });
  (await here.join("ada")).say("secret");
  await nodes.settled();
  const query = { limit: 10 };
  assertEquals((await there.rooms.readMessages("tea", guest("bob"), query)).messages, []);
  const found = await there.rooms.search("tea", guest("bob"), { text: "secret", limit: 10 });
  assertEquals(found.results, []);
  bob.send({ type: "history", ref: "h" }, { type: "read", seq: 1 });
  await nodes.settled();
  assertEquals(bob.heardOf("history").map(({ messages }) => messages), [[]]);
  assertEquals(await here.store.readMarks("tea", ["bob"]), new Map());
  bob.say("I am not of this room");
  await nodes.settled();
  assertEquals([bob.codes(), bob.closeCode], [[], 4001]);
  const { messages } = await here.store.readMessages("tea", query);
  assertEquals(messages.map(({ text }) => text), ["secret"]);
  await assertRejects(() => there.rooms.enter("tea", guest("bob")), ChatError);
});

Deno.test("Who comes to a room that was made anew is in that, though the news were lost", async () => {
  const { nodes, here, there, ada, bob } = await two();
  await using _ = nodes;
  ada.say("old");
  await nodes.settled();
  nodes.hub.fate = () => "lost";
  const administration = administrationOf(here);
  await administration.delete("tea", guest("ada"));
  const anew = { name: "tea", owner: guest("ada"), visibility: "public" } as const;
  const { record: { epoch } } = await administration.create(anew);
  const cem = await there.join("cem");
  assertEquals(cem.heardOf("welcome").map((welcome) => welcome.epoch), [epoch]);
  assertEquals(bob.closeCode, 1001);
});

Deno.test("A room that is renamed at one node is asked to come back at the others", async () => {
  const { nodes, here, bob } = await two();
  await using _ = nodes;
  bob.say("1");
  await nodes.settled();
  await administrationOf(here).rename("tea", guest("ada"), "coffee");
  await nodes.settled();
  assertEquals(bob.closeCode, 1001);
});

Deno.test("A room that another node forgot is made anew by those who are in it, as soon as one says something", async () => {
  const nodes = new Nodes(2);
  await using _ = nodes;
  const [here, there] = nodes.houses as [House, House];
  const ada = await here.join("ada");
  ada.drop();
  await nodes.pass(4_000);
  nodes.hub.fate = () => "lost";
  const bob = await there.join("bob");
  await nodes.pass(3_000);
  assertEquals(here.rooms.size, 0);
  bob.say("hello", { ref: "r" });
  await nodes.settled();
  assertEquals([bob.codes(), bob.closeCode], [[], 4001]);
  const back = await there.join("bob");
  back.say("hello", { ref: "r" });
  await nodes.settled();
  assertEquals(back.texts(), ["hello"]);
});

Deno.test("What is said under the former name while a room is renamed is heard in it", async () => {
  const { nodes, here, there, ada, bob } = await two();
  await using _ = nodes;
  ada.say("first");
  await nodes.settled();
  const release = there.store.hold("findRoom");
  await administrationOf(here).rename("tea", guest("ada"), "coffee");
  const back = await here.join("ada", { room: "coffee" });
  back.forget();
  bob.say("second");
  await nodes.settled();
  release();
  await nodes.settled();
  assertEquals([bob.closeCode, back.texts()], [1001, ["second"]]);
});

/** Has the nodes use a log that holds only the first of what was said, as a database that takes over. */
async function failOver({ houses }: Nodes): Promise<void> {
  const inner = new MemoryStore();
  await inner.createRoom({ name: "tea", owner: guest("ada"), visibility: "public", at: 1 });
  const { epoch: own } = (await inner.findRoom("tea"))!;
  const { epoch } = (await houses[0]!.store.findRoom("tea"))!;
  const ownOf = (name?: string) => name === epoch ? own : name;
  await inner.append("tea", [{ type: "message", from: guest("ada"), text: "1", at: 1 }]);
  for (const { store } of houses) {
    store.append = (room, drafts, name) => inner.append(room, drafts, ownOf(name));
    store.readEvents = (room, after, upTo, name) =>
      inner.readEvents(room, after, upTo, ownOf(name));
    store.readMessages = (room, query) => {
      return inner.readMessages(room, { ...query, epoch: ownOf(query.epoch)! });
    };
    store.renewEpoch = (room, name) => inner.renewEpoch(room, ownOf(name)!);
    store.findRoom = async (room) => {
      const found = (await inner.findRoom(room))!;
      return { ...found, epoch: found.epoch === own ? epoch : found.epoch };
    };
  }
}

Deno.test("A log that lost messages begins anew for all as soon as something is said", async () => {
  const { nodes, there, ada, bob } = await two();
  await using _ = nodes;
  for (const text of ["1", "2", "3"]) ada.say(text);
  await nodes.settled();
  const { epoch } = (await there.store.findRoom("tea"))!;
  await failOver(nodes);
  bob.say("after that", { ref: "r" });
  await nodes.settled();
  assertEquals([ada.closeCode, bob.closeCode], [1001, 4001]);
  const back = await there.join("bob", { since: { seq: 2, epoch } });
  assertEquals(back.heardOf("welcome").map(({ resumed }) => resumed), [false]);
  assertEquals(back.texts(), ["1", "after that"]);
});

Deno.test("A log that lost messages begins anew for all within 30 s though nothing is said", async () => {
  const { nodes, ada, bob } = await two();
  await using _ = nodes;
  for (const text of ["1", "2", "3"]) ada.say(text);
  await nodes.settled();
  await failOver(nodes);
  await nodes.pass(32_000);
  assertEquals([ada.closeCode, bob.closeCode], [1001, 1001]);
});

Deno.test("What retention forgets at one node is not given at another", async () => {
  const { nodes, here, there, bob } = await two();
  await using _ = nodes;
  bob.say("old");
  await nodes.settled();
  const { epoch } = (await there.store.findRoom("tea"))!;
  await here.rooms.forget("tea", here.clock.now() + 1);
  await nodes.settled();
  const back = await there.join("cem", { since: { seq: 0, epoch } });
  assertEquals(back.texts(), []);
});

Deno.test("What retention forgets of a room is told once, and nothing where all is kept", async () => {
  const { nodes, here, ada } = await two();
  await using _ = nodes;
  for (const number of range(1, 60)) ada.say(`${number}`);
  await nodes.settled();
  const peers = nodes.peers[0]!;
  const firsts: number[] = [];
  const tell = peers.tell.bind(peers);
  peers.tell = (room, news) => {
    if (news.type === "forgotten") firsts.push(news.first);
    return tell(room, news);
  };
  const before = here.clock.now() + 1;
  for (const _ of range(1, 3)) await here.rooms.forget("tea", before);
  assertEquals(firsts, [61]);
});

Deno.test("A room that ends badly while it is called something else at another node harms no other", async () => {
  const { nodes, here, there, bob } = await two();
  await using _ = nodes;
  bob.say("1");
  await nodes.settled();
  const release = there.store.hold("ready");
  const mend = there.store.fail("ready");
  bob.say("2");
  await here.rooms.rename("tea", "cup");
  await nodes.settled();
  release();
  await nodes.settled();
  assertEquals([bob.closeCode, there.rooms.size], [1001, 0]);
  mend();
  assertEquals((await there.join("bob", { room: "cup" })).texts(), ["1"]);
});

// Everything at once

type Step =
  | { readonly kind: "say"; readonly who: number; readonly ref: string | undefined }
  | { readonly kind: "rejoin"; readonly who: number; readonly node: number }
  | { readonly kind: "cut"; readonly node: number; readonly isAway: boolean }
  | { readonly kind: "pass"; readonly ms: number };

function anySteps(): fc.Arbitrary<Step[]> {
  const who = fc.nat({ max: 3 });
  const node = fc.nat({ max: 2 });
  const kind = <T extends string>(name: T) => fc.constant(name);
  const ref = fc.constantFrom("r1", "r2", "r3", undefined);
  return fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: kind("say"), who, ref }) },
      { weight: 2, arbitrary: fc.record({ kind: kind("rejoin"), who, node }) },
      fc.record({ kind: kind("cut"), node, isAway: fc.boolean() }),
      fc.record({ kind: kind("pass"), ms: fc.constantFrom(250, 2_000, 6_000) }),
    ),
    { maxLength: 30 },
  );
}

/** What one person has heard on one connection after the other: each number follows on the last. */
class Listener {
  readonly log: RoomEvent[] = [];
  epoch = "";

  constructor(public client: RoomClient) {}

  hear(): void {
    for (const message of this.client.heard()) {
      if (message.type === "welcome") this.epoch = message.epoch;
      if (!("at" in message)) continue;
      const newest = this.log.at(-1)?.seq ?? 0;
      // An earlier one once more answers a ref that was repeated.
      if (message.seq <= newest) assertEquals(message, this.log[message.seq - 1]);
      else {
        assertEquals(message.seq, newest + 1);
        this.log.push(message);
      }
    }
    this.client.forget();
  }
}

Deno.test("All hear the one log, without gap or double, whatever becomes of news and nodes", async () => {
  const fates: Fate[] = ["arrives", "arrives", "lost", "doubled", "held"];
  await assertHolds(
    "chat-nodes",
    fc.asyncProperty(anySteps(), fc.array(fc.nat({ max: 4 })), async (steps, dice) => {
      await using nodes = new Nodes(3);
      let rolls = 0;
      nodes.hub.fate = () => fates[dice[rolls++ % Math.max(1, dice.length)] ?? 0]!;
      const names = ["ada", "bob", "cem", "dee"];
      const listeners: Listener[] = [];
      for (const [index, name] of names.entries()) {
        listeners.push(new Listener(await nodes.houses[index % 3]!.join(name)));
      }
      for (const [index, step] of steps.entries()) {
        switch (step.kind) {
          case "say":
            listeners[step.who]!.client.say(`${index}`, { ref: step.ref });
            break;
          case "rejoin": {
            const listener = listeners[step.who]!;
            await nodes.settled();
            listener.hear();
            const { log, epoch } = listener;
            const since = { seq: log.length, epoch };
            listener.client.drop();
            listener.client = await nodes.houses[step.node]!.join(names[step.who]!, { since });
            break;
          }
          case "cut":
            nodes.peers[step.node]!.cut(step.isAway);
            break;
          case "pass":
            await nodes.pass(step.ms);
        }
      }
      nodes.hub.fate = () => "arrives";
      nodes.hub.release();
      for (const peers of nodes.peers) peers.cut(false);
      await nodes.pass(22_000);
      const log = await nodes.houses[0]!.store.readEvents("tea", 0, Number.MAX_SAFE_INTEGER);
      for (const listener of listeners) {
        listener.hear();
        assertEquals(listener.client.closeCode, undefined);
        assertEquals(listener.log, log);
      }
      for (const house of nodes.houses) {
        const present = (await house.rooms.live("tea"))?.people(0, 100).map(({ id }) => id);
        assert(present === undefined || present.toSorted().join() === names.join(), `${present}`);
      }
    }),
    { numRuns: 100 },
  );
});
