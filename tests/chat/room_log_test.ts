import { assert, assertEquals } from "@std/assert";
import type { Greeting } from "../../lib/chat/replay.ts";
import { RoomLog } from "../../lib/chat/room_log.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import type { Draft } from "../../lib/store/store.ts";
import type { ServerMessage } from "../../lib/wire/messages.ts";
import { deletion, edit, said } from "../store/subject.ts";
import { countCalls } from "../support/counted_calls.ts";
import { HeardLog } from "../support/heard_log.ts";
import { guest } from "../support/rooms.ts";
import { roomDraft } from "../support/room_draft.ts";

/**
 * The log of a room that holds `drafts` already. What members are told has to be asked for by the
 * number that was the newest then.
 */
async function openLog(drafts: readonly Draft[]) {
  const inner = new MemoryStore();
  const { record: { epoch } } = await inner.createRoom(roomDraft("tea"));
  await inner.append("tea", drafts);
  const { counted: store, calls } = countCalls(inner);
  const entries = new RoomLog({ room: "tea", epoch, store, log: new HeardLog().log });
  const greeting: Greeting = {
    type: "welcome",
    room: "tea",
    epoch,
    seq: drafts.length,
    you: { ...guest("bob"), role: "member" },
    members: [],
    count: 1,
    limits: { text: 1, frame: 1, rate: 1, upload: 0 },
  };
  return {
    entries,
    store,
    calls,
    commit: (...drafts: readonly Draft[]) =>
      entries.commit(drafts, { seq: greeting.seq, toldSeq: 0, told: [] }),
    greet: () => entries.welcome(greeting, undefined),
    resume: (seq: number) => entries.welcome(greeting, { seq, epoch }),
    lookBack: () => entries.history({ type: "history", ref: "h", before: greeting.seq + 1 }),
  };
}

async function textOf(frames: AsyncIterable<string>): Promise<string> {
  return (await Array.fromAsync(frames)).join("\n");
}

/** The numbers of the events in frames. */
function seqsOf(text: string): number[] {
  const messages = text.split("\n").map((line): ServerMessage => JSON.parse(line));
  return messages.flatMap((message) => "at" in message ? [message.seq] : []);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** 300 messages, of which the newest 131 fit into what is at hand. */
const long = range(1, 300).map((number) => said(`#${number} `.padEnd(8_000, "x")));

for (const kind of ["greet", "lookBack"] as const) {
  Deno.test(`RoomLog reads a page once for all who ask, until the next commit: ${kind}`, async () => {
    const log = await openLog([said("green")]);
    const before = await Promise.all([textOf(log[kind]()), textOf(log[kind]())]);
    assert(before.every((text) => text.includes("green")));
    assertEquals(log.calls.get("readMessages"), 1);
    await log.commit(edit(1, "black"));
    const after = await textOf(log[kind]());
    assertEquals([after.includes("green"), after.includes("black")], [false, true]);
    assertEquals(log.calls.get("readMessages"), 2);
  });

  Deno.test(`RoomLog.forget() drops the page at hand: ${kind}`, async () => {
    const log = await openLog([said("green")]);
    await textOf(log[kind]());
    const { first } = await log.store.forget("tea", 9_000, 10);
    log.entries.forget(first);
    assertEquals((await textOf(log[kind]())).includes("green"), false);
  });
}

Deno.test("RoomLog reads what hundreds missed once, in blocks", async () => {
  const log = await openLog(long);
  const texts = await Promise.all(
    range(1, 200).map(async (n) => {
      const after = 90 + n % 20;
      return seqsOf(await textOf(log.resume(after))).join() === range(after + 1, 300).join();
    }),
  );
  assert(texts.every((isWhole) => isWhole));
  // What is at hand, and the blocks 1 to 100 and 101 to 200.
  assertEquals(log.calls.get("readEvents"), 3);
});

Deno.test("RoomLog keeps no blocks when nobody is being welcomed", async () => {
  const log = await openLog(long);
  await textOf(log.resume(10));
  const before = log.calls.get("readEvents")!;
  await textOf(log.resume(10));
  assertEquals(log.calls.get("readEvents"), before + 2);
});

Deno.test("RoomLog reads no more than 4 blocks at once", async () => {
  const log = await openLog(range(1, 1_000).map(() => said("x".repeat(8_000))));
  await textOf(log.resume(900));
  const inner = log.store.readEvents;
  let [running, most] = [0, 0];
  log.store.readEvents = async (...args) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve));
    running--;
    return await inner(...args);
  };
  await Promise.all(range(0, 800).map((after) => log.resume(after).next()));
  assertEquals(most, 4);
});

Deno.test("RoomLog resumes from within a block whose beginning is forgotten", async () => {
  const log = await openLog(long.map((draft, index) => ({ ...draft, at: index })));
  await log.store.forget("tea", 50, 50);
  const frames = await textOf(log.resume(50));
  assertEquals(seqsOf(frames), range(51, 300));
  assertEquals(seqsOf(await textOf(log.resume(49))), range(251, 300));
});

Deno.test("RoomLog gives those who come back no text that was deleted meanwhile", async () => {
  const log = await openLog(long);
  const slow = log.resume(0);
  const { value: first } = await slow.next();
  assert(first!.includes("#1 ") && !first!.includes("#50 "));
  await log.commit(deletion(50));
  const rest = await textOf(slow);
  assertEquals(seqsOf(`${first}\n${rest}`), range(1, 300));
  assertEquals([rest.includes("#49 "), rest.includes("#50 ")], [true, false]);
});

Deno.test("RoomLog gives no text that was deleted by a commit whose answer was lost", async () => {
  const log = await openLog(long);
  const slow = log.resume(0);
  await slow.next();
  await log.store.append("tea", [deletion(50)]);
  await log.commit(said("next"));
  assertEquals((await textOf(slow)).includes("#50 "), false);
});

Deno.test("RoomLog ends the replay of whoever has not heard what is forgotten meanwhile", async () => {
  const log = await openLog(long.map((draft, index) => ({ ...draft, at: index })));
  const slow = log.resume(0);
  await slow.next();
  const { first } = await log.store.forget("tea", 150, 150);
  log.entries.forget(first);
  let why = "";
  await textOf(slow).catch(({ message }) => why = message);
  assertEquals(why, 'Cannot read room "tea" after 8: it is gone');
});

Deno.test("RoomLog reads of what others have committed no more than who resumes may miss", async () => {
  const log = await openLog([]);
  await log.store.append("tea", range(1, 1_001).map((number) => said(`${number}`)));
  const catchUp = (seq: number, toldSeq: number) =>
    log.entries.commit([], { seq, toldSeq, told: [] });
  const near = await catchUp(1, 1_001);
  assertEquals([near.events.length, near.seq, near.hasGap], [1_000, 1_001, false]);
  const far = await catchUp(0, 1_001);
  assertEquals([far.events.length, far.seq, far.hasGap], [0, 1_001, true]);
  assertEquals(
    (await log.entries.commit([said("next")], { seq: far.seq, toldSeq: 0, told: [] })).seq,
    1_002,
  );
});

Deno.test("RoomLog does not believe who tells of far more than there is", async () => {
  const log = await openLog([]);
  await log.store.append("tea", [said("1"), said("2")]);
  const { events, seq, hasGap } = await log.entries.commit([], {
    seq: 1,
    toldSeq: 5_000,
    told: [],
  });
  assertEquals([events.map(({ seq }) => seq), seq, hasGap], [[2], 2, false]);
});
