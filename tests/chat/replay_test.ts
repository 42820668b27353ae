import { assert, assertEquals } from "@std/assert";
import type { Greeting, Since } from "../../lib/chat/replay.ts";
import { readHistory, readWelcome } from "../../lib/chat/replay.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import type { Draft } from "../../lib/store/store.ts";
import type { History, ServerMessage, Welcome } from "../../lib/wire/messages.ts";
import { guest } from "../support/rooms.ts";
import { roomDraft } from "../support/room_draft.ts";

/** A store with a room `tea` in which `count` messages were said, and a greeting to it. */
async function openTalk(
  count: number,
  { eventsKept = 10_000, text = "t" } = {},
): Promise<{ store: MemoryStore; greeting: Greeting }> {
  const store = new MemoryStore({ eventsKept });
  const { record: { epoch } } = await store.createRoom(roomDraft("tea"));
  const draft: Draft = { type: "message", from: guest("ada"), at: 1_000, text };
  await store.append("tea", Array<Draft>(count).fill(draft));
  const greeting: Greeting = {
    type: "welcome",
    room: "tea",
    epoch,
    seq: count,
    you: { ...guest("bob"), role: "member" },
    members: [],
    count: 1,
    limits: { text: 1, frame: 1, rate: 1, upload: 0 },
  };
  return { store, greeting };
}

function parse(frames: readonly string[]): ServerMessage[] {
  return frames.flatMap((frame) => frame.split("\n").map((line) => JSON.parse(line)));
}

/** Whether the welcome resumes, and the numbers that follow it. */
async function welcomed(
  { store, greeting }: { store: MemoryStore; greeting: Greeting },
  since?: Since,
): Promise<[resumed: boolean, seqs: number[]]> {
  const [first, ...rest] = parse(await Array.fromAsync(readWelcome(store, greeting, since)));
  assertEquals(first, { ...greeting, resumed: (first as Welcome).resumed });
  return [(first as Welcome).resumed, rest.map((message) => "seq" in message ? message.seq : -1)];
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

Deno.test("readWelcome() without since gives the newest 50 messages", async () => {
  assertEquals(await welcomed(await openTalk(60)), [false, range(11, 60)]);
});

Deno.test("readWelcome() of an empty room gives the welcome alone", async () => {
  assertEquals(await welcomed(await openTalk(0)), [false, []]);
});

Deno.test("readWelcome() leaves out what came after the number that it names", async () => {
  const talk = await openTalk(5);
  const early = { ...talk, greeting: { ...talk.greeting, seq: 3 } };
  assertEquals(await welcomed(early), [false, [1, 2, 3]]);
  const { epoch } = talk.greeting;
  assertEquals(await welcomed(early, { seq: 1, epoch }), [true, [2, 3]]);
});

Deno.test("readWelcome() with since and epoch gives exactly what was missed", async () => {
  const talk = await openTalk(60);
  const { epoch } = talk.greeting;
  assertEquals(await welcomed(talk, { seq: 57, epoch }), [true, [58, 59, 60]]);
});

Deno.test("readWelcome() with since at the newest number resumes with nothing", async () => {
  const talk = await openTalk(60);
  const { epoch } = talk.greeting;
  assertEquals(await welcomed(talk, { seq: 60, epoch }), [true, []]);
});

Deno.test("readWelcome() with since 0 resumes from the first event", async () => {
  const talk = await openTalk(3);
  const { epoch } = talk.greeting;
  assertEquals(await welcomed(talk, { seq: 0, epoch }), [true, [1, 2, 3]]);
});

Deno.test("readWelcome() with another epoch does not resume", async () => {
  const talk = await openTalk(3);
  assertEquals(await welcomed(talk, { seq: 2, epoch: "old" }), [false, [1, 2, 3]]);
});

Deno.test("readWelcome() with since ahead of the log does not resume", async () => {
  const talk = await openTalk(3);
  const { epoch } = talk.greeting;
  assertEquals(await welcomed(talk, { seq: 4, epoch }), [false, [1, 2, 3]]);
});

Deno.test("readWelcome() resumes after 1,000 missed events", async () => {
  const talk = await openTalk(1_005);
  const { epoch } = talk.greeting;
  assertEquals(await welcomed(talk, { seq: 5, epoch }), [true, range(6, 1_005)]);
});

Deno.test("readWelcome() does not resume after 1,001 missed events", async () => {
  const talk = await openTalk(1_005);
  const { epoch } = talk.greeting;
  assertEquals(await welcomed(talk, { seq: 4, epoch }), [false, range(956, 1_005)]);
});

Deno.test("readWelcome() does not resume when the store forgot what was missed", async () => {
  const talk = await openTalk(10, { eventsKept: 5 });
  const { epoch } = talk.greeting;
  assertEquals(await welcomed(talk, { seq: 4, epoch }), [false, range(6, 10)]);
});

Deno.test("readWelcome() cuts a long replay into frames of some 64 KiB", async () => {
  const talk = await openTalk(500, { text: "x".repeat(8_000) });
  const { epoch } = talk.greeting;
  const frames = await Array.fromAsync(readWelcome(talk.store, talk.greeting, { seq: 0, epoch }));
  assert(frames.every((frame) => frame.length > 0 && frame.length < 70_000));
  assertEquals(parse(frames).length, 501);
});

async function history(
  store: MemoryStore,
  query: { before?: number; limit?: number } = {},
): Promise<History> {
  const frames = await Array.fromAsync(
    readHistory(store, "tea", { type: "history", ref: "h", ...query }),
  );
  assertEquals(frames.length, 1);
  return JSON.parse(frames[0]!);
}

Deno.test("readHistory() gives the newest 50 unless asked for more", async () => {
  const { store } = await openTalk(60);
  const { ref, messages, more } = await history(store);
  assertEquals([ref, messages.map(({ seq }) => seq), more], ["h", range(11, 60), true]);
});

Deno.test("readHistory() gives so many messages before a number", async () => {
  const { store } = await openTalk(60);
  const { messages, more } = await history(store, { before: 4, limit: 3 });
  assertEquals([messages.map(({ seq }) => seq), more], [[1, 2, 3], false]);
});

Deno.test("readHistory() gives fewer of long messages, the newest, and says that there are more", async () => {
  const { store } = await openTalk(200, { text: "x".repeat(8_000) });
  const { messages, more } = await history(store, { limit: 200 });
  assertEquals([messages.length, messages.at(-1)?.seq, more], [32, 200, true]);
});
