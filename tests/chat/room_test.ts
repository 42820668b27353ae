import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Notifier } from "../../lib/chat/notifier.ts";
import { ChatError } from "../../lib/errors.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { commandTable } from "../../lib/wire/commands.ts";
import { limits } from "../../lib/wire/limits.ts";
import type { Message, ReadMark, Role, RoomEvent } from "../../lib/wire/messages.ts";
import { countCalls } from "../support/counted_calls.ts";
import type { RoomClient } from "../support/room_client.ts";
import type { House } from "../support/rooms.ts";
import { guest, openHouse, say } from "../support/rooms.ts";
import { directDraft, directName, roomDraft } from "../support/room_draft.ts";
import { uploaded } from "../store/subject.ts";

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The live room `tea`. */
async function tea(house: House) {
  return (await house.rooms.enter("tea", guest("ada"))).room;
}

/** Holds commits back and puts one message under way, so that all that follows makes one batch. */
async function holdBatch(house: House, client: RoomClient): Promise<() => void> {
  const release = house.store.hold("append");
  client.say("under way");
  await house.settled();
  return release;
}

// Joining

Deno.test("Room.join() greets with welcome first", async () => {
  await using house = openHouse({ rate: 10 });
  const ada = await house.join("ada");
  const { epoch } = (await house.store.findRoom("tea"))!;
  assertEquals(ada.heard(), [{
    type: "welcome",
    room: "tea",
    epoch,
    seq: 0,
    you: { ...guest("ada"), role: "owner" },
    members: [guest("ada")],
    count: 1,
    resumed: false,
    visibility: "public",
    limits: { text: 8_000, frame: 65_536, rate: 10, upload: 0 },
  }]);
});

Deno.test("Room.join() makes whoever came first the owner, the others members", async () => {
  await using house = openHouse();
  await house.join("ada");
  const bob = await house.join("bob");
  assertEquals(bob.heardOf("welcome")[0]?.you.role, "member");
});

Deno.test("Room.join() tells who has read here before how far, and nobody else", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  for (const number of range(1, 3)) ada.say(`${number}`);
  await house.settled();
  bob.send({ type: "read", seq: 2 });
  await house.settled();
  const { epoch } = (await house.store.findRoom("tea"))!;
  const back = await house.join("bob", { since: { seq: 1, epoch } });
  const fresh = await house.join("cem");
  assertEquals(back.heardOf("welcome").map(({ read, resumed }) => [read, resumed]), [[2, true]]);
  assertEquals("read" in fresh.heardOf("welcome")[0]!, false);
});

Deno.test("Room.join() of many asks for their read marks together, once a turn", async () => {
  const { counted: store, calls } = countCalls(new MemoryStore());
  await using house = openHouse({ store });
  const [ada] = await house.gather("ada");
  calls.clear();
  const release = await holdBatch(house, ada);
  const room = await tea(house);
  for (const number of range(1, 500)) house.attach(room, guest(`${number}`));
  release();
  await house.settled();
  assertEquals(calls.get("readMarks"), 1);
});

Deno.test("Room in which nobody joins asks for no read marks", async () => {
  const { counted: store, calls } = countCalls(new MemoryStore());
  await using house = openHouse({ store });
  const [ada, bob] = await house.gather("ada", "bob");
  calls.clear();
  ada.say("hello");
  await house.settled();
  assertEquals([calls.get("readMarks"), bob.texts()], [undefined, ["hello"]]);
});

Deno.test("Room publishes while the read marks of those who join are on their way", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  const release = house.store.hold("readMarks");
  const cem = house.attach(await tea(house), guest("cem"));
  ada.say("hello");
  await house.settled();
  assertEquals([bob.texts(), cem.heard()], [["hello"], []]);
  release();
  await house.settled();
  assertEquals(cem.heard().map(({ type }) => type), ["welcome", "message"]);
});

Deno.test("Room whose store cannot give read marks welcomes without them", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  ada.send(say("1"), { type: "read", seq: 1 });
  await house.settled();
  house.store.fail("readMarks");
  const back = await house.join("ada");
  const [welcome, message] = back.heard();
  assertEquals([welcome?.type, "read" in welcome!, message?.type], ["welcome", false, "message"]);
});

Deno.test("Room.join() sends the newest 50 messages after welcome, with their changes", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  for (const number of range(1, 60)) ada.say(`${number}`);
  ada.send(
    { type: "edit", target: 60, text: "sixty" },
    { type: "react", target: 59, emoji: "👍", on: true },
    { type: "delete", target: 58 },
  );
  await house.settled();
  const bob = await house.join("bob");
  const [welcome, ...messages] = bob.heard();
  assertEquals([welcome?.type, "seq" in welcome! && welcome.seq], ["welcome", 63]);
  assertEquals(bob.seqs(), range(11, 60));
  const [deleted, reacted, edited] = messages.slice(-3);
  assertEquals("text" in deleted!, false);
  assertEquals(reacted && "reactions" in reacted && reacted.reactions, { "👍": ["ada"] });
  assertEquals(edited && "edited" in edited && edited.text, "sixty");
});

Deno.test("Room.join() with since and epoch sends exactly what was missed", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  ada.say("1");
  ada.say("2");
  ada.send({ type: "edit", target: 1, text: "one" });
  await house.settled();
  const { epoch } = (await house.store.findRoom("tea"))!;
  const bob = await house.join("bob", { since: { seq: 1, epoch } });
  assertEquals(bob.heard().map(({ type }) => type), ["welcome", "message", "edited"]);
  assertEquals([bob.heardOf("welcome")[0]?.resumed, bob.seqs()], [true, [2, 3]]);
});

