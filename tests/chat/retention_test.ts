import { assertEquals } from "@std/assert";
import { Retention } from "../../lib/chat/retention.ts";
import type { KeepPolicy } from "../../lib/chat/retention.ts";
import { ChatError } from "../../lib/errors.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { HeardLog } from "../support/heard_log.ts";
import { roomDraft } from "../support/room_draft.ts";
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
  /** What rooms are called by now, by former names. */
  readonly renamed = new Map<string, string>();
  failure: Error | undefined;

  constructor(readonly steps: number, public all: readonly string[]) {}

  names(): Promise<string[]> {
    return this.failure ? Promise.reject(this.failure) : Promise.resolve([...this.all]);
  }

  nameOf(name: string): Promise<string> {
    return Promise.resolve(this.renamed.get(name) ?? name);
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

/** Has rooms looked at two days later; gives how many messages each of `names` has then. */
async function lookInto(house: House, policy: KeepPolicy, names: string[]): Promise<number[]> {
  const { rooms, clock } = house;
  clock.advance(2 * dayMs);
  const retention = new Retention({ rooms, policy, clock, log: new HeardLog().log });
  clock.advance(minuteMs);
  for (let n = 0; n < 4; n++) await house.settled();
  await retention.close();
  const pages = names.map((name) => house.store.readMessages(name, { limit: 9 }));
  return (await Promise.all(pages)).map(({ messages }) => messages.length);
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

Deno.test("Retention lets a room that was renamed forget by the days of its former name", async () => {
  const { rooms, clock } = open({ days: 30, rooms: { tea: 1, log: undefined } });
  rooms.all = ["cup", "log-2026"];
  rooms.renamed.set("tea", "cup").set("log", "log-2026");
  clock.advance(minuteMs);
  await settled();
  assertEquals(rooms.asked, [`cup ${99 * dayMs + minuteMs}`]);
});

for (const names of [["tea", "cup"], ["cup", "tea"]] as const) {
  Deno.test(`Retention keeps the longest of what "${names}" say of one room`, async () => {
    const days = { tea: 14, cup: 7 };
    const rooms = Object.fromEntries(names.map((name) => [name, days[name]]));
    const stage = open({ days: 1, rooms }, new NotingRooms(1, ["cup"]));
    stage.rooms.renamed.set("tea", "cup");
    stage.clock.advance(minuteMs);
    await settled();
    assertEquals(stage.rooms.asked, [`cup ${86 * dayMs + minuteMs}`]);
  });
}

Deno.test("Retention leaves a room that is renamed during a look to the next", async () => {
  const { rooms, clock } = open({ days: 30, rooms: { log: undefined } });
  // The list has it as "log" still.
  rooms.renamed.set("log", "log-2026");
  clock.advance(minuteMs);
  await settled();
  assertEquals(rooms.asked, [`tea ${70 * dayMs + minuteMs}`]);
});

Deno.test("Retention takes a name for the new room's where the one that had it is gone", async () => {
  await using house = new House();
  await house.rooms.post("log", guest("ada"), say("1"));
  await house.rooms.rename("log", "log-2026");
  await house.rooms.delete("log-2026", "ada");
  await house.store.createRoom(roomDraft("log"));
  await house.rooms.post("log", guest("ada"), say("2"));
  await house.rooms.post("tea", guest("ada"), say("3"));
  const policy = { days: 1, rooms: { log: undefined } };
  assertEquals(await lookInto(house, policy, ["log", "tea"]), [1, 0]);
});

Deno.test("Retention finds by its former name a room that its owner renamed", async () => {
  await using house = new House();
  for (const room of ["log", "tea"]) await house.rooms.post(room, guest("ada"), say("1"));
  await house.rooms.rename("log", "log-2026");
  await house.rooms.rename("tea", "cup");
  const policy = { days: undefined, rooms: { tea: 1 } };
  assertEquals(await lookInto(house, policy, ["log-2026", "cup"]), [1, 0]);
  const other = { days: 1, rooms: { log: undefined } };
  assertEquals(await lookInto(house, other, ["log-2026"]), [1]);
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
