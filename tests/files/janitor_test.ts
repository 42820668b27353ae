import { assertEquals } from "@std/assert";
import type { Janitor } from "../../lib/files/janitor.ts";
import type { RoomEvent } from "../../lib/wire/messages.ts";
import { ada, FileKeep, pieces } from "../support/file_keep.ts";
import { until } from "../support/until.ts";
import { noQuotas } from "../store/subject.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A file keep whose janitor made a round when so much time had gone by. */
async function roundAfter(keep: FileKeep, ms: number): Promise<void> {
  keep.clock.advance(ms - minuteMs);
  const janitor = keep.openJanitor();
  await nextRound(keep, minuteMs);
  await janitor.close();
}

/** Turns the clock on to the janitor's next round, and waits for its end. */
async function nextRound(keep: FileKeep, ms: number): Promise<void> {
  keep.clock.advance(ms);
  await until(() => keep.clock.pending === 1);
}

function deleted(janitor: Janitor, seq: number): void {
  const event: RoomEvent = { type: "deleted", seq: seq + 1, at: 0, from: ada, target: seq };
  janitor.published("tea", [event]);
}

for (const [ms, isThere] of [[59 * minuteMs, true], [hourMs + minuteMs, false]] as const) {
  Deno.test(`an upload that rests ${ms / minuteMs} minutes is there: ${isThere}`, async () => {
    await using keep = await FileKeep.open();
    await keep.stage("u1", "tea");
    await roundAfter(keep, ms);
    assertEquals(await keep.files.findUpload("u1") !== undefined, isThere);
    assertEquals((await keep.kept()).staged, isThere ? ["u1"] : []);
  });

  Deno.test(`bytes without an upload that rest ${ms / minuteMs} minutes are there: ${isThere}`, async () => {
    await using keep = await FileKeep.open();
    await keep.blobs.append("stray", 0, pieces("tea"));
    await roundAfter(keep, ms);
    assertEquals((await keep.kept()).staged, isThere ? ["stray"] : []);
  });
}

Deno.test("every round forgets what else has had its time", async () => {
  await using keep = await FileKeep.open();
  // There is more at each second time.
  let steps = 0;
  const janitor = keep.openJanitor(() => Promise.resolve(++steps % 2 === 1));
  for (const ms of [minuteMs, 5 * minuteMs, 5 * minuteMs]) await nextRound(keep, ms);
  assertEquals(steps, 6);
  await janitor.close();
});

Deno.test("Janitor.close() waits for one step of forgetting, however much there is", async () => {
  await using keep = await FileKeep.open();
  let steps = 0;
  const janitor: Janitor = keep.openJanitor(() => {
    if (++steps === 3) closing = janitor.close();
    return Promise.resolve(steps < 100);
  });
  let closing: Promise<void> | undefined;
  keep.clock.advance(minuteMs);
  await until(() => closing !== undefined);
  await closing;
  assertEquals(steps, 3);
});

Deno.test("an upload to which something came meanwhile stays, with what came before", async () => {
  await using keep = await FileKeep.open();
  await keep.stage("u1", "tea");
  keep.clock.advance(30 * minuteMs);
  await keep.files.touchUpload("u1", keep.clock.now());
  await roundAfter(keep, 31 * minuteMs);
  assertEquals((await keep.kept()).staged, ["u1"]);
});

Deno.test("a file that no message has goes after a day, one that a message has stays", async () => {
  await using keep = await FileKeep.open();
  await keep.keep("loose", "tea");
  const { hash } = await keep.keep("said", "coffee");
  await keep.say("said");
  await roundAfter(keep, 23 * hourMs);
  assertEquals(await keep.read("loose"), "tea");
  await roundAfter(keep, hourMs + minuteMs);
  assertEquals([await keep.read("loose"), await keep.read("said")], [undefined, "coffee"]);
  assertEquals((await keep.kept()).blobs, [hash]);
});

Deno.test("a Janitor goes on until nothing is left to remove", async () => {
  await using keep = await FileKeep.open();
  const draft = { room: "tea", name: "a", size: 1, at: keep.clock.now() };
  for (let index = 0; index < 450; index++) {
    const upload = { ...draft, id: `u${index}`, by: `p${index}` };
    await keep.files.begin(upload, noQuotas);
  }
  await roundAfter(keep, hourMs + minuteMs);
  const left = [];
  for (let index = 0; index < 450; index++) left.push(await keep.files.findUpload(`u${index}`));
  assertEquals(left.filter((upload) => upload), []);
});