Deno.test("Room.join() with another epoch, or ahead of the log, starts afresh", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  ada.say("1");
  await house.settled();
  const { epoch } = (await house.store.findRoom("tea"))!;
  for (const since of [{ seq: 1, epoch: "old" }, { seq: 2, epoch }]) {
    const bob = await house.join("bob", { since });
    assertEquals([bob.heardOf("welcome")[0]?.resumed, bob.seqs()], [false, [1]]);
  }
});

Deno.test("Room.join() loses and doubles nothing while others write and the store is slow", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  ada.say("1");
  await house.settled();
  const { epoch } = (await house.store.findRoom("tea"))!;
  const room = await tea(house);
  const clients: RoomClient[] = [];
  for (const round of range(1, 20)) {
    const method = round % 2 === 0 ? "readEvents" : "readMessages";
    const release = house.store.hold(method);
    const since = round % 2 === 0 ? { seq: 0, epoch } : undefined;
    clients.push(house.attach(room, guest(`${round}`), { since }));
    ada.say("in the joiner's batch");
    await house.settled();
    ada.say("while the store reads");
    await house.settled();
    release();
    ada.say("as the store answers");
    await house.settled();
  }
  for (const client of clients) {
    assertEquals(client.heard()[0]?.type, "welcome");
    const first = client.seqs()[0]!;
    const newest = client.heardOf("welcome")[0]!.seq;
    assert(first === 1 || first === newest - 49);
    assertEquals(client.seqs(), range(first, 61));
  }
});

Deno.test("Room.join() answers what the member asks at once only after welcome", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  const release = await holdBatch(house, ada);
  const bob = house.attach(await tea(house), guest("bob"));
  bob.send({ type: "history", ref: "h" }, { type: "ping" }, { type: "dance" });
  release();
  await house.settled();
  assertEquals(bob.heard().map(({ type }) => type), [
    "welcome",
    "message",
    "history",
    "pong",
    "error",
  ]);
});

Deno.test("Room.join() of a member that speaks at once lets it hear itself after welcome", async () => {
  await using house = openHouse();
  const bob = house.attach(await tea(house), guest("bob"));
  bob.say("hi", { ref: "r1" });
  await house.settled();
  assertEquals(bob.heard().map(({ type }) => type), ["welcome", "message"]);
  assertEquals(bob.heardOf("message")[0]?.ref, "r1");
});

Deno.test("Room.join() of a socket that is gone already changes nothing", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  const bob = house.attach(await tea(house), guest("bob"));
  bob.drop();
  await house.settled();
  assertEquals([ada.heard(), (await tea(house)).count], [[], 1]);
});

Deno.test("Room.join() whose replay fails closes the socket with 4001", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  ada.say("so that no page is at hand");
  await house.settled();
  ada.forget();
  const mend = house.store.fail("readMessages");
  const bob = await house.join("bob");
  assertEquals([bob.closeCode, bob.heard()], [4001, []]);
  mend();
  ada.say("still here");
  await house.settled();
  assertEquals(ada.texts(), ["still here"]);
});

Deno.test("Room.join() of a closed room closes the socket with 1001", async () => {
  await using house = openHouse();
  const room = await tea(house);
  await room.close();
  const ada = house.attach(room, guest("ada"));
  await house.settled();
  assertEquals(ada.closeCode, 1001);
});

Deno.test("Room.join() that still waits for space when the room closes ends with 1001", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  const release = await holdBatch(house, ada);
  fill(ada);
  const bob = house.attach(await tea(house), guest("bob"));
  const closing = house.rooms.close();
  release();
  await closing;
  assertEquals(bob.closeCode, 1001);
});

// Publishing

Deno.test("Room acknowledges a message with the sender's own event, ref included", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  ada.say("hello", { ref: "r1" });
  await house.settled();
  assertEquals(ada.heard(), [
    {
      type: "message",
      seq: 1,
      at: house.clock.now(),
      from: guest("ada"),
      text: "hello",
      ref: "r1",
    },
  ]);
});

Deno.test("Room tells nobody of a message before it is committed", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  const release = house.store.hold("append");
  ada.say("hello");
  await house.settled();
  assertEquals([ada.heard(), bob.heard()], [[], []]);
  release();
  await house.settled();
  assertEquals([ada.texts(), bob.texts()], [["hello"], ["hello"]]);
});

Deno.test("Room sends what gathered during a commit as one frame, the same to all", async () => {
  await using house = openHouse();
  const [ada, bob, cem] = await house.gather("ada", "bob", "cem");
  const release = await holdBatch(house, ada);
  for (const text of ["1", "2", "3"]) ada.say(text);
  bob.say("4");
  ada.send({ type: "edit", target: 1, text: "edited" });
  release();
  await house.settled();
  assertEquals(house.store.batches, [1, 5]);
  assertEquals(ada.socket.frames.length, 2);
  assertEquals(ada.socket.frames[1]?.split("\n").length, 5);
  assertEquals([bob.socket.frames, cem.socket.frames], [ada.socket.frames, ada.socket.frames]);
});

Deno.test("Room makes a batch only when the store is ready for it, of all that came meanwhile", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  const release = house.store.hold("ready");
  ada.say("1");
  await house.settled();
  bob.say("2");
  await house.settled();
  assertEquals(house.store.batches, []);
  release();
  await house.settled();
  assertEquals([house.store.batches, ada.texts()], [[2], ["1", "2"]]);
});

Deno.test("Room with nothing to store does not wait for the store to be ready", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  ada.say("1");
  await house.settled();
  const release = house.store.hold("ready");
  bob.send({ type: "typing", on: true });
  await house.settled();
  assertEquals(ada.heardOf("typing").length, 1);
  release();
});

Deno.test("Room sends several messages of one frame in their order", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  ada.send({ type: "say", text: "1" }, { type: "say", text: "2" }, { type: "say", text: "3" });
  await house.settled();
  assertEquals(bob.texts(), ["1", "2", "3"]);
});

