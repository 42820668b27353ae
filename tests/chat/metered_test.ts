/** What rooms and members tell the meter. */
import { assertEquals } from "@std/assert";
import { HeardMeter } from "../support/heard_meter.ts";
import { openHouse } from "../support/rooms.ts";

Deno.test("a room tells its meter once of a batch, however many hear it", async () => {
  const meter = new HeardMeter();
  await using house = openHouse({ meter });
  const [ada, bob, eve] = await house.gather("ada", "bob", "eve");
  const release = house.store.hold("append");
  ada.say("one");
  await house.settled();
  bob.say("two");
  eve.say("three");
  await house.settled();
  house.clock.advance(40);
  release();
  await house.settled();
  assertEquals(meter.turns, [
    { drafts: 1, committed: 1, delivered: 3, commitMs: 40 },
    { drafts: 2, committed: 2, delivered: 6, commitMs: 0 },
  ]);
});

Deno.test("a room tells its meter of what is refused, and commits nothing of it", async () => {
  const meter = new HeardMeter();
  await using house = openHouse({ meter });
  const [ada] = await house.gather("ada");
  ada.send({ type: "delete", target: 9 });
  await house.settled();
  assertEquals(meter.turns, [{ drafts: 1, committed: 0, delivered: 0, commitMs: 0 }]);
  assertEquals(meter.heard, ["socket not_found"]);
});

Deno.test("comings, goings and signs of typing are no turn for the meter", async () => {
  const meter = new HeardMeter();
  await using house = openHouse({ meter });
  const [ada, bob] = await house.gather("ada", "bob");
  ada.send({ type: "typing", on: true });
  await house.settled();
  bob.drop();
  await house.pass(5_000);
  assertEquals(meter.turns, []);
});

Deno.test("a member tells the meter of each bad command, and of its end, once", async () => {
  const meter = new HeardMeter();
  await using house = openHouse({ meter });
  const [ada] = await house.gather("ada");
  ada.send({ type: "sing" }, { type: "say", text: "" });
  ada.receive(new ArrayBuffer(1));
  ada.receive(new ArrayBuffer(1));
  assertEquals(meter.heard, ["socket unknown_type", "socket empty", "1003"]);
});

Deno.test("a slow consumer is told of as 4000", async () => {
  const meter = new HeardMeter();
  await using house = openHouse({ meter });
  const [ada, bob] = await house.gather("ada", "bob");
  bob.socket.bufferedAmount = 2 ** 20;
  ada.say("one");
  await house.settled();
  assertEquals(meter.heard, ["4000"]);
});
