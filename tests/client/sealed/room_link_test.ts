import { assert, assertEquals } from "@std/assert";
import { Refusal } from "../../../client/platform/refusal.ts";
import { decodeEnvelope } from "../../../client/sealed/envelope.ts";
import { VaultError } from "../../../client/sealed/vault_error.ts";
import { sealedTexts } from "../../../client/sealed/sealed_texts.ts";
import type { Command } from "../../../lib/wire/commands.ts";
import { limits } from "../../../lib/wire/limits.ts";
import type { Message } from "../../../lib/wire/messages.ts";
import { until } from "../../support/until.ts";
import { settled } from "../connection/fake_network.ts";
import type { TestBrowser, TestPage } from "./room_world.ts";
import { room } from "./model_server.ts";
import { ann, bob, many, RoomWorld } from "./room_world.ts";

/** The two with a page each, after Ann has said "hello". */
interface Talk extends AsyncDisposable {
  readonly world: RoomWorld;
  readonly anns: TestBrowser;
  readonly bobs: TestBrowser;
  readonly annsPage: TestPage;
  readonly bobsPage: TestPage;
}

async function talk(): Promise<Talk> {
  const world = await RoomWorld.open();
  const [anns, bobs] = [await world.browser(ann), await world.browser(bob)];
  const [annsPage, bobsPage] = [await anns.page().isIn(), await bobs.page().isIn()];
  annsPage.send({ type: "say", text: "hello", ref: "m1" });
  await Promise.all([annsPage.hears("hello"), bobsPage.hears("hello")]);
  return {
    world,
    anns,
    bobs,
    annsPage,
    bobsPage,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** The entries that bear messages in the log, boxes of the session not. */
function messagesIn({ server }: RoomWorld): Message[] {
  return server.events.flatMap((event) => {
    const envelope = event.type === "message" && event.box ? decodeEnvelope(event.box) : undefined;
    return typeof envelope === "object" && envelope.kind === "message" ? [event as Message] : [];
  });
}

/** The newest message with these words that a page heard. */
function find(page: TestPage, text: string): Message {
  return page.of("message").findLast((message) => message.text === text)!;
}

/** Where a page that heard all this would go on. */
function resumeOf({ world }: Talk): { since: number; epoch: string } {
  return { since: world.server.events.length, epoch: world.server.epoch };
}

Deno.test("the page hears the welcome first, as of a room in which nobody was", async () => {
  await using world = await RoomWorld.open();
  const page = await (await world.browser(ann)).page().isIn();
  const { type, resumed, seq, you } = page.of("welcome")[0]!;
  assertEquals([page.heard[0]!.type, type, resumed, seq, you.id], [
    "welcome",
    "welcome",
    false,
    0,
    ann.id,
  ]);
});

Deno.test("what one says both hear", async () => {
  await using all = await talk();
  assertEquals([all.annsPage.texts, all.bobsPage.texts], [["hello"], ["hello"]]);
});

Deno.test("the server gets nothing of the words", async () => {
  await using all = await talk();
  const sent = JSON.stringify(all.world.server.sockets.flatMap(({ sent }) => sent));
  assert(!sent.includes('hello"'), sent);
});

Deno.test("what one says comes back under the page's own key", async () => {
  await using all = await talk();
  assertEquals(find(all.annsPage, "hello").ref, "m1");
});

Deno.test("a page that comes later hears the newest fifty messages", async () => {
  await using all = await talk();
  for (let count = 1; count <= 55; count++) await all.annsPage.say(`${count}`);
  const page = await all.anns.page().isIn();
  await page.hears("55");
  assertEquals(page.texts, Array.from({ length: 50 }, (_, at) => `${at + 6}`));
});

Deno.test("no number is missing in what a page hears", async () => {
  await using all = await talk();
  await all.bobsPage.say("one");
  await all.annsPage.say("two");
  await all.bobsPage.hears("two");
  const { seqs } = all.annsPage;
  assertEquals(seqs, all.world.server.events.map(({ seq }) => seq));
});

Deno.test("what a page says in one go is said in its order", async () => {
  await using all = await talk();
  const { seq } = find(all.annsPage, "hello");
  for (let time = 0; time < 20; time++) {
    all.annsPage.send({ type: "say", text: `${time}`, ref: `s${time}` });
    all.annsPage.send({ type: "react", target: seq, emoji: "👍", on: true, ref: `e${time}` });
  }
  await all.annsPage.answerTo("e19");
  const refs = all.world.server.sentBy(ann, "seal").flatMap(({ ref }) =>
    ref!.startsWith("s") || ref!.startsWith("e") ? [ref!] : []
  );
  assertEquals(refs, Array.from({ length: 20 }, (_, time) => [`s${time}`, `e${time}`]).flat());
});

Deno.test("a page that comes back hears what it missed, and nothing else", async () => {
  await using all = await talk();
  const { seq } = find(all.annsPage, "hello");
  await all.bobsPage.say("one");
  await all.annsPage.hears("one");
  const page = await all.anns.page({ since: seq, epoch: "e1" }).isIn();
  await page.hears("one");
  assertEquals([page.of("welcome")[0]!.resumed, page.seqs[0]], [true, seq + 1]);
});

Deno.test("a page that comes back hears what was said while this browser was away", async () => {
  await using all = await talk();
  const resume = resumeOf(all);
  all.annsPage.close();
  await all.bobsPage.say("one");
  const page = all.anns.page(resume);
  await page.hears("one");
  assertEquals(page.of("welcome")[0]!.resumed, true);
  assertEquals(page.texts, ["one"]);
});

Deno.test("a page of another log begins anew", async () => {
  await using all = await talk();
  const page = await all.anns.page({ since: 1, epoch: "e0" }).isIn();
  assertEquals(page.of("welcome")[0]!.resumed, false);
});

Deno.test("a log that the server began anew is read from its beginning", async () => {
  await using all = await talk();
  all.annsPage.close();
  all.bobsPage.close();
  all.world.server.epoch = "e2";
  all.world.server.events.length = 0;
  const [annsPage, bobsPage] = [all.anns.page(), all.bobs.page()];
  await annsPage.isIn();
  await annsPage.say("again");
  await bobsPage.hears("again");
});

Deno.test("that the server began its log anew is said to the archive, once", async () => {
  await using all = await talk();
  assertEquals(all.anns.otherLogs, []);
  all.annsPage.close();
  all.world.server.epoch = "e2";
  all.world.server.events.length = 0;
  const before = all.anns.flushes;
  const page = await all.anns.page().isIn();
  assert(all.anns.flushes > before);
  page.close();
  await all.anns.page().isIn();
  assertEquals(all.anns.otherLogs, ["e2"]);
});

Deno.test("a page begins with what was said before the server began its log anew", async () => {
  await using all = await talk();
  all.annsPage.close();
  all.world.server.epoch = "e2";
  all.world.server.events.length = 0;
  const page = await all.anns.page(resumeOf(all)).isIn();
  await page.hears("hello");
  assertEquals(page.of("welcome")[0]!.resumed, false);
  assert(find(page, "hello").seq < 0);
});

Deno.test("a page of a log that the server names again begins anew: it is another one", async () => {
  await using all = await talk();
  const { server } = all.world;
  all.annsPage.close();
  const resume = resumeOf(all);
  server.events.length = 0;
  server.epoch = "e2";
  (await all.anns.page().isIn()).close();
  server.epoch = "e1";
  const page = await all.anns.page({ ...resume, since: 0 }).isIn();
  const [welcome] = page.of("welcome");
  assertEquals([welcome!.resumed, welcome!.epoch], [false, "e1~"]);
  await page.hears("hello");
});

Deno.test("a page of a log that is not the current one any more comes back, and changes nothing", async () => {
  await using all = await talk();
  const { annsPage, anns, bobs, world: { server } } = all;
  all.bobsPage.close();
  server.epoch = "e2";
  server.events.length = 0;
  const [other, bobsOther] = [anns.page(undefined, anns.openTab()), bobs.page()];
  await Promise.all([other.isIn(), bobsOther.isIn()]);
  await other.say("again");
  await until(() => annsPage.closed === 1006);
  await bobsOther.say("so it is");
  await other.hears("so it is");
  assertEquals(await anns.direct.log.epoch(), "e2");
});

Deno.test("what was too much for the socket is read by HTTP, page by page", async () => {
  await using all = await talk();
  const resume = resumeOf(all);
  all.annsPage.close();
  for (let count = 1; count <= many; count++) all.bobsPage.send({ type: "say", text: `${count}` });
  await all.bobsPage.hears(`${many}`);
  all.world.server.maxReplay = 10;
  all.world.server.asked.length = 0;
  const page = all.anns.page(resume);
  await page.hears(`${many}`);
  assertEquals(page.texts, Array.from({ length: many }, (_, at) => `${at + 1}`));
  assert(all.world.server.asked.length > 1);
});

Deno.test("entries that are no messages are on no page, and are missed by nobody", async () => {
  await using all = await talk();
  await all.bobsPage.say("one");
  all.annsPage.close();
  const { seq } = find(all.bobsPage, "one");
  all.bobsPage.send({ type: "delete", target: seq, ref: "d" });
  await until(() => all.world.server.events.at(-1)?.type === "deleted");
  all.world.server.maxReplay = 0;
  const page = await all.anns.page().isIn();
  await page.say("two");
  assertEquals(page.of("welcome")[0]!.seq, all.world.server.events.length - 1);
});

Deno.test("a server that says that there is more without an end is left", async () => {
  await using all = await talk();
  const { server } = all.world;
  await all.bobsPage.say("one");
  all.annsPage.close();
  const { seq } = find(all.bobsPage, "one");
  all.bobsPage.send({ type: "delete", target: seq, ref: "d" });
  await until(() => server.events.at(-1)?.type === "deleted");
  server.maxReplay = 0;
  let asked = 0;
  server.swapPage = (page) => {
    if (++asked > 50) throw new Error("It is asked without an end");
    return { ...page, more: true };
  };
  const page = all.anns.page();
  await until(() => page.closed !== undefined || page.of("welcome").length > 0);
  assert(asked < 10, `${asked}`);
});

/** Ann comes back when the server has forgotten all up to what Bob said first meanwhile. */
async function comeBackLate({ world, anns, annsPage, bobsPage }: Talk): Promise<TestPage> {
  annsPage.close();
  await bobsPage.say("one");
  world.server.forgotten = world.server.events.length;
  await bobsPage.say("two");
  const page = await anns.page().isIn();
  await page.hears("two");
  return page;
}

Deno.test("what the room forgot before it was read is told of, once", async () => {
  await using all = await talk();
  const page = await comeBackLate(all);
  const notes = page.of("message").filter(({ note }) => note).map(({ text }) => text);
  assertEquals(notes, [sealedTexts.notes.unreadable.forgotten("Bob")]);
});

Deno.test("what the room forgot is told of also where more was missed than a socket tells", async () => {
  await using all = await talk();
  all.annsPage.close();
  await all.bobsPage.say("one");
  const { server } = all.world;
  // Boxes of a session that is none count for nothing.
  for (let left = limits.resumeEvents; left > 0; left--) {
    server.events.push({
      ...server.events.at(-1)!,
      seq: server.events.length + 1,
      ref: `x${left}`,
    });
  }
  server.forgotten = server.events.length - 10;
  await all.bobsPage.say("two");
  const page = await all.anns.page().isIn();
  await page.hears("two");
  const notes = page.of("message").filter(({ note }) => note).map(({ text }) => text);
  assertEquals(notes[0], sealedTexts.notes.unreadable.forgotten("Bob"));
});

Deno.test("nothing is told of where much was missed, and all of it is there still", async () => {
  await using all = await talk();
  all.annsPage.close();
  await all.bobsPage.say("one");
  const { seq } = find(all.bobsPage, "one");
  const { server } = all.world;
  // What deletes is on no page.
  for (let left = limits.resumeEvents; left > 0; left--) {
    const place = { seq: server.events.length + 1, at: 0, from: bob };
    server.events.push({ type: "deleted", target: seq - 1, ...place });
  }
  await all.bobsPage.say("two");
  const page = await all.anns.page().isIn();
  await page.hears("two");
  assertEquals(page.of("message").filter(({ note }) => note), []);
});

Deno.test("what is said after something that was forgotten is heard, and answered", async () => {
  await using all = await talk();
  const page = await comeBackLate(all);
  await page.say("three");
  await all.bobsPage.hears("three");
});

Deno.test("a session that was made in what is forgotten is learned of, and replaced", async () => {
  await using all = await talk();
  all.annsPage.close();
  all.bobsPage.close();
  const bobsPage = await (await all.world.browser(bob, "Phone")).page().isIn();
  bobsPage.send({ type: "say", text: "one", ref: "b1" });
  await all.world.turn(() => bobsPage.texts.includes("one"));
  all.world.server.forgotten = all.world.server.events.length;
  await bobsPage.say("two");
  const page = await all.anns.page().isIn();
  page.send({ type: "say", text: "three", ref: "a3" });
  await all.world.turn(() => bobsPage.texts.includes("three"));
});

Deno.test("when HTTP fails the page is told that the connection broke", async () => {
  await using all = await talk();
  all.annsPage.close();
  await all.bobsPage.say("one");
  all.world.server.maxReplay = 0;
  all.world.server.fetchFails = true;
  const page = all.anns.page();
  await until(() => page.closed !== undefined);
  assertEquals(page.closed, 1006);
});

Deno.test("how far one has read stays here", async () => {
  await using all = await talk();
  const { server } = all.world;
  const before = server.events.length;
  all.bobsPage.send({ type: "read", seq: 2 });
  await until(() => all.bobsPage.of("read").length > 0);
  await all.bobsPage.say("and more");
  assertEquals(server.sentBy(bob, "read"), []);
  assertEquals(server.events.length, before + 1);
});

Deno.test("how far one has read is known to the next page, whatever the server says", async () => {
  await using all = await talk();
  all.bobsPage.send({ type: "read", seq: 2 });
  await until(() => all.bobsPage.of("read").length > 0);
  const page = await all.bobs.page().isIn();
  assertEquals(page.of("welcome")[0]!.read, 2);
});

Deno.test("how far one has read goes to the other sealed, where one lets them know", async () => {
  await using all = await talk();
  await all.bobs.direct.tell({ read: true });
  all.bobsPage.send({ type: "read", seq: 2 });
  await until(() => all.anns.direct.readByPeer.value === 2);
  assertEquals(all.world.server.sentBy(bob, "read"), []);
});

Deno.test("a mark that the server will not have just now is nothing to tell the page of", async () => {
  await using all = await talk();
  await all.bobs.direct.tell({ read: true });
  let held = 0;
  all.world.server.refuse = (command) =>
    command.type === "seal" && command.quiet && held++ === 0
      ? { code: "rate_limited", retryAfter: 1_000 }
      : undefined;
  all.bobsPage.send({ type: "read", seq: 2 });
  await all.world.turn(() => all.anns.direct.readByPeer.value === 2);
  assertEquals(all.bobsPage.of("error"), []);
});

/** Bob's socket breaks when something of his, sealed, is on its way, and it never arrives. */
async function breakAmid({ world: { server }, bobsPage }: Talk, command: Command): Promise<void> {
  const before = server.sentBy(bob, "seal").length;
  server.isHeld = ({ type }) => type === "seal";
  bobsPage.send(command);
  await until(() => server.sentBy(bob, "seal").length > before);
  server.isHeld = () => false;
  server.socketOf(bob).close(1006);
  await until(() => bobsPage.closed !== undefined);
}

Deno.test("how far one has read is told by the next socket where one broke amid that", async () => {
  await using all = await talk();
  await all.bobs.direct.tell({ read: true });
  await breakAmid(all, { type: "read", seq: 2 });
  await all.bobs.page().isIn();
  await until(() => all.anns.direct.readByPeer.value === 2);
});

Deno.test("what was read while the other was told nothing is never told", async () => {
  await using all = await talk();
  all.bobsPage.send({ type: "read", seq: 2 });
  await until(() => all.bobsPage.of("read").length > 0);
  await all.bobs.direct.tell({ read: true });
  assertEquals(await all.bobs.direct.untoldMark(), undefined);
});

Deno.test("a change that a broken socket lost is not kept", async () => {
  await using all = await talk();
  await all.bobsPage.say("one");
  const { seq } = find(all.bobsPage, "one");
  await breakAmid(all, { type: "edit", target: seq, text: "two", ref: "e" });
  const isKept = () => [...all.bobs.shared.records.keys()].some((key) => key.includes('"out"'));
  assert(isKept());
  const page = await all.bobs.page().isIn();
  await page.say("three");
  assert(!isKept());
});

Deno.test("that one types stays here", async () => {
  await using all = await talk();
  all.bobsPage.send({ type: "typing", on: true });
  await all.bobsPage.say("there");
  assertEquals(all.world.server.sentBy(bob, "typing"), []);
});

Deno.test("that one types goes to the other, where one lets them know", async () => {
  await using all = await talk();
  await all.bobs.direct.tell({ typing: true });
  all.bobsPage.send({ type: "typing", on: true });
  await until(() => all.annsPage.of("typing").length > 0);
});

Deno.test("a refusal has the page's own key", async () => {
  await using all = await talk();
  all.world.server.refuse = () => ({ code: "too_large" });
  all.annsPage.send({ type: "say", text: "no", ref: "x" });
  const answer = await all.annsPage.answerTo("x");
  assertEquals(answer.type === "error" && answer.code, "too_large");
});

Deno.test("who is too fast is told for how long, and sends the same box again", async () => {
  await using all = await talk();
  const { server } = all.world;
  server.refuse = () => ({ code: "rate_limited", retryAfter: 700 });
  all.annsPage.send({ type: "say", text: "one", ref: "x" });
  const answer = await all.annsPage.answerTo("x");
  assertEquals(answer.type === "error" && answer.retryAfter, 700);
  server.refuse = () => {};
  all.annsPage.send({ type: "say", text: "one", ref: "x" });
  await all.bobsPage.hears("one");
  const boxes = server.sentBy(ann, "seal").filter(({ ref }) => ref === "x").map(({ box }) => box);
  assertEquals(boxes.length, 2);
  assertEquals(boxes[0], boxes[1]);
});

Deno.test("a change that was refused is forgotten", async () => {
  await using all = await talk();
  const { server } = all.world;
  server.refuse = () => ({ code: "rate_limited", retryAfter: 700 });
  const { seq } = find(all.annsPage, "hello");
  all.annsPage.send({ type: "edit", target: seq, text: "no", ref: "x" });
  await all.annsPage.answerTo("x");
  assertEquals(await all.anns.vault.list(["room", all.anns.direct.name, "out"]), []);
});

Deno.test("what is about a message that is not here is not found", async () => {
  await using all = await talk();
  all.annsPage.send({ type: "react", target: 99, emoji: "👍", on: true, ref: "x" });
  const answer = await all.annsPage.answerTo("x");
  assertEquals(answer.type === "error" && answer.code, "not_found");
});

Deno.test("a change that came to nothing is answered all the same", async () => {
  await using all = await talk();
  const { seq } = find(all.annsPage, "hello");
  all.annsPage.send({ type: "delete", target: seq, ref: "d" });
  all.annsPage.send({ type: "edit", target: seq, text: "hello there", ref: "e" });
  const answer = await all.annsPage.answerTo("e");
  assertEquals(answer.type === "error" && answer.code, "not_found");
});

Deno.test("a file that was not sealed here is not found", async () => {
  await using all = await talk();
  all.annsPage.send({ type: "say", text: "see", files: [{ id: "f1" }], ref: "x" });
  const answer = await all.annsPage.answerTo("x");
  assertEquals(answer.type === "error" && answer.code, "not_found");
});

Deno.test("a file that was sealed here goes with its key, which the server does not get", async () => {
  await using all = await talk();
  const key = crypto.getRandomValues(new Uint8Array(32)).toBase64();
  const file = { id: "f1", key, name: "tea.png", size: 5, type: "image/png" };
  await all.anns.keepFile(file);
  all.annsPage.send({ type: "say", text: "see", files: [{ id: "f1", alt: "A cup" }], ref: "x" });
  await all.bobsPage.hears("see");
  assertEquals(find(all.bobsPage, "see").files, [{ ...file, alt: "A cup" }]);
  const [command] = all.world.server.sentBy(ann, "seal").filter(({ ref }) => ref === "x");
  assertEquals(command!.files as unknown, ["f1"]);
});

/** Ann says "hello" to Bob while the server refuses the first of all; her boxes of the session. */
async function refusedFirst(refusal: { code: string; retryAfter?: number }): Promise<string[]> {
  await using world = await RoomWorld.open();
  const [anns, bobs] = [await world.browser(ann), await world.browser(bob)];
  let refused = 0;
  world.server.refuse = (_, person) => person === ann && refused++ === 0 ? refusal : undefined;
  const page = await anns.page().isIn();
  page.send({ type: "say", text: "hello", ref: "x" });
  await world.turn(() => page.texts.includes("hello"));
  assertEquals(page.of("error"), []);
  await bobs.page().hears("hello");
  return world.server.sentBy(ann, "seal").flatMap(({ ref, quiet }) => quiet ? [ref!] : []);
}

Deno.test("what the server refuses of the session is made anew", async () => {
  const [first, second] = await refusedFirst({ code: "unavailable" });
  assert(second !== undefined && first !== second);
});

Deno.test("what the server holds back of the session is sent again as it is", async () => {
  const [first, second] = await refusedFirst({ code: "rate_limited", retryAfter: 3_000 });
  assertEquals(first, second);
});

Deno.test("what one says waits until the other has a device", async () => {
  await using world = await RoomWorld.open();
  const anns = await world.browser(ann);
  const page = await anns.page().isIn();
  page.send({ type: "say", text: "are you there", ref: "x" });
  await until(() => anns.direct.readiness.value === "waiting_for_peer");
  const bobs = (await world.browser(bob)).page();
  await world.turn(() => bobs.texts.includes("are you there"));
});

Deno.test("that the other has come makes the page look again, without waiting", async () => {
  await using world = await RoomWorld.open();
  const anns = await world.browser(ann);
  const page = await anns.page().isIn();
  page.send({ type: "say", text: "are you there", ref: "x" });
  await until(() => anns.direct.readiness.value === "waiting_for_peer");
  const bobs = (await world.browser(bob)).page();
  world.server.tell({ type: "presence", joined: [bob], left: [], count: 2 });
  await bobs.hears("are you there");
});

Deno.test("in a browser that is no device everything waits", async () => {
  await using all = await talk();
  const browser = all.world.stranger(ann);
  const page = await browser.page().isIn();
  page.send({ type: "say", text: "nobody hears this", ref: "x" });
  await until(() => browser.direct.readiness.value === "no_device");
  assertEquals([page.texts, page.of("welcome")[0]!.seq], [[], all.world.server.events.length]);
});

Deno.test("numbers go on without a gap in a browser that is no device", async () => {
  await using all = await talk();
  const browser = all.world.stranger(ann);
  const page = await browser.page().isIn();
  const { seq } = page.of("welcome")[0]!;
  await all.annsPage.say("one");
  await until(() => page.seqs.includes(seq + 1));
  assertEquals(page.seqs, [seq, seq + 1]);
});

Deno.test("a browser that becomes a device has its page come back", async () => {
  await using all = await talk();
  const browser = all.world.stranger(ann);
  const page = await browser.page().isIn();
  await browser.becomeDevice("Phone");
  await until(() => page.closed !== undefined);
  assertEquals(page.closed, 1006);
});

Deno.test("a browser that became a device while the socket opened has its page come back", async () => {
  await using all = await talk();
  const { server } = all.world;
  server.greets = false;
  const browser = all.world.stranger(ann);
  const page = browser.page();
  await until(() => server.sockets.length === 3);
  browser.device = all.anns.device;
  server.greet();
  await until(() => page.closed !== undefined);
  assertEquals([page.closed, page.of("welcome")], [1006, []]);
});

Deno.test("what never counts, however often it is in the log, is refused in the end", async () => {
  await using all = await talk();
  const { server } = all.world;
  // Whatever Ann seals stands in the log as something else, under the key that it was sent with.
  const other = server.sentBy(ann, "seal").find(({ quiet }) => quiet)!.box;
  server.swap = (box) => box === other ? box : other;
  all.annsPage.send({ type: "say", text: "never", ref: "x" });
  const answer = await all.annsPage.answerTo("x");
  assertEquals(answer.type === "error" && answer.code, "unavailable");
});

Deno.test("a page of a browser that has become a device begins anew: it has seen nothing", async () => {
  await using all = await talk();
  const browser = all.world.stranger(ann);
  const page = await browser.page().isIn();
  await browser.becomeDevice("Phone");
  await until(() => page.closed !== undefined);
  const next = await browser.page(resumeOf(all)).isIn();
  assertEquals(next.of("welcome")[0]!.resumed, false);
});

Deno.test("a page begins anew when more is known of what was said", async () => {
  await using all = await talk();
  all.anns.direct.reload();
  assertEquals(all.annsPage.closed, 1006);
  const next = await all.anns.page(resumeOf(all)).isIn();
  assertEquals([next.of("welcome")[0]!.resumed, next.texts], [false, ["hello"]]);
});

Deno.test("so it does when that came while there was no page, or one was about to be let in", async () => {
  await using all = await talk();
  const { direct } = all.anns;
  const resume = resumeOf(all);
  all.annsPage.close();
  direct.reload();
  const { readMark } = direct;
  direct.readMark = () => {
    direct.readMark = readMark;
    direct.reload();
    return direct.readMark();
  };
  const broken = all.anns.page(resume);
  await until(() => broken.closed !== undefined);
  await settled();
  const next = await all.anns.page(resume).isIn();
  assertEquals([next.of("welcome")[0]!.resumed, next.texts], [false, ["hello"]]);
});

Deno.test("after that a page resumes as ever", async () => {
  await using all = await talk();
  all.anns.direct.reload();
  await all.anns.page(resumeOf(all)).isIn();
  const next = await all.anns.page(resumeOf(all)).isIn();
  assertEquals(next.of("welcome")[0]!.resumed, true);
});

Deno.test("two tabs of one browser hear the same", async () => {
  await using all = await talk();
  const tab = await all.anns.page(undefined, all.anns.openTab()).isIn();
  await all.bobsPage.say("one");
  await all.annsPage.say("two");
  await all.bobsPage.say("three");
  await Promise.all([tab, all.annsPage].map((page) => page.hears("three")));
  assertEquals(tab.texts, ["hello", "one", "two", "three"]);
  assertEquals(all.annsPage.texts, tab.texts);
});

Deno.test("two tabs of one browser say something at once", async () => {
  await using all = await talk();
  const tab = await all.anns.page(undefined, all.anns.openTab()).isIn();
  await Promise.all([tab.say("from the tab"), all.annsPage.say("from the page")]);
  await Promise.all(["from the tab", "from the page"].map((text) => all.bobsPage.hears(text)));
});

Deno.test("a second device is let in and reads what is said from then on", async () => {
  await using all = await talk();
  const phone = await all.world.browser(ann, "Phone");
  const page = await phone.page().isIn();
  page.send({ type: "say", text: "from the phone", ref: "x" });
  await all.world.turn(() => all.bobsPage.texts.includes("from the phone"));
  assertEquals(page.texts.filter((text) => text !== undefined), ["from the phone"]);
});

Deno.test("a message that came too late to count is sealed anew, and said once", async () => {
  await using all = await talk();
  const { server } = all.world;
  server.isHeld = ({ type }, person) => person === bob && type === "seal";
  all.bobsPage.send({ type: "say", text: "late", ref: "x" });
  await until(() => server.sentBy(bob, "seal").some(({ ref }) => ref === "x"));
  // Ann's new browser makes a session in which that does not count.
  const browser = await all.world.beginAnew(ann);
  const page = browser.page();
  await all.world.turn(() => browser.direct.devices.value.length === 2);
  server.release();
  await all.world.turn(() => page.texts.includes("late"));
  await all.world.turn(() => all.bobsPage.texts.includes("late"));
  assertEquals(page.texts.filter((text) => text === "late").length, 1);
  assertEquals(find(all.bobsPage, "late").ref, "x");
  const refs = server.sentBy(bob, "seal").map(({ ref }) => ref!);
  assertEquals(refs.filter((ref) => ref.startsWith("x")), ["x", "x~1"]);
});

Deno.test("what is deleted is taken off the server too", async () => {
  await using all = await talk();
  const { seq } = find(all.annsPage, "hello");
  all.annsPage.send({ type: "delete", target: seq, ref: "d" });
  await until(() => all.world.server.folded().some(({ deleted }) => deleted));
  assertEquals(all.world.server.folded().find((message) => message.deleted)!.seq, seq);
});

Deno.test("what is deleted is taken off the server when that was held back at first", async () => {
  await using all = await talk();
  const { server } = all.world;
  let held = 0;
  server.refuse = ({ type }) =>
    type === "delete" && held++ === 0 ? { code: "rate_limited", retryAfter: 100 } : undefined;
  const { seq } = find(all.annsPage, "hello");
  all.annsPage.send({ type: "delete", target: seq, ref: "d" });
  await all.world.turn(() => server.folded().some(({ deleted }) => deleted));
  assertEquals(all.annsPage.of("error"), []);
});

Deno.test("what is deleted is taken off the server when the connection broke meanwhile", async () => {
  await using all = await talk();
  const { server } = all.world;
  const resume = resumeOf(all);
  const { seq } = find(all.annsPage, "hello");
  server.hears = (person) => person !== ann;
  all.annsPage.send({ type: "delete", target: seq, ref: "d" });
  await until(() => server.events.some(({ ref }) => ref === "d"));
  server.break(ann);
  server.hears = () => true;
  all.anns.page(resume);
  await until(() => server.folded().some(({ deleted }) => deleted));
});

Deno.test("a message that is in the log already is not said again", async () => {
  await using all = await talk();
  const { server } = all.world;
  const before = messagesIn(all.world).length;
  // An outbox of a page that never heard that it was said has it still.
  const page = await all.anns.page().isIn();
  page.send({ type: "say", text: "hello", ref: "m1" });
  await until(() => page.of("message").filter(({ ref }) => ref === "m1").length > 1);
  await all.bobsPage.say("and then");
  await page.hears("and then");
  assertEquals(messagesIn(all.world).length, before + 1);
  assertEquals(server.sentBy(ann, "seal").filter(({ ref }) => ref === "m1").length, 1);
});

/** Ann has compared Bob's identity, who then begins anew. */
async function changed(all: Talk): Promise<TestBrowser> {
  await all.anns.direct.setVerified(await all.anns.direct.safetyNumber());
  const browser = await all.world.beginAnew(bob);
  all.world.clock.advance(400_000);
  return browser;
}

Deno.test("when the other's verified identity is another one, nothing leaves", async () => {
  await using all = await talk();
  await changed(all);
  all.annsPage.send({ type: "say", text: "to whom", ref: "x" });
  await until(() => all.anns.direct.readiness.value === "blocked");
  const { seq } = find(all.annsPage, "hello");
  all.annsPage.send({ type: "react", target: seq, emoji: "👍", on: true, ref: "y" });
  assertEquals(await all.annsPage.answerTo("y"), {
    type: "error",
    code: "identity_changed",
    message: sealedTexts.refusals.identity_changed,
    ref: "y",
  });
  assert(all.world.server.sentBy(ann, "seal").every(({ ref }) => ref !== "x" && ref !== "y"));
});

Deno.test("what is cancelled while it waits does not leave", async () => {
  await using all = await talk();
  const browser = await changed(all);
  all.annsPage.send({ type: "say", text: "to whom", ref: "x" });
  await until(() => all.anns.direct.readiness.value === "blocked");
  all.anns.direct.forget("x");
  const answer = await all.annsPage.answerTo("x");
  assertEquals(answer.type === "error" && answer.code, "not_found");
  const page = browser.page();
  await all.anns.direct.acceptIdentity();
  all.annsPage.send({ type: "say", text: "to you", ref: "y" });
  await all.world.turn(() => page.texts.includes("to you"));
  assert(!page.texts.includes("to whom"));
});

Deno.test("what is cancelled in another tab does not leave from this one", async () => {
  await using all = await talk();
  const browser = await changed(all);
  const [here, other] = [all.anns.outbox(), all.anns.outbox(all.anns.openTab())];
  const author = { id: ann.id, name: ann.name };
  for (const [place, ref] of ["x", "y"].entries()) {
    await here.add(room, { ref, text: ref, at: 1, place, author });
  }
  all.annsPage.send({ type: "say", text: "to whom", ref: "x" });
  all.annsPage.send({ type: "say", text: "to you", ref: "y" });
  await until(() => all.anns.direct.readiness.value === "blocked");
  await other.remove(room, "x");
  const page = browser.page();
  await all.anns.direct.acceptIdentity();
  await all.world.turn(() => page.texts.includes("to you"));
  assert(!page.texts.includes("to whom"));
  const answer = await all.annsPage.answerTo("x");
  assertEquals(answer.type === "error" && answer.code, "not_found");
  assertEquals(await (await all.anns.direct.session()).isWaiting("x"), false);
});

Deno.test("how far one has read is no matter for the page when nothing may leave", async () => {
  await using all = await talk();
  await all.anns.direct.tell({ read: true });
  await changed(all);
  all.annsPage.send({ type: "read", seq: 2 });
  await until(() => all.anns.direct.readiness.value === "blocked");
  assertEquals(all.annsPage.of("error"), []);
});

Deno.test("once the new identity is accepted, what waited leaves", async () => {
  await using all = await talk();
  const browser = await changed(all);
  all.annsPage.send({ type: "say", text: "to you", ref: "x" });
  await until(() => all.anns.direct.readiness.value === "blocked");
  const page = browser.page();
  await all.anns.direct.acceptIdentity();
  await all.world.turn(() => page.texts.includes("to you"));
});

Deno.test("whoever could not reach the key server tries again", async () => {
  await using world = await RoomWorld.open();
  const [anns, bobs] = [await world.browser(ann), await world.browser(bob)];
  world.keys.isOffline = true;
  const [page, peers] = [await anns.page().isIn(), bobs.page()];
  page.send({ type: "say", text: "hello", ref: "x" });
  await until(() => anns.direct.readiness.value === "offline");
  world.keys.isOffline = false;
  await world.turn(() => peers.texts.includes("hello"));
});

Deno.test("whoever has asked for too many keys is told that, and goes on by itself", async () => {
  await using world = await RoomWorld.open();
  const [anns, bobs] = [await world.browser(ann), await world.browser(bob)];
  world.keys.before = (method) => {
    if (method !== "takePackages") return;
    throw new Refusal("rate_limited", "Cannot do this so often", { cause: { retryAfter: 7_000 } });
  };
  const [page, peers] = [await anns.page().isIn(), bobs.page()];
  page.send({ type: "say", text: "hello", ref: "x" });
  await until(() => anns.direct.readiness.value === "limited");
  world.keys.before = () => {};
  await world.turn(() => peers.texts.includes("hello"));
});

Deno.test("a vault that keeps nothing any more is said to be what is wrong", async () => {
  await using all = await talk();
  all.anns.vault.write = () => Promise.reject(new VaultError("full", "Cannot keep secrets"));
  all.bobsPage.send({ type: "say", text: "one", ref: "b1" });
  await until(() => all.annsPage.closed !== undefined);
  assertEquals(all.anns.direct.readiness.value, "storage");
});

Deno.test("what cannot be sealed for want of space waits, and the page is told why", async () => {
  await using all = await talk();
  all.anns.vault.write = () => Promise.reject(new VaultError("full", "Cannot keep secrets"));
  all.annsPage.send({ type: "say", text: "one", ref: "a1" });
  await until(() => all.anns.direct.readiness.value === "storage");
  Reflect.deleteProperty(all.anns.vault, "write");
  await all.world.turn(() => all.bobsPage.texts.includes("one"));
  assertEquals(all.anns.direct.readiness.value, "ready");
});

Deno.test("the close code of the server is the page's", async () => {
  await using all = await talk();
  all.world.server.socketOf(ann).close(4503);
  await until(() => all.annsPage.closed !== undefined);
  assertEquals(all.annsPage.closed, 4503);
});

Deno.test("a page that leaves leaves no timer behind", async () => {
  const world = await RoomWorld.open();
  const anns = await world.browser(ann);
  await anns.page().isIn();
  await until(() => anns.direct.readiness.value === "waiting_for_peer");
  await world[Symbol.asyncDispose]();
  assertEquals(world.clock.pending, 0);
});

Deno.test("pings go to the server, for the connection is the page's", async () => {
  await using all = await talk();
  all.annsPage.send({ type: "ping" });
  await until(() => all.annsPage.of("pong").length > 0);
  assertEquals(all.annsPage.of("pong")[0]!.seq, all.world.server.events.length);
});

/** Holds up whatever calls this until it is let go; tells when somebody waits. */
class Hold {
  readonly #reached = Promise.withResolvers<void>();
  readonly #released = Promise.withResolvers<void>();

  readonly wait = (): Promise<void> => {
    this.#reached.resolve();
    return this.#released.promise;
  };

  reached(): Promise<void> {
    return this.#reached.promise;
  }

  release(): void {
    this.#released.resolve();
  }
}

Deno.test("a page that leaves while it is let in leaves nothing at work behind", async () => {
  const world = await RoomWorld.open();
  const anns = await world.browser(ann);
  const hold = new Hold();
  const show = anns.direct.showMembers.bind(anns.direct);
  anns.direct.showMembers = () => hold.wait().then(show);
  const page = anns.page();
  await hold.reached();
  page.close();
  hold.release();
  await world[Symbol.asyncDispose]();
  assertEquals([world.clock.pending, anns.direct.readiness.value], [0, "opening"]);
});

Deno.test("what a page is to be told when it is let in comes in one go", async () => {
  await using all = await talk();
  const resume = resumeOf(all);
  all.annsPage.close();
  await all.bobsPage.say("one");
  const hold = new Hold();
  const { log } = all.anns.direct;
  const eventAt = log.eventAt.bind(log);
  log.eventAt = async (place) => {
    await hold.wait();
    return await eventAt(place);
  };
  const page = all.anns.page(resume);
  await hold.reached();
  page.send({ type: "read", seq: 2 });
  await settled();
  assertEquals(page.heard, []);
  hold.release();
  await page.hears("one");
  assertEquals(page.heard.slice(0, 3).map(({ type }) => type), ["welcome", "message", "read"]);
});

Deno.test("what is cancelled while it is being sealed does not leave", async () => {
  await using all = await talk();
  const session = await all.anns.direct.session();
  const seal = session.seal.bind(session);
  session.seal = async (ref, content) => {
    const command = await seal(ref, content);
    if (ref === "x") all.anns.direct.forget("x");
    return command;
  };
  all.annsPage.send({ type: "say", text: "never mind", ref: "x" });
  const answer = await all.annsPage.answerTo("x");
  assertEquals(answer.type === "error" && answer.code, "not_found");
  await all.annsPage.say("and then");
  await all.bobsPage.hears("and then");
  assertEquals(all.bobsPage.texts, ["hello", "and then"]);
  assertEquals(await session.isWaiting("x"), false);
});

Deno.test("what is cancelled before it is looked at does not leave", async () => {
  await using all = await talk();
  all.annsPage.send({ type: "say", text: "never mind", ref: "x" });
  all.anns.direct.forget("x");
  const answer = await all.annsPage.answerTo("x");
  assertEquals(answer.type === "error" && answer.code, "not_found");
  await all.annsPage.say("and then");
  await all.bobsPage.hears("and then");
  assertEquals(all.bobsPage.texts, ["hello", "and then"]);
});

Deno.test("what is cancelled while it is looked for in the log does not leave", async () => {
  await using all = await talk();
  const { log } = all.anns.direct;
  const placeOf = log.placeOf.bind(log);
  log.placeOf = (person, id) => {
    all.anns.direct.forget("x");
    return placeOf(person, id);
  };
  all.annsPage.send({ type: "say", text: "never mind", ref: "x" });
  const answer = await all.annsPage.answerTo("x");
  assertEquals(answer.type === "error" && answer.code, "not_found");
});

Deno.test("what waits behind something stays when the other turns out to be somebody else", async () => {
  await using all = await talk();
  await all.anns.direct.setVerified(await all.anns.direct.safetyNumber());
  await all.world.beginAnew(bob);
  const session = await all.anns.direct.session();
  const seal = session.seal.bind(session);
  session.seal = async (ref, content) => {
    const command = await seal(ref, content);
    if (ref === "x") await all.anns.direct.renew(bob.id);
    return command;
  };
  all.annsPage.send({ type: "say", text: "to the one I know", ref: "x" });
  all.annsPage.send({ type: "say", text: "to whom", ref: "y" });
  await until(() => all.anns.direct.readiness.value === "blocked");
  await settled();
  assert(all.world.server.sentBy(ann, "seal").every(({ ref }) => ref !== "y"));
});

Deno.test("nothing is sealed twice because something else failed meanwhile", async () => {
  await using all = await talk();
  const session = await all.anns.direct.session();
  const hold = new Hold();
  const [seal, erasures] = [session.seal.bind(session), session.erasures.bind(session)];
  const sealed: string[] = [];
  session.seal = async (ref, content) => {
    sealed.push(ref);
    await hold.wait();
    return await seal(ref, content);
  };
  session.erasures = () => {
    session.erasures = erasures;
    return Promise.reject(new VaultError("full", "Cannot keep secrets"));
  };
  all.annsPage.send({ type: "say", text: "one", ref: "x" });
  await hold.reached();
  await settled();
  all.anns.direct.accountChanged();
  all.world.clock.advance(30_000);
  await settled();
  assertEquals(sealed, ["x"]);
  hold.release();
  await all.world.turn(() => all.bobsPage.texts.includes("one"));
});

Deno.test("a new device of the other's is let in before anything is said to it", async () => {
  await using all = await talk();
  // Bob's first browser has not heard of it.
  all.bobs.listed = () => {};
  await all.world.browser(bob, "Phone");
  all.world.clock.advance(400_000);
  await all.bobsPage.say("one");
  all.bobsPage.close();
  await all.world.turn(() => all.anns.direct.devices.value.length === 3);
  assertEquals(all.world.server.sentBy(ann, "seal").filter(({ ref }) => ref === "m1").length, 1);
});

Deno.test("a device that the other took off is put out before anything more is said", async () => {
  await using all = await talk();
  const [laptop] = all.world.devicesOf(bob);
  await all.world.browser(bob, "Phone");
  await all.world.turn(() => all.anns.direct.devices.value.length === 3);
  all.bobs.listed = () => {};
  await all.world.list(bob, [laptop!]);
  all.world.clock.advance(400_000);
  await all.bobsPage.say("one");
  all.bobsPage.close();
  await all.world.turn(() => all.anns.direct.devices.value.length === 2);
});

Deno.test("a list that is the same as before is nothing to look at the session for", async () => {
  await using all = await talk();
  const session = await all.anns.direct.session();
  const line = session.line.bind(session);
  let looks = 0;
  session.line = () => {
    looks++;
    return line();
  };
  for (const text of ["one", "two"]) {
    all.world.clock.advance(400_000);
    await all.bobsPage.say(text);
    await all.annsPage.hears(text);
  }
  await settled();
  assertEquals(looks, 0);
});

Deno.test("a page that leaves amid what is read by HTTP loses nothing of it to the next", async () => {
  await using all = await talk();
  const resume = resumeOf(all);
  all.annsPage.close();
  for (let count = 1; count <= many; count++) all.bobsPage.send({ type: "say", text: `${count}` });
  await all.bobsPage.hears(`${many}`);
  all.world.server.maxReplay = 10;
  const { direct } = all.anns;
  const heard = direct.heard.bind(direct);
  const leaving = all.anns.page(resume);
  direct.heard = (unsealed) => {
    leaving.close();
    return heard(unsealed);
  };
  await until(async () => (await direct.log.read({ limit: 1 })).messages.at(-1)?.text !== "hello");
  await settled();
  direct.heard = heard;
  const page = all.anns.page(resume);
  await page.hears(`${many}`);
  assertEquals(page.texts, Array.from({ length: many }, (_, at) => `${at + 1}`));
});

Deno.test("what the server did wrong is known to every tab, and to the page that is loaded next", async () => {
  await using all = await talk();
  const tab = all.bobs.openTab();
  const { server } = all.world;
  const seq = server.events.length + 1;
  server.append({ type: "message", seq, at: 0, from: bob, text: "I never said that" });
  await until(() => tab.alarms.value.length > 0);
  const later = all.bobs.openTab();
  await until(() => later.alarms.value.length > 0);
  assertEquals(
    [all.bobs.direct, tab, later].flatMap(({ alarms }) => alarms.value),
    Array.from({ length: 3 }, () => ({ kind: "false_sender", whose: "own" })),
  );
});

Deno.test("a browser that is put out of the session asks whether it is a device still", async () => {
  await using all = await talk();
  const [laptop] = all.world.devicesOf(ann);
  const phone = await all.world.browser(ann, "Phone");
  await phone.page().isIn();
  await all.world.turn(() => phone.direct.devices.value.length === 3);
  let asked = 0;
  phone.refresh = () => {
    asked++;
    return Promise.reject(new Refusal("offline", "No network"));
  };
  // It has not heard of it.
  phone.listed = () => {};
  await all.world.list(ann, [laptop!]);
  await until(() => phone.direct.devices.value.length === 0);
  assertEquals(asked, 1);
});