Deno.test("Room gives 20 clients that send at once one sequence without gap or double", async () => {
  await using house = openHouse();
  const clients: RoomClient[] = [];
  for (const number of range(1, 20)) clients.push(await house.join(`${number}`));
  for (const client of clients) client.forget();
  for (const round of range(1, 50)) {
    for (const client of clients) client.say(`${round}`, { ref: `r${round}` });
    // Some rounds meet a commit under way, some an idle room.
    if (round % 7 === 0) await house.settled();
    else if (round % 3 === 0) await Promise.resolve();
  }
  await house.settled();
  const [first, ...others] = clients.map((client) => client.heard());
  assertEquals(clients[0]!.seqs(), range(1, 1_000));
  for (const other of others) assertEquals(other, first!);
  for (const { member } of clients) {
    const own = first!.filter((message) =>
      "from" in message && message.from.id === member.person.id
    );
    assertEquals(
      own.map((message) => "ref" in message && message.ref),
      range(1, 50).map((n) => `r${n}`),
    );
  }
});

Deno.test("Room answers a repeated ref with the first event, to that socket alone", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  ada.say("hello", { ref: "r1" });
  await house.settled();
  ada.say("hello", { ref: "r1" });
  await house.settled();
  assertEquals([ada.seqs(), bob.seqs()], [[1, 1], [1]]);
});

Deno.test("Room answers a ref repeated in its own batch after the event itself", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  ada.send(say("a", { ref: "r" }), say("a", { ref: "r" }), say("b"));
  await house.settled();
  assertEquals([ada.seqs(), ada.texts()], [[1, 2, 1], ["a", "b", "a"]]);
});

// Refusals

Deno.test("Room sends an error to the socket that it is for, and to no other", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  const otherTab = await house.join("bob");
  otherTab.forget();
  bob.send({ type: "edit", target: 9, text: "x", ref: "r1" });
  await house.settled();
  assertEquals(bob.heardOf("error").map(({ code, ref }) => [code, ref]), [["not_found", "r1"]]);
  assertEquals([ada.heard(), otherTab.heard()], [[], []]);
});

Deno.test("Room refuses a member's edit and deletion of somebody else's message", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  ada.say("mine");
  await house.settled();
  bob.send({ type: "edit", target: 1, text: "x" }, { type: "delete", target: 1 });
  await house.settled();
  assertEquals([bob.codes(), ada.seqs()], [["forbidden", "forbidden"], [1]]);
});

Deno.test("Room publishes a message with what is known of its files, and refuses them twice", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  const { id } = await uploaded(house.store, "tea", { id: "f1" });
  ada.say("", { files: [{ id, alt: "A pot" }] });
  ada.say("again", { files: [{ id }] });
  await house.settled();
  const files = [{ id, name: "tea.png", size: 3, type: "image/png", alt: "A pot" }];
  assertEquals(bob.heardOf("message").map(({ text, files }) => ({ text, files })), [
    { text: "", files },
  ]);
  assertEquals(ada.codes(), ["not_found"]);
});

Deno.test("Room refuses a message with files as not_found while there are none", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  ada.say("look", { files: ["f1"], ref: "r1" });
  await house.settled();
  assertEquals(ada.heardOf("error").map(({ code, ref }) => [code, ref]), [["not_found", "r1"]]);
});

const samples: Readonly<Record<keyof typeof commandTable, object>> = {
  say: { text: "x" },
  seal: { box: "c2VhbGVk" },
  edit: { target: 1, text: "x" },
  delete: { target: 1 },
  react: { target: 1, emoji: "👍", on: true },
  typing: { on: true },
  read: { seq: 1 },
  history: { ref: "h" },
  ping: {},
};

for (const role of ["owner", "moderator", "member", "reader"] as const satisfies Role[]) {
  for (const [type, { right, where }] of Object.entries(commandTable)) {
    if (where === "direct") continue;
    const isAllowed = right === "read" || role !== "reader";
    Deno.test(`Room ${isAllowed ? "takes" : "forbids"} ${type} from the role ${role}`, async () => {
      await using house = openHouse();
      const [, eve] = await house.gather("ada", "eve");
      eve.say("her own");
      await house.settled();
      const other = await house.join("eve", { role });
      other.forget();
      other.send({ type, ...samples[type as keyof typeof commandTable] });
      await house.settled();
      assertEquals(other.codes(), isAllowed ? [] : ["forbidden"]);
      assertEquals(other.heard().length, 1);
    });
  }

  const mayDelete = role === "owner" || role === "moderator";
  Deno.test(`Room ${mayDelete ? "lets" : "does not let"} the role ${role} delete others' messages`, async () => {
    await using house = openHouse();
    const [ada] = await house.gather("ada");
    ada.say("mine");
    await house.settled();
    const eve = await house.join("eve", { role });
    eve.forget();
    eve.send({ type: "delete", target: 1 });
    await house.settled();
    assertEquals(eve.codes(), mayDelete ? [] : ["forbidden"]);
    assertEquals(ada.heardOf("deleted").length, mayDelete ? 1 : 0);
  });
}

for (const [type, { where }] of Object.entries(commandTable)) {
  const isTaken = where !== "open";
  Deno.test(`a direct room ${isTaken ? "takes" : "forbids"} ${type}`, async () => {
    await using house = openHouse();
    await house.store.openDirect(directDraft(["ada", "eve"]));
    const ada = await house.join("ada", { room: directName });
    const eve = await house.join("eve", { room: directName });
    eve.send({ type: "seal", box: "c2VhbGVk" });
    await house.settled();
    for (const client of [ada, eve]) client.forget();
    eve.send({ type, ...samples[type as keyof typeof commandTable], ref: "r" });
    await house.settled();
    assertEquals(eve.codes(), isTaken ? [] : ["forbidden"]);
    if (!isTaken) assertEquals([eve.heardOf("error")[0]?.ref, ada.heard()], ["r", []]);
  });
}

