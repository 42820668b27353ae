import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { RecentEvents } from "../../lib/chat/recent_events.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import type { Draft } from "../../lib/store/store.ts";
import type { RoomEvent } from "../../lib/wire/messages.ts";
import { assertHolds } from "../support/property.ts";
import { guest } from "../support/rooms.ts";
import { roomDraft } from "../support/room_draft.ts";

const from = guest("ada");

function message(seq: number, text = `${seq}`): RoomEvent {
  return { type: "message", seq, at: seq, from, text };
}

function messages(first: number, last: number): RoomEvent[] {
  return Array.from({ length: last - first + 1 }, (_, index) => message(first + index));
}

function openRecent({ maxEvents = 100, maxChars = 1_000_000 } = {}): RecentEvents {
  return new RecentEvents({ maxEvents, maxChars });
}

Deno.test("RecentEvents.read() gives what lies between, in order", () => {
  const recent = openRecent();
  recent.add(messages(1, 5));
  recent.add(messages(6, 9));
  assertEquals(recent.read(3, 7), messages(4, 7));
});

Deno.test("RecentEvents.forget() lets go of what is older than a number", () => {
  const recent = openRecent();
  recent.add(messages(1, 5));
  recent.forget(4);
  assertEquals([recent.read(2, 5), recent.read(3, 5)], [undefined, messages(4, 5)]);
  recent.forget(9);
  assertEquals(recent.firstSeq, undefined);
  recent.add(messages(6, 7));
  assertEquals(recent.read(5, 7), messages(6, 7));
});

Deno.test("RecentEvents.read() of nothing is empty, whatever is there", () => {
  assertEquals(openRecent().read(7, 7), []);
});

for (const [after, upTo] of [[3, 6], [0, 6], [5, 10], [9, 12]] as const) {
  Deno.test(`RecentEvents.read() of ${after} to ${upTo} of 5 to 9 is undefined`, () => {
    const recent = openRecent();
    recent.add(messages(5, 9));
    assertEquals(recent.read(after, upTo), undefined);
  });
}

Deno.test("RecentEvents.add() of what does not follow begins anew", () => {
  const recent = openRecent();
  recent.add(messages(1, 3));
  recent.add(messages(7, 8));
  assertEquals([recent.read(1, 3), recent.read(6, 8)], [undefined, messages(7, 8)]);
});

Deno.test("RecentEvents keeps the newest, and no more than twice as many as asked", () => {
  const recent = openRecent({ maxEvents: 10 });
  for (let seq = 1; seq <= 1_000; seq++) recent.add([message(seq)]);
  assertEquals(recent.read(990, 1_000), messages(991, 1_000));
  assertEquals(recent.read(979, 1_000), undefined);
});

Deno.test("RecentEvents keeps no more text than asked", () => {
  const recent = openRecent({ maxChars: 25 });
  for (let seq = 1; seq <= 5; seq++) recent.add([message(seq, "x".repeat(10))]);
  assertEquals([recent.read(3, 5)?.length, recent.read(2, 5)], [2, undefined]);
});

Deno.test("RecentEvents counts what is said of files as text", () => {
  const recent = openRecent({ maxChars: 25 });
  const file = { id: "f", name: "12345", size: 1, type: "image/png", alt: "12345" };
  for (let seq = 1; seq <= 5; seq++) {
    recent.add([{ type: "message", seq, at: seq, from, text: "", files: [file] }]);
  }
  assertEquals([recent.read(3, 5)?.length, recent.read(2, 5)], [2, undefined]);
});

Deno.test("RecentEvents has no text of what was deleted, read early or late", () => {
  const recent = openRecent();
  const edited: RoomEvent = { type: "edited", seq: 2, at: 2, from, target: 1, text: "secret" };
  recent.add([message(3), { type: "deleted", seq: 4, at: 4, from, target: 1 }]);
  recent.addOlder([message(1, "secret"), edited]);
  assertEquals(JSON.stringify(recent.read(0, 4)).includes("secret"), false);
  assertEquals(recent.read(0, 4)?.length, 4);
});

Deno.test("RecentEvents.addOlder() leaves out what does not reach up to what is there", () => {
  const recent = openRecent();
  recent.add(messages(7, 9));
  recent.addOlder(messages(1, 4));
  assertEquals([recent.read(0, 4), recent.read(6, 9)], [undefined, messages(7, 9)]);
});

Deno.test("RecentEvents.addOlder() takes what overlaps once", () => {
  const recent = openRecent();
  recent.add(messages(4, 6));
  recent.addOlder(messages(1, 5));
  assertEquals(recent.read(0, 6), messages(1, 6));
});

Deno.test("RecentEvents gives what the store gives, for any sequence of commands", async () => {
  const draft = fc.oneof(
    fc.record({ type: fc.constant("message" as const), text: fc.string({ minLength: 1 }) }),
    fc.record({
      type: fc.constant("edited" as const),
      target: fc.integer({ min: 1, max: 20 }),
      text: fc.string({ minLength: 1 }),
    }),
    fc.record({
      type: fc.constant("deleted" as const),
      target: fc.integer({ min: 1, max: 20 }),
      others: fc.constant(true),
    }),
  );
  const batches = fc.array(fc.array(draft, { maxLength: 5 }), { maxLength: 12 });
  await assertHolds(
    "chat-recent-events",
    fc.asyncProperty(batches, fc.nat(40), fc.nat(40), async (given, one, other) => {
      const store = new MemoryStore();
      await store.createRoom(roomDraft("tea"));
      const recent = openRecent({ maxEvents: 15 });
      for (const batch of given) {
        const drafts = batch.map((draft): Draft => ({ ...draft, at: 1, from }));
        const outcomes = await store.append("tea", drafts);
        recent.add(outcomes.flatMap((it) => "event" in it ? [it.event] : []));
      }
      const [after, upTo] = one < other ? [one, other] : [other, one];
      const { seq } = (await store.findRoom("tea"))!;
      const read = recent.read(after, Math.min(upTo, seq));
      if (read) assertEquals(read, await store.readEvents("tea", after, Math.min(upTo, seq)));
    }),
  );
});
