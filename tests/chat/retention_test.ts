import { assertEquals } from "@std/assert";
import { Retention } from "../../lib/chat/retention.ts";
import type { KeepPolicy } from "../../lib/chat/retention.ts";
import { ChatError } from "../../lib/errors.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { HeardLog } from "../support/heard_log.ts";
import { guest, House, say } from "../support/rooms.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Lets everything that waits for promises only go on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => resolve()));
}

/** Rooms that note what they are asked to forget; each has `steps` of it. */
class NotingRooms {
  readonly asked: string[] = [];
  failure: Error | undefined;

  constructor(readonly steps: number, readonly all: readonly string[]) {}

  names(): Promise<string[]> {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve([...this.all]);
  }

  async forget(name: string, before: number, mayGoOn: () => boolean): Promise<void> {
    for (let step = 0; step < this.steps && mayGoOn(); step++) {
      this.asked.push(`${name} ${before}`);
      await Promise.resolve();
    }
  }
}

function open(policy: KeepPolicy, rooms = new NotingRooms(1, ["log", "tea"])) {
  const clock = new FakeClock(100 * dayMs);
  const log = new HeardLog();
  const retention = new Retention({ rooms, policy, clock, log: log.log });
  return { rooms, clock, log, retention };
}

Deno.test("Retention looks at nothing where all is kept for good", () => {
  const { clock } = open({ days: undefined, rooms: { tea: undefined } });
  assertEquals(clock.pending, 0);
});

Deno.test("Retention lets all rooms forget what is older, a minute after the start", async () => {
  const { rooms, clock } = open({ days: 30, rooms: {} });
  clock.advance(minuteMs);
  await settled();
  const before = 70 * dayMs + minuteMs;
  assertEquals(rooms.asked, [`log ${before}`, `tea ${before}`]);
});

Deno.test("Retention lets a named room forget by its own days", async () => {
  const { rooms, clock } = open({ days: 30, rooms: { tea: 1, log: undefined } });
  clock.advance(minuteMs);
  await settled();
  assertEquals(rooms.asked, [`tea ${99 * dayMs + minuteMs}`]);
});

Deno.test("Retention lets nothing but named rooms forget where all else is kept", async () => {
  const { rooms, clock } = open({ days: undefined, rooms: { tea: 1 } });
  clock.advance(minuteMs);
  await settled();
  assertEquals(rooms.asked, [`tea ${99 * dayMs + minuteMs}`]);
});

Deno.test("Retention looks again every hour", async () => {
  const { rooms, clock } = open({ days: 1, rooms: {} }, new NotingRooms(1, ["tea"]));
  clock.advance(minuteMs);
  await settled();
  for (let hour = 1; hour <= 3; hour++) {
    clock.advance(hourMs);
    await settled();
  }
  assertEquals(rooms.asked.length, 4);
});

Deno.test("Retention goes on after a failure, and tells of one that the store did not tell", async () => {
  const { rooms, clock, log } = open({ days: 1, rooms: {} }, new NotingRooms(1, ["tea"]));
  const failures = [new ChatError("unavailable", "Cannot read now"), new Error("a mistake")];
  for (const failure of failures) {
    rooms.failure = failure;
    clock.advance(hourMs);
    await settled();
  }
  assertEquals(log.lines, ["error could not forget what is old"]);
  rooms.failure = undefined;
  clock.advance(hourMs);
  await settled();
  assertEquals(rooms.asked.length, 1);
});

Deno.test("Retention.close() ends it, in the middle of a room too", async () => {
  const { rooms, clock, retention } = open({ days: 1, rooms: {} }, new NotingRooms(9, ["tea"]));
  clock.advance(minuteMs);
  await retention.close();
  assertEquals([rooms.asked.length < 9, clock.pending], [true, 0]);
});

Deno.test("Rooms.forget() takes what is forgotten from who comes back as well", async () => {
  await using house = new House();
  const ada = await house.join("ada");
  for (const text of ["1", "2", "3"]) ada.say(text);
  await house.settled();
  house.clock.advance(dayMs);
  ada.say("4");
  await house.settled();
  const { epoch } = ada.heardOf("welcome")[0]!;
  await house.rooms.forget("tea", house.clock.now() - hourMs);
  const bob = await house.join("bob", { since: { seq: 0, epoch } });
  assertEquals([bob.heardOf("welcome")[0]!.resumed, bob.texts()], [false, ["4"]]);
  const cem = await house.join("cem", { since: { seq: 3, epoch } });
  assertEquals([cem.heardOf("welcome")[0]!.resumed, cem.texts()], [true, ["4"]]);
});

Deno.test("Rooms.forget() of a room that was renamed meanwhile takes it from who comes back too", async () => {
  await using house = new House();
  await house.rooms.post("tea", guest("ada"), say("1"));
  await house.rooms.rename("tea", "cup");
  const ada = await house.join("ada", { room: "cup" });
  ada.say("2");
  await house.settled();
  const { epoch } = ada.heardOf("welcome")[0]!;
  house.clock.advance(dayMs);
  await house.rooms.forget("tea", house.clock.now());
  const back = await house.join("bob", { room: "cup", since: { seq: 0, epoch } });
  assertEquals([back.heardOf("welcome")[0]!.resumed, back.texts()], [false, []]);
});