Deno.test("a direct room forbids plain text, however it comes", async () => {
  await using house = openHouse();
  await house.store.openDirect(directDraft(["ada", "eve"]));
  const eve = await house.join("eve", { room: directName });
  eve.forget();
  eve.receive("hello");
  await house.settled();
  assertEquals(eve.codes(), ["forbidden"]);
  const post = () => house.rooms.post(directName, guest("eve"), { type: "say", text: "hello" });
  assertEquals((await assertRejects(post, ChatError)).code, "forbidden");
  assertEquals((await house.store.findRoom(directName))?.seq, 0);
});

Deno.test("no room but a direct one takes what is sealed", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  ada.send({ type: "seal", box: "c2VhbGVk", ref: "r" });
  await house.settled();
  assertEquals(ada.heardOf("error").map(({ code, ref }) => [code, ref]), [["forbidden", "r"]]);
  assertEquals((await house.store.findRoom("tea"))?.seq, 0);
});

Deno.test("a direct room tells what was sealed as a message, and says what is quiet", async () => {
  await using house = openHouse();
  await house.store.openDirect(directDraft(["ada", "eve"]));
  const ada = await house.join("ada", { room: directName });
  const eve = await house.join("eve", { room: directName });
  ada.forget();
  eve.send({ type: "seal", box: "bG91ZA==", ref: "r", quiet: false });
  eve.send({ type: "seal", box: "cXVpZXQ=", quiet: true });
  await house.settled();
  const heard = ada.heardOf("message").map(({ box, quiet, text, ref }) => ({
    box,
    quiet,
    text,
    ref,
  }));
  assertEquals(heard, [
    { box: "bG91ZA==", quiet: undefined, text: undefined, ref: "r" },
    { box: "cXVpZXQ=", quiet: true, text: undefined, ref: undefined },
  ]);
});

Deno.test("a direct room gives no box of a message that is deleted to who comes back", async () => {
  await using house = openHouse();
  await house.store.openDirect(directDraft(["ada", "eve"]));
  const eve = await house.join("eve", { room: directName });
  eve.send({ type: "seal", box: "c2VhbGVk", quiet: true });
  eve.send({ type: "delete", target: 1 });
  await house.settled();
  const { epoch } = (await house.store.findRoom(directName))!;
  const ada = await house.join("ada", { room: directName, since: { seq: 0, epoch } });
  const [{ type, seq, at, from, ...rest }] = ada.heardOf("message") as [Message];
  assertEquals([type, seq, from.id, rest, at > 0], ["message", 1, "eve", { deleted: true }, true]);
});

Deno.test("Room whose store fails answers each sender unavailable and tells nobody else", async () => {
  await using house = openHouse();
  const [ada, bob, cem] = await house.gather("ada", "bob", "cem");
  house.store.fail("append");
  ada.say("a", { ref: "ra" });
  bob.say("b", { ref: "rb" });
  await house.settled();
  assertEquals(ada.heardOf("error").map(({ code, ref }) => [code, ref]), [["unavailable", "ra"]]);
  assertEquals(bob.heardOf("error").map(({ code, ref }) => [code, ref]), [["unavailable", "rb"]]);
  assertEquals(cem.heard(), []);
});

Deno.test("Room whose store failed lives on and has numbered nothing", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  const mend = house.store.fail("append");
  ada.say("lost", { ref: "r" });
  await house.settled();
  mend();
  ada.say("again", { ref: "r" });
  await house.settled();
  assertEquals([bob.seqs(), bob.texts()], [[1], ["again"]]);
});

Deno.test("Room publishes what was committed unheard as soon as the sender repeats it", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  const mend = house.store.loseAnswers("append");
  ada.say("once", { ref: "r" });
  await house.settled();
  mend();
  assertEquals([ada.codes(), bob.seqs()], [["unavailable"], []]);
  ada.say("once", { ref: "r" });
  await house.settled();
  assertEquals([ada.seqs(), bob.seqs(), bob.texts()], [[1], [1], ["once"]]);
});

Deno.test("Room tells a sender once of what the store took at its second attempt", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  house.store.repeat("append");
  ada.say("once", { ref: "r" });
  bob.say("other", { ref: "o" });
  bob.say("twice", { ref: "r" });
  bob.say("twice", { ref: "r" });
  await house.settled();
  const texts = ["once", "other", "twice"];
  assertEquals([ada.texts(), bob.texts()], [texts, [...texts, "twice"]]);
});

Deno.test("Room publishes what was committed unheard before whatever comes next", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  const mend = house.store.loseAnswers("append");
  ada.say("unheard");
  await house.settled();
  mend();
  bob.say("next");
  await house.settled();
  assertEquals([ada.seqs(), ada.texts()], [[1, 2], ["unheard", "next"]]);
  assertEquals([bob.seqs(), bob.texts()], [[1, 2], ["unheard", "next"]]);
});

Deno.test("Room that cannot read what was committed unheard sends its members back", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  const mend = house.store.loseAnswers("append");
  ada.say("unheard");
  await house.settled();
  mend();
  house.store.fail("readEvents");
  ada.say("next");
  await house.settled();
  assertEquals([ada.closeCode, bob.closeCode], [4001, 4001]);
});

/** Sends until the room takes no more; gives how many texts it took. */
function fill(client: RoomClient): number {
  const text = "x".repeat(8_000);
  let count = 0;
  client.forget();
  for (; client.codes().length === 0; count++) client.say(text);
  for (client.forget(); client.codes().length === 0;) client.send({ type: "typing", on: true });
  client.forget();
  return count - 1;
}

Deno.test("Room that has 8 MiB waiting refuses more as unavailable", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  const release = await holdBatch(house, ada);
  const taken = fill(ada);
  assert(taken > 900 && taken < 1_050);
  ada.say("x", { ref: "r1" });
  assertEquals(ada.heardOf("error").map(({ code, ref }) => [code, ref]), [["unavailable", "r1"]]);
  release();
  await house.settled();
  assertEquals(ada.seqs(), range(1, taken + 1));
});

