import { assert, assertEquals } from "@std/assert";
import { limits } from "../../lib/wire/limits.ts";
import type { House } from "../support/rooms.ts";
import { guest, openHouse, say } from "../support/rooms.ts";
import { roomDraft } from "../support/room_draft.ts";

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

Deno.test("Member.receive() of plain text says it", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  ada.receive("hello\nyou\n");
  await house.settled();
  assertEquals(bob.texts(), ["hello\nyou"]);
});

Deno.test("Member.receive() answers ping with the room's newest number", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  ada.say("1");
  await house.settled();
  ada.forget();
  ada.send({ type: "ping" });
  assertEquals(ada.heard(), [{ type: "pong", seq: 1 }]);
});

Deno.test("Member.receive() obeys the good commands of a frame and answers the bad in one", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  ada.send(say("1"), { type: "dance", ref: "r1" }, say(""), say("2"));
  await house.settled();
  assertEquals(bob.texts(), ["1", "2"]);
  assertEquals(ada.heardOf("error").map(({ code, ref }) => [code, ref]), [
    ["unknown_type", "r1"],
    ["empty", undefined],
  ]);
  assertEquals(ada.socket.frames.length, 2);
});

Deno.test("Member.receive() of ten malformed frames in a row closes with 1008", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  for (const _ of range(1, 9)) ada.receive("{broken");
  assertEquals([ada.codes().length, ada.closeCode], [9, undefined]);
  ada.receive("{broken");
  assertEquals([ada.codes().length, ada.closeCode], [10, 1008]);
});

Deno.test("Member.receive() counts a frame with one bad line among good ones as malformed, and obeys it", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  for (const n of range(1, 9)) ada.receive(`{"type":"say","text":"${n}"}\n[]`);
  ada.receive(Array(513).fill('{"type":"ping","ref":"r"}').join("\n"));
  assertEquals(ada.heardOf("error").map(({ ref }) => ref), Array(10).fill(undefined));
  await house.settled();
  assertEquals(ada.closeCode, 1008);
  const bob = await house.join("bob");
  assertEquals(bob.texts().length, 9);
});

Deno.test("Member.receive() of a good frame starts the count of malformed ones anew", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  for (const _ of range(1, 9)) ada.receive("{broken");
  ada.send({ type: "ping" });
  for (const _ of range(1, 9)) ada.receive("{broken");
  assertEquals(ada.closeCode, undefined);
});

Deno.test("Member.receive() of ten refused frames, well formed, closes nothing", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  for (const _ of range(1, 20)) ada.receive(" ");
  assertEquals([ada.codes(), ada.closeCode], [Array(20).fill("empty"), undefined]);
});

Deno.test("Member.receive() of ten commands that only a newer server knows closes nothing", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  for (const _ of range(1, 20)) {
    ada.send({ type: "dance" }, { type: "history", ref: "h", limit: 500 });
  }
  assertEquals([ada.codes().length, ada.closeCode], [40, undefined]);
});

Deno.test("Member.receive() of malformed frames beyond the rate still closes with 1008", async () => {
  await using house = openHouse({ rate: 1 });
  const [ada] = await house.gather("ada");
  for (const _ of range(1, 10)) ada.receive("{broken");
  assertEquals([ada.codes().includes("rate_limited"), ada.closeCode], [true, 1008]);
});

Deno.test("Member that sends 1,000 commands beyond its rate within 10 s is closed with 1008", async () => {
  await using house = openHouse({ rate: 1 });
  const [ada] = await house.gather("ada");
  for (const _ of range(1, 2 + limits.excessCommands)) ada.send({ type: "ping" });
  assertEquals(ada.codes().length, limits.excessCommands);
  assertEquals(ada.closeCode, undefined);
  ada.send({ type: "ping" });
  assertEquals([ada.codes().length, ada.closeCode], [limits.excessCommands, 1008]);
});

Deno.test("Member that sends as many commands beyond its rate more slowly stays", async () => {
  await using house = openHouse({ rate: 1 });
  const [ada] = await house.gather("ada");
  for (const _ of range(1, 3)) {
    for (const _ of range(1, limits.excessCommands)) ada.send({ type: "ping" });
    house.clock.advance(10_000);
  }
  assertEquals(ada.closeCode, undefined);
});