Deno.test("a Janitor makes one round after the other", async () => {
  await using keep = await FileKeep.open();
  const janitor = keep.openJanitor();
  await nextRound(keep, minuteMs);
  await keep.stage("u1", "tea");
  keep.clock.advance(4 * minuteMs);
  await nextRound(keep, minuteMs);
  assertEquals((await keep.kept()).staged, ["u1"]);
  keep.clock.advance(4 * minuteMs);
  await nextRound(keep, hourMs);
  assertEquals((await keep.kept()).staged, []);
  await janitor.close();
});

Deno.test("what a deleted message had is removed soon, but not what another file needs", async () => {
  await using keep = await FileKeep.open();
  const janitor = keep.openJanitor();
  const { hash } = await keep.keep("f1", "tea");
  await keep.keep("f2", "tea");
  await keep.keep("f3", "coffee");
  const [first, second] = [await keep.say("f1", "f3"), await keep.say("f2")];
  await keep.unsay(first);
  deleted(janitor, first);
  await until(async () => (await keep.kept()).blobs.length === 1);
  assertEquals([(await keep.kept()).blobs, await keep.read("f2")], [[hash], "tea"]);
  await keep.unsay(second);
  deleted(janitor, second);
  await until(async () => (await keep.kept()).blobs.length === 0);
  await janitor.close();
});

Deno.test("what the messages of a deleted room had is removed soon", async () => {
  await using keep = await FileKeep.open();
  const janitor = keep.openJanitor();
  await keep.keep("f1", "tea");
  await keep.say("f1");
  await keep.store.deleteRoom("tea", ada.id);
  janitor.moved("tea");
  await until(async () => (await keep.kept()).blobs.length === 0);
  await janitor.close();
});

Deno.test("deletions that come at once are collected once more, not each by itself", async () => {
  await using keep = await FileKeep.open();
  const janitor = keep.openJanitor();
  await keep.keep("f1", "tea");
  await keep.files.abandon("f1");
  const gate = keep.breakable.blobs.hold("remove");
  deleted(janitor, 1);
  await gate.reached.promise;
  // The first is under way, and may have missed what the others are about.
  await keep.keep("f2", "coffee");
  await keep.files.abandon("f2");
  for (let seq = 2; seq < 100; seq++) deleted(janitor, seq);
  gate.open.resolve();
  await until(async () => (await keep.kept()).blobs.length === 0);
  await janitor.close();
});

Deno.test("Janitor.close() waits for what is under way, and no more is done then", async () => {
  await using keep = await FileKeep.open();
  const janitor = keep.openJanitor();
  const { hash } = await keep.keep("f1", "tea");
  await keep.keep("f2", "coffee");
  await keep.files.abandon("f1");
  const gate = keep.breakable.blobs.hold("remove");
  deleted(janitor, 1);
  await gate.reached.promise;
  const order: string[] = [];
  const closed = janitor.close().then(() => order.push("closed"));
  await keep.blobs.size(hash);
  order.push("removed");
  gate.open.resolve();
  await closed;
  assertEquals([order, await keep.blobs.size(hash)], [["removed", "closed"], undefined]);
  await keep.files.abandon("f2");
  deleted(janitor, 2);
  await janitor.close();
  assertEquals([(await keep.kept()).blobs.length, keep.clock.pending], [1, 0]);
});

Deno.test("Janitor.close() leaves the rest of what is collected for later", async () => {
  for (const begin of ["a round", "a deletion"]) {
    await using keep = await FileKeep.open();
    const janitor = keep.openJanitor();
    for (const id of ["f1", "f2", "f3"]) {
      await keep.keep(id, id);
      await keep.files.abandon(id);
    }
    const gate = keep.breakable.blobs.hold("remove");
    if (begin === "a round") keep.clock.advance(minuteMs);
    else deleted(janitor, 1);
    await gate.reached.promise;
    const closed = janitor.close();
    gate.open.resolve();
    await closed;
    assertEquals((await keep.kept()).blobs.length, 2, begin);
  }
});

Deno.test("what a Janitor could not remove goes with the next round", async () => {
  await using keep = await FileKeep.open();
  const janitor = keep.openJanitor();
  await keep.keep("f1", "tea");
  await keep.files.abandon("f1");
  keep.breakable.blobs.break("remove", "before");
  await nextRound(keep, minuteMs);
  assertEquals((await keep.kept()).blobs.length, 1);
  await nextRound(keep, 5 * minuteMs);
  assertEquals((await keep.kept()).blobs, []);
  // The storage tells of its trouble itself.
  assertEquals(keep.heard.lines, []);
  await janitor.close();
});