Deno.test("Room that was full takes more once it has committed", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  const release = await holdBatch(house, ada);
  fill(ada);
  release();
  await house.settled();
  ada.forget();
  ada.say("now");
  await house.settled();
  assertEquals(ada.texts(), ["now"]);
});

Deno.test("Room cuts what waits into batches that a reader can take", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  const release = await holdBatch(house, ada);
  fill(ada);
  release();
  await house.settled();
  assert(bob.socket.frames.every((frame) => frame.length < limits.unsentBytes / 2));
});

Deno.test("Room closes nobody for a batch that is far longer in JSON than what was said", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  const release = await holdBatch(house, ada);
  const before = ada.seqs().length;
  for (const _ of range(1, 31)) ada.receive(`a${"\u0001".repeat(7_999)}`);
  release();
  await house.settled();
  assertEquals([ada.closeCode, bob.closeCode], [undefined, undefined]);
  assert(ada.seqs().length > before + 30);
  assertEquals(bob.seqs(), ada.seqs());
});

// Rate

Deno.test("Room lets a burst of 20 commands pass, then answers rate_limited", async () => {
  await using house = openHouse({ rate: 10 });
  const [ada] = await house.gather("ada");
  for (const number of range(1, 21)) ada.say(`${number}`, { ref: `r${number}` });
  await house.settled();
  assertEquals(ada.seqs(), range(1, 20));
  assertEquals(ada.heardOf("error").map(({ code, ref, retryAfter }) => [code, ref, retryAfter]), [
    ["rate_limited", "r21", 100],
  ]);
});

Deno.test("Room takes commands again after the time that rate_limited named", async () => {
  await using house = openHouse({ rate: 10 });
  const [ada] = await house.gather("ada");
  for (const number of range(1, 21)) ada.say(`${number}`);
  await house.pass(ada.heardOf("error")[0]!.retryAfter!);
  ada.say("again");
  await house.settled();
  assertEquals(ada.texts().at(-1), "again");
});

Deno.test("Room counts the commands of one identity's two sockets together", async () => {
  await using house = openHouse({ rate: 10 });
  const [first] = await house.gather("ada");
  const second = await house.join("ada");
  const bob = await house.join("bob");
  for (const number of range(1, 15)) first.say(`${number}`);
  for (const number of range(1, 15)) second.say(`${number}`);
  bob.say("mine");
  await house.settled();
  assertEquals([first.codes().length, second.codes().length, bob.codes().length], [0, 10, 0]);
});

// Presence

Deno.test("Room tells the others who joined, and a person's second socket to nobody", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  await house.join("bob");
  await house.join("bob");
  assertEquals(ada.heard(), [{ type: "presence", joined: [guest("bob")], left: [], count: 2 }]);
});

Deno.test("Room tells of a leave 5 s after the person's last socket left", async () => {
  await using house = openHouse();
  const [ada, first] = await house.gather("ada", "bob");
  const second = await house.join("bob");
  ada.forget();
  first.drop();
  await house.pass(60_000);
  second.drop();
  await house.pass(4_999);
  assertEquals(ada.heard(), []);
  await house.pass(1);
  assertEquals(ada.heard(), [{ type: "presence", joined: [], left: ["bob"], count: 1 }]);
});

Deno.test("Room tells of each leave when that person's own 5 s are over", async () => {
  await using house = openHouse();
  const [ada, bob, cem] = await house.gather("ada", "bob", "cem");
  bob.drop();
  await house.pass(3_000);
  cem.drop();
  await house.pass(4_999);
  assertEquals(ada.heardOf("presence").map(({ left }) => left), [["bob"]]);
  await house.pass(1);
  assertEquals(ada.heardOf("presence").map(({ left }) => left), [["bob"], ["cem"]]);
});

Deno.test("Room tells of neither leave nor join when somebody is back within 5 s", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  bob.drop();
  await house.pass(4_999);
  const again = await house.join("bob");
  await house.pass(60_000);
  assertEquals([ada.heard(), again.heardOf("welcome")[0]?.count], [[], 2]);
});

Deno.test("Room tells of a new name", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada", "bob");
  await house.join(guest("Robert", "bob"));
  assertEquals(ada.heard(), [
    { type: "presence", joined: [guest("Robert", "bob")], left: [], count: 2 },
  ]);
});

Deno.test("Room closes the 21st socket of one identity with 4503, and no other", async () => {
  await using house = openHouse();
  const sockets: RoomClient[] = [];
  for (const _ of range(1, 21)) sockets.push(await house.join("ada"));
  assertEquals(sockets.map((socket) => socket.closeCode), [...Array(20).fill(undefined), 4503]);
  assertEquals(sockets[20]?.heard(), []);
});

Deno.test("Room lets an identity in again once one of its 20 sockets is gone", async () => {
  await using house = openHouse();
  const [first] = await house.gather("ada");
  for (const _ of range(1, 20)) await house.join("ada");
  first.drop();
  assertEquals((await house.join("ada")).closeCode, undefined);
  assertEquals((await house.join("ada")).closeCode, 4503);
});

/** A room in which `count` people are present; gives the first of them. */
async function openCrowd(house: House, count: number): Promise<RoomClient> {
  const [first] = await house.gather("1");
  const room = await tea(house);
  for (const number of range(2, count)) house.attach(room, guest(`${number}`));
  await house.pass(1_000);
  first.forget();
  return first;
}

Deno.test("Room names the first 200 in welcome and counts all", async () => {
  await using house = openHouse();
  await openCrowd(house, 200);
  const last = await house.join("201");
  const welcome = last.heardOf("welcome")[0]!;
  assertEquals([welcome.members.length, welcome.count], [200, 201]);
  assertEquals(welcome.members.map(({ id }) => id), range(1, 200).map(String));
});