for (const payload of [new ArrayBuffer(8), new Uint8Array(8), new Blob(["{}"]), undefined]) {
  Deno.test(`Member.receive() of ${payload?.constructor.name} closes with 1003`, async () => {
    await using house = openHouse();
    const [ada] = await house.gather("ada");
    ada.receive(payload);
    assertEquals(ada.closeCode, 1003);
  });
}

Deno.test("Member.receive() of a frame of 65,536 bytes is read, of one more closes with 1009", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  const frame = JSON.stringify({ type: "ping" }).padEnd(65_536);
  ada.receive(frame);
  assertEquals([ada.heardOf("pong").length, ada.closeCode], [1, undefined]);
  ada.receive(`${frame} `);
  assertEquals([ada.heardOf("pong").length, ada.closeCode], [1, 1009]);
});

Deno.test("Member.receive() counts the bytes of a frame, not its characters", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  ada.receive("ह".repeat(21_846));
  assertEquals(ada.closeCode, 1009);
});

Deno.test("Member.receive() after close does nothing", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  ada.drop();
  ada.say("ghost");
  ada.receive(new ArrayBuffer(1));
  await house.settled();
  assertEquals([bob.texts(), ada.closeCode], [[], undefined]);
});

Deno.test("Member that was closed leaves the room", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  bob.receive(new ArrayBuffer(1));
  await house.pass(5_000);
  assertEquals(ada.heardOf("presence").map(({ left }) => left), [["bob"]]);
});

Deno.test("Member whose socket goes after close leaves the room once", async () => {
  await using house = openHouse();
  const [ada, first] = await house.gather("ada", "bob");
  await house.join("bob");
  first.receive(new ArrayBuffer(1));
  first.drop();
  first.drop();
  await house.pass(60_000);
  assertEquals([ada.heard(), house.rooms.count("tea")], [[], 2]);
});

// A slow reader

Deno.test("Member with 1 MiB unsent is closed with 4000 and gets nothing more", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  bob.socket.bufferedAmount = limits.unsentBytes;
  ada.say("1");
  await house.settled();
  bob.socket.bufferedAmount = 0;
  ada.say("2");
  await house.settled();
  assertEquals([bob.closeCode, bob.heard()], [4000, []]);
});

Deno.test("Member with less than 1 MiB unsent still gets what fits", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  bob.socket.bufferedAmount = limits.unsentBytes - 1_000;
  ada.say("1");
  await house.settled();
  assertEquals([bob.closeCode, bob.texts()], [undefined, ["1"]]);
});

Deno.test("Member that is slow harms no other", async () => {
  await using house = openHouse();
  const [ada, bob, cem] = await house.gather("ada", "bob", "cem");
  bob.socket.bufferedAmount = limits.unsentBytes;
  ada.say("1");
  ada.say("2");
  await house.settled();
  assertEquals([ada.texts(), cem.texts()], [["1", "2"], ["1", "2"]]);
  assertEquals([ada.closeCode, cem.closeCode], [undefined, undefined]);
});

/** A room with `count` messages of 8,000 characters. */
async function openLongTalk(house: House, count: number): Promise<string> {
  const [ada] = await house.gather("ada");
  for (const _ of range(1, count)) ada.say("x".repeat(8_000));
  await house.settled();
  return (await house.store.findRoom("tea"))!.epoch;
}

/** Somebody who comes back to a long talk and takes nothing of what is sent. */
async function joinStuck(house: House, epoch: string) {
  const { room } = await house.rooms.enter("tea", guest("bob"));
  const bob = house.attach(room, guest("bob"), { since: { seq: 0, epoch } });
  bob.socket.isStuck = true;
  await house.settled();
  return bob;
}

Deno.test("Member gets a long replay in pieces, as its reader takes them", async () => {
  await using house = openHouse();
  const bob = await joinStuck(house, await openLongTalk(house, 300));
  let rounds = 0;
  while (bob.seqs().length < 300) {
    assert(bob.socket.bufferedAmount < limits.unsentBytes / 2);
    const before = bob.seqs().length;
    await house.pass(100);
    assertEquals(bob.seqs().length, before, "nothing is sent while the reader takes nothing");
    bob.socket.bufferedAmount = 0;
    await house.pass(20);
    assert(++rounds < 100);
  }
  assert(rounds > 5);
  assertEquals([bob.seqs(), bob.closeCode], [range(1, 300), undefined]);
});