Deno.test("Room above 200 people tells of comings and goings once a second", async () => {
  await using house = openHouse();
  const first = await openCrowd(house, 201);
  for (const number of range(202, 210)) await house.join(`${number}`);
  await house.pass(999);
  assertEquals(first.heard(), []);
  await house.pass(1);
  assertEquals(first.heard(), [{ type: "presence", joined: [], left: [], count: 210 }]);
});

Deno.test("Room above 200 people tells of those who leave one by one once a second", async () => {
  await using house = openHouse();
  const first = await openCrowd(house, 210);
  const room = await tea(house);
  const leaving = range(211, 300).map((number) => house.attach(room, guest(`${number}`)));
  await house.pass(2_000);
  for (const client of leaving) {
    client.drop();
    await house.pass(10);
  }
  first.forget();
  const frames: number[] = [];
  for (const _ of range(1, 10)) {
    const before = first.heard().length;
    await house.pass(1_000);
    frames.push(first.heard().length - before);
  }
  assert(frames.every((count) => count <= 1), `${frames}`);
  assertEquals(first.heardOf("presence").at(-1)?.count, 210);
});

// Signs

Deno.test("Room tells of typing, once in 2 s for each person", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  bob.send({ type: "typing", on: true });
  await house.pass(1_999);
  bob.send({ type: "typing", on: true });
  await house.pass(1);
  assertEquals(ada.heard(), [{ type: "typing", from: { id: "bob", name: "bob" }, on: true }]);
  bob.send({ type: "typing", on: false });
  await house.settled();
  assertEquals(ada.heardOf("typing").map(({ on }) => on), [true, false]);
});

Deno.test("Room tells how far somebody has read, and stores it", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  ada.say("1");
  ada.say("2");
  await house.settled();
  bob.send({ type: "read", seq: 1 });
  await house.settled();
  assertEquals(ada.heardOf("read"), [{ type: "read", id: "bob", seq: 1 }]);
  assertEquals((await house.store.unread("bob", ["tea"]))[0]?.read, 1);
});

Deno.test("Room tells nobody of a read mark that does not move", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  for (const text of ["1", "2", "3"]) ada.say(text);
  await house.settled();
  for (const seq of [2, 1, 2, 3]) {
    bob.send({ type: "read", seq });
    await house.settled();
  }
  assertEquals(ada.heardOf("read").map(({ seq }) => seq), [2, 3]);
});

Deno.test("Room tells of typing before the message that ends it", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  bob.send({ type: "typing", on: true }, { type: "say", text: "done" });
  await house.settled();
  assertEquals(ada.heard().map(({ type }) => type), ["typing", "message"]);
});

Deno.test("Room takes a read mark beyond its newest number as that number", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  ada.say("1");
  await house.settled();
  bob.send({ type: "read", seq: Number.MAX_SAFE_INTEGER });
  await house.settled();
  assertEquals(ada.heardOf("read"), [{ type: "read", id: "bob", seq: 1 }]);
});

Deno.test("Room in which nothing was said takes no read mark", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  ada.send({ type: "read", seq: 1 });
  await house.settled();
  assertEquals([ada.heard(), await house.store.unread("ada", ["tea"])], [[], []]);
});

Deno.test("Room makes one read mark of a person's many in a batch, the highest", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  for (const _ of range(1, 5)) ada.say("x");
  await house.settled();
  bob.send({ type: "read", seq: 2 }, { type: "read", seq: 4 }, { type: "read", seq: 3 });
  await house.settled();
  assertEquals(ada.heardOf("read").map(({ seq }) => seq), [4]);
});

Deno.test("Room whose store fails to keep a read mark tells nobody of it", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  ada.say("1");
  await house.settled();
  house.store.fail("markRead");
  bob.send({ type: "read", seq: 1 });
  ada.say("2");
  await house.settled();
  assertEquals([ada.heardOf("read"), ada.texts()], [[], ["1", "2"]]);
});

// History

Deno.test("Room answers history with a page, to that socket alone", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  for (const number of range(1, 5)) ada.say(`${number}`);
  await house.settled();
  ada.forget();
  bob.forget();
  bob.send({ type: "history", ref: "h1", before: 4, limit: 2 });
  await house.settled();
  const [page] = bob.heardOf("history");
  assertEquals([page?.ref, page?.messages.map(({ seq }) => seq), page?.more], ["h1", [2, 3], true]);
  assertEquals([bob.heard().length, ada.heard()], [1, []]);
});

Deno.test("Room sends what is said while a page is read after the page, in order", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  const release = house.store.hold("readMessages");
  bob.send({ type: "history", ref: "h1", before: 1 }, { type: "history", ref: "h2", before: 1 });
  await house.settled();
  ada.say("1");
  await house.settled();
  ada.say("2");
  await house.settled();
  assertEquals([bob.heard(), ada.texts()], [[], ["1", "2"]]);
  release();
  await house.settled();
  assertEquals(bob.heard().map(({ type }) => type), ["history", "history", "message", "message"]);
  assertEquals(bob.heardOf("history").map(({ ref }) => ref), ["h1", "h2"]);
});

Deno.test("Room refuses a 17th page while 16 are on their way", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  const release = house.store.hold("readMessages");
  for (const number of range(1, 17)) ada.send({ type: "history", ref: `h${number}` });
  release();
  await house.settled();
  assertEquals(ada.heardOf("history").map(({ ref }) => ref), range(1, 16).map((n) => `h${n}`));
  assertEquals(ada.heardOf("error").map(({ code, ref }) => [code, ref]), [["rate_limited", "h17"]]);
});

// Posting

Deno.test("Room.post() says something for somebody without a socket", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  const outcome = await (await tea(house)).post(
    guest("bot"),
    { role: "member" },
    say("hi", { ref: "r1" }),
  );
  assert("event" in outcome);
  assertEquals([outcome.isNew, outcome.event], [true, ada.heardOf("message")[0]!]);
  assertEquals([outcome.event.from, ada.heardOf("presence")], [guest("bot"), []]);
});

Deno.test("Room.post() of a ref again gives the first event, and tells nobody", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  const room = await tea(house);
  const first = await room.post(guest("bot"), { role: "member" }, say("hi", { ref: "r1" }));
  const second = await room.post(guest("bot"), { role: "member" }, say("hi", { ref: "r1" }));
  assert("event" in first && "event" in second);
  assertEquals([second.isNew, second.event, ada.seqs()], [false, first.event, [1]]);
});

Deno.test("Room.post() gives the refusal of the store", async () => {
  await using house = openHouse();
  const outcome = await (await tea(house)).post(
    guest("bot"),
    { role: "member" },
    say("hi", { replyTo: 9 }),
  );
  assertEquals("refused" in outcome && outcome.refused, "not_found");
});

Deno.test("Room.post() while the store fails gives unavailable", async () => {
  await using house = openHouse();
  house.store.fail("append");
  const outcome = await (await tea(house)).post(guest("bot"), { role: "member" }, say("hi"));
  assertEquals("refused" in outcome && outcome.refused, "unavailable");
});

Deno.test("Room.post() to a closed room is unavailable", async () => {
  await using house = openHouse();
  const room = await tea(house);
  await room.close();
  const error = await assertRejects(
    () => room.post(guest("bot"), { role: "member" }, say("hi")),
    ChatError,
  );
  assertEquals(error.code, "unavailable");
});

// Notifying

/** A notifier that keeps what it is told, and who was there at that moment. */
class HeardNotifier implements Notifier {
  readonly batches: { room: string; types: string[]; here: boolean[] }[] = [];
  readonly reads: [room: string, ids: string[]][] = [];
  /** Whose presence is asked for. */
  people: readonly string[] = [];
  /** What the clients had heard when it was called. */
  readonly order: number[] = [];
  countHeard: () => number = () => 0;

  published(room: string, events: readonly RoomEvent[], isHere: (id: string) => boolean): void {
    this.order.push(this.countHeard());
    this.batches.push({
      room,
      types: events.map(({ type }) => type),
      here: this.people.map(isHere),
    });
  }

  read(room: string, marks: readonly ReadMark[]): void {
    this.reads.push([room, marks.map(({ id }) => id)]);
  }

  moved(): void {}
}

Deno.test("Room tells its notifier of a batch once, when everybody there has heard it", async () => {
  const notifier = new HeardNotifier();
  await using house = openHouse({ notifier: () => notifier });
  const [ada, bob] = await house.gather("ada", "bob");
  notifier.countHeard = () => bob.seqs().length;
  const release = await holdBatch(house, ada);
  ada.send(say("1"), say("2"), { type: "edit", target: 1, text: "x" });
  release();
  await house.settled();
  assertEquals(notifier.batches.map(({ room, types }) => [room, types]), [
    ["tea", ["message"]],
    ["tea", ["message", "message", "edited"]],
  ]);
  assertEquals(notifier.order, [1, 4]);
});

Deno.test("Room tells its notifier who has a socket just now, those who left not among them", async () => {
  const notifier = new HeardNotifier();
  await using house = openHouse({ notifier: () => notifier });
  const [ada, bob] = await house.gather("ada", "bob");
  notifier.people = ["ada", "bob", "cem"];
  ada.say("1");
  await house.settled();
  bob.drop();
  ada.say("2");
  await house.settled();
  assertEquals(notifier.batches.map(({ here }) => here), [[true, true, false], [
    true,
    false,
    false,
  ]]);
});

Deno.test("Room tells its notifier who has read on, and of nothing that is not kept", async () => {
  const notifier = new HeardNotifier();
  await using house = openHouse({ notifier: () => notifier });
  const [ada, bob] = await house.gather("ada", "bob");
  ada.say("1");
  await house.settled();
  for (const _ of range(1, 2)) {
    bob.send({ type: "read", seq: 1 }, { type: "typing", on: true });
    await house.settled();
  }
  ada.send({ type: "edit", target: 99, text: "nothing" });
  await house.settled();
  assertEquals([notifier.reads, notifier.batches.length], [[["tea", ["bob"]]], 1]);
});

// Failures

/** Lets frames in which there is `text` fail at a client, as no socket should. */
function breakSocket({ socket }: RoomClient, text: string): void {
  socket.send = (frame) => {
    if (frame.includes(text)) throw new Error("Cannot send: the socket is broken");
  };
}

Deno.test("Room that fails between committing and sending closes all with 4001", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  const { epoch } = (await house.store.findRoom("tea"))!;
  breakSocket(ada, "hello");
  bob.say("hello");
  await house.settled();
  assertEquals([ada.closeCode, bob.closeCode, bob.texts()], [4001, 4001, []]);
  const back = await house.join("bob", { since: { seq: 0, epoch } });
  assertEquals(back.texts(), ["hello"]);
});

/** One that fails at whatever it is told. */
const brokenNotifier: Notifier = {
  published: () => {
    throw new Error("Cannot tell anybody");
  },
  read: () => {},
  moved: () => {},
};

Deno.test("Room that fails once everybody has heard closes nobody", async () => {
  await using house = openHouse({ notifier: () => brokenNotifier });
  const [ada, bob] = await house.gather("ada", "bob");
  for (const text of ["1", "2"]) {
    ada.say(text);
    await house.settled();
  }
  assertEquals([ada.closeCode, bob.closeCode, bob.texts()], [undefined, undefined, ["1", "2"]]);
});