Deno.test("Member gets what is said during its replay after it, each once", async () => {
  await using house = openHouse();
  const bob = await joinStuck(house, await openLongTalk(house, 100));
  const ada = await house.join("ada");
  for (const number of range(101, 110)) {
    ada.say(`${number}`);
    await house.settled();
  }
  bob.socket.isStuck = false;
  bob.socket.bufferedAmount = 0;
  await house.pass(20);
  ada.say("111");
  await house.settled();
  assertEquals([bob.seqs(), bob.closeCode], [range(1, 111), undefined]);
});

Deno.test("Member whose reader takes nothing of a replay for 30 s is closed with 4000", async () => {
  await using house = openHouse();
  const bob = await joinStuck(house, await openLongTalk(house, 100));
  await house.pass(29_000);
  assertEquals(bob.closeCode, undefined);
  await house.pass(1_100);
  assertEquals(bob.closeCode, 4000);
});

Deno.test("Member behind whose replay 1 MiB gathers is closed with 4000", async () => {
  await using house = openHouse();
  const bob = await joinStuck(house, await openLongTalk(house, 100));
  const heard = bob.socket.frames.length;
  const ada = await house.join("ada");
  for (const _ of range(1, 140)) {
    ada.say("x".repeat(8_000));
    await house.settled();
  }
  assertEquals([bob.closeCode, bob.socket.frames.length], [4000, heard]);
});

Deno.test("Member that goes away during its replay leaves no timer", async () => {
  await using house = openHouse();
  const bob = await joinStuck(house, await openLongTalk(house, 100));
  bob.drop();
  await house.pass(5_000);
  assertEquals(house.clock.pending, 0);
});

Deno.test("Member answers a page that is asked for while held frames go out", async () => {
  await using house = openHouse();
  const [ada, bob] = await house.gather("ada", "bob");
  const release = house.store.hold("readMessages");
  bob.send({ type: "history", ref: "first" });
  ada.say("held");
  await house.settled();
  bob.socket.bufferedAmount = limits.unsentBytes / 2;
  release();
  await house.settled();
  bob.send({ type: "history", ref: "second" });
  await house.settled();
  bob.socket.bufferedAmount = 0;
  await house.pass(1_000);
  assertEquals(bob.heardOf("history").map(({ ref }) => ref), ["first", "second"]);
  assertEquals(bob.texts(), ["held"]);
});

Deno.test("Member whose reader takes nothing has the store asked for no more than a part", async () => {
  await using house = openHouse();
  const [ada] = await house.gather("ada");
  for (const _ of range(1, 500)) ada.say("x".repeat(8_000));
  await house.settled();
  const { record: { epoch } } = await house.store.createRoom(roomDraft("tea"));
  const { room } = await house.rooms.enter("tea", guest("bob"));
  const reads: number[] = [];
  const { readEvents } = house.store;
  house.store.readEvents = (name, after, upTo) => {
    reads.push(upTo - after);
    return readEvents.call(house.store, name, after, upTo);
  };
  const bob = house.attach(room, guest("bob"), { since: { seq: 0, epoch } });
  bob.socket.isStuck = true;
  await house.settled();
  // The room itself reads what it keeps at hand, once for all of its members.
  const [_atHand, ...parts] = reads;
  assertEquals(parts, [100]);
  bob.socket.isStuck = false;
  bob.socket.bufferedAmount = 0;
  await house.pass(1_000);
  assertEquals([bob.seqs(), bob.closeCode], [range(1, 500), undefined]);
});

Deno.test("Member that has not begun with news in pieces when more come is closed with 4000", async () => {
  await using house = openHouse();
  const [bob] = await house.gather("bob");
  bob.socket.bufferedAmount = limits.unsentBytes / 2;
  bob.member.sendAll(["1", "2"]);
  bob.member.sendAll(["3", "4"]);
  assertEquals(bob.closeCode, undefined);
  bob.member.sendAll(["5", "6"]);
  assertEquals([bob.closeCode, bob.socket.frames], [4000, []]);
  await house.pass(20);
});