Deno.test("Room that fails at a batch counts nobody out who was not counted in by it", async () => {
  await using house = openHouse({ notifier: () => brokenNotifier });
  const [ada, bob] = await house.gather("ada", "bob");
  const room = await tea(house);
  const release = await holdBatch(house, bob);
  const refused = house.attach(room, guest("ada"), { version: {} });
  house.attach(room, guest("ada")).drop();
  const cem = house.attach(room, guest("cem"));
  bob.say("fails");
  release();
  await house.pass(6_000);
  assertEquals([refused.closeCode, ada.closeCode, cem.closeCode], [4001, undefined, undefined]);
  assertEquals(room.people(0, 9).map(({ id }) => id), ["ada", "bob", "cem"]);
});

Deno.test("Room that fails at a batch keeps none of those who came with it", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  const room = await tea(house);
  const release = await holdBatch(house, bob);
  const second = house.attach(room, guest("ada"));
  const cem = house.attach(room, guest("cem"));
  breakSocket(bob, "fails");
  bob.say("fails");
  release();
  await house.settled();
  assertEquals([ada, second, cem].map(({ closeCode }) => closeCode), [4001, 4001, 4001]);
  await house.join("ada");
  await house.pass(6_000);
  assertEquals(room.people(0, 9).map(({ id }) => id), ["ada"]);
});

Deno.test("Room whose loop fails lets go of its members and of who waits", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  const room = await tea(house);
  house.store.fail("ready");
  const outcome = await room.post(guest("bot"), { role: "member" }, say("hi"));
  await house.settled();
  assertEquals(["refused" in outcome && outcome.refused, ada.closeCode], ["unavailable", 1001]);
  assertEquals([house.rooms.size, house.clock.pending], [0, 0]);
});

// The end

Deno.test("Room.close() commits what waits, tells of it, then closes the members with 1001", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  const release = await holdBatch(house, ada);
  bob.say("last");
  const closing = (await tea(house)).close();
  release();
  await closing;
  assertEquals([ada.texts(), bob.texts()], [["under way", "last"], ["under way", "last"]]);
  assertEquals([ada.closeCode, bob.closeCode], [1001, 1001]);
  assertEquals((await house.store.readEvents("tea", 0, 9))?.length, 2);
});

Deno.test("Room.close() may be called twice", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  const room = await tea(house);
  await Promise.all([room.close(), room.close()]);
  assertEquals(ada.closeCode, 1001);
});

Deno.test("Room ends 5 s after the last leave, not before", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  const room = await tea(house);
  await house.pass(60_000);
  ada.drop();
  await house.pass(4_999);
  assertEquals(room.isClosed, false);
  await house.pass(1);
  assertEquals([room.isClosed, house.clock.pending], [true, 0]);
});

Deno.test("Room that nobody ever joins ends after 5 s", async () => {
  await using house = openHouse();
  const room = await tea(house);
  await house.pass(5_000);
  assertEquals([room.isClosed, house.clock.pending], [true, 0]);
});

Deno.test("Room in which people are at rest keeps no timer", async () => {
  await using house = openHouse();
  await house.gather("ada", "bob");
  await house.pass(5_000);
  assertEquals(house.clock.pending, 0);
});

Deno.test("Room that 10,000 people joined and left keeps none of them, nor a timer", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  const room = await tea(house);
  for (const number of range(1, 10_000)) {
    const client = house.attach(room, guest(`${number}`));
    if (number % 100 === 0) await house.pass(10);
    client.drop();
  }
  await house.pass(10_000);
  assertEquals([room.count, house.clock.pending], [1, 0]);
  ada.drop();
  await house.pass(5_000);
  assertEquals([room.isClosed, house.rooms.size, house.clock.pending], [true, 0, 0]);
});

/** An ended room of 300 messages, opened anew; `calls` counts what its store is asked from now on. */
async function openStorm() {
  const { counted: store, calls } = countCalls(new MemoryStore());
  const house = openHouse({ store });
  const ada = await house.join("ada");
  for (const text of range(1, 300)) ada.say(`${text}`);
  await house.settled();
  ada.drop();
  await house.pass(10_000);
  const { room } = await house.rooms.enter("tea", guest("bob"));
  const { epoch } = (await house.store.findRoom("tea"))!;
  calls.clear();
  const reads = () => calls.values().reduce((sum, count) => sum + count, 0);
  return { house, room, epoch, reads };
}

Deno.test("Room that 5,000 people come back to at once asks its store a handful of times", async () => {
  const { house, room, epoch, reads } = await openStorm();
  await using _house = house;
  const sinces = range(1, 5_000).map((n) => ({ seq: n % 300, epoch }));
  const clients = sinces.map((since, n) => house.attach(room, guest(`n${n}`), { since }));
  await house.settled();
  assert(reads() <= 10, `${reads()} reads`);
  for (const [n, client] of clients.entries()) {
    const [welcome, ...missed] = client.heard();
    assert(welcome?.type === "welcome" && welcome.resumed);
    const seqs = missed.map((event) => "at" in event && event.seq);
    // As text, which takes a tenth of the time.
    assertEquals(seqs.join(), range(sinces[n]!.seq + 1, 300).join());
  }
});

Deno.test("Room that 1,000 people open at once asks its store a handful of times", async () => {
  const { house, room, reads } = await openStorm();
  await using _house = house;
  const clients = range(1, 1_000).map((n) => house.attach(room, guest(`n${n}`)));
  await house.settled();
  assert(reads() <= 10, `${reads()} reads`);
  for (const client of clients) assertEquals(client.seqs(), range(251, 300));
});

Deno.test("Room serves nobody the text of a message that is gone", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  const { record: { epoch } } = await house.store.createRoom(roomDraft("tea"));
  ada.say("secret");
  await house.settled();
  await house.join("bob");
  ada.send({ type: "delete", target: 1 });
  await house.settled();
  const fresh = await house.join("cem");
  const back = await house.join("dan", { since: { seq: 0, epoch } });
  for (const client of [fresh, back]) {
    assertEquals(client.socket.frames.join().includes("secret"), false);
  }
});
