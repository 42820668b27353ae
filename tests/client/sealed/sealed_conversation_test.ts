import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Conversation } from "../../../client/conversation/conversation.ts";
import { isDirectName } from "../../../lib/wire/names.ts";
import { until } from "../../support/until.ts";
import { room } from "./model_server.ts";
import type { TestBrowser } from "./room_world.ts";
import { ann, bob, RoomWorld } from "./room_world.ts";

/** The two with the page that people have. */
interface Pages extends AsyncDisposable {
  readonly world: RoomWorld;
  readonly anns: TestBrowser;
  readonly bobs: TestBrowser;
  readonly annsPage: Conversation;
  readonly bobsPage: Conversation;
}

async function pages(): Promise<Pages> {
  const world = await RoomWorld.open();
  const [anns, bobs] = [await world.browser(ann), await world.browser(bob)];
  const [annsPage, bobsPage] = [anns.conversation(), bobs.conversation()];
  await Promise.all(
    [annsPage, bobsPage].map((page) => until(() => page.status.value.kind === "open")),
  );
  return {
    world,
    anns,
    bobs,
    annsPage,
    bobsPage,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}

/** What a page shows, oldest first; what is no more as that. */
function texts({ state }: Conversation): string[] {
  return state.value.messages.filter(({ note }) => !note).map(({ text }) => text ?? "(deleted)");
}

async function shows(page: Conversation, ...wanted: string[]): Promise<void> {
  await until(() => isShown(page, wanted));
}

function isShown(page: Conversation, wanted: readonly string[]): boolean {
  return JSON.stringify(texts(page)) === JSON.stringify(wanted);
}

/** Where a message stands that a page shows. */
function place({ state }: Conversation, text: string): number {
  return state.value.messages.find((message) => message.text === text)!.seq;
}

Deno.test("the room of these tests is a direct one", () => assert(isDirectName(room)));

Deno.test("what one says the other's page shows, and one's own says that it was sent", async () => {
  await using all = await pages();
  all.annsPage.say("hello");
  await shows(all.bobsPage, "hello");
  await until(() => all.annsPage.pending.list.value.length === 0);
  assertEquals(texts(all.annsPage), ["hello"]);
});

Deno.test("many messages in one go come in their order", async () => {
  await using all = await pages();
  const said = Array.from({ length: 20 }, (_, at) => `${at}`);
  for (const text of said) all.annsPage.say(text);
  await shows(all.bobsPage, ...said);
  await shows(all.annsPage, ...said);
});

Deno.test("an edit is shown to both, and the page hears that it was made", async () => {
  await using all = await pages();
  all.annsPage.say("helo");
  await shows(all.bobsPage, "helo");
  await shows(all.annsPage, "helo");
  const failure = await all.annsPage.edit(place(all.annsPage, "helo"), "hello");
  assertEquals(failure, undefined);
  await shows(all.bobsPage, "hello");
  assertEquals(texts(all.annsPage), ["hello"]);
});

Deno.test("an edit of what was deleted says that it failed", async () => {
  await using all = await pages();
  all.annsPage.say("hello");
  await shows(all.annsPage, "hello");
  const seq = place(all.annsPage, "hello");
  const [, failure] = await Promise.all([
    all.annsPage.remove(seq),
    all.annsPage.edit(seq, "hello there"),
  ]);
  assertEquals(failure?.code, "not_found");
});

Deno.test("what one deletes is shown to nobody any more, nor kept by the server", async () => {
  await using all = await pages();
  all.annsPage.say("hello");
  await shows(all.bobsPage, "hello");
  await shows(all.annsPage, "hello");
  await all.annsPage.remove(place(all.annsPage, "hello"));
  await shows(all.annsPage, "(deleted)");
  await shows(all.bobsPage, "(deleted)");
  await until(() => all.world.server.folded().some(({ deleted }) => deleted));
});

Deno.test("a reaction is shown to both, and can be taken back", async () => {
  await using all = await pages();
  all.annsPage.say("hello");
  await shows(all.bobsPage, "hello");
  const seq = place(all.bobsPage, "hello");
  const reactions = (page: Conversation) => page.state.value.messages.at(-1)?.reactions;
  await all.bobsPage.react(seq, "👍", true);
  await until(() => reactions(all.annsPage)?.["👍"] !== undefined);
  assertEquals(reactions(all.bobsPage), { "👍": [bob.id] });
  await all.bobsPage.react(seq, "👍", false);
  await until(() => reactions(all.annsPage) === undefined);
});

Deno.test("an answer names what it answers", async () => {
  await using all = await pages();
  all.annsPage.say("tea?");
  await shows(all.bobsPage, "tea?");
  all.bobsPage.say("yes", { replyTo: place(all.bobsPage, "tea?") });
  await shows(all.annsPage, "tea?", "yes");
  assertEquals(all.annsPage.state.value.messages.at(-1)?.replyTo, place(all.annsPage, "tea?"));
});

Deno.test("a page that begins late shows the newest, and pages back to the rest", async () => {
  await using all = await pages();
  const said = Array.from({ length: 60 }, (_, at) => `${at}`);
  for (const text of said) all.annsPage.say(text);
  await shows(all.bobsPage, ...said);
  const page = all.bobs.conversation();
  await shows(page, ...said.slice(10));
  page.load("older");
  await shows(page, ...said);
});

Deno.test("a page whose connection breaks goes on without gap or double", async () => {
  await using all = await pages();
  all.annsPage.say("one");
  await shows(all.bobsPage, "one");
  all.world.server.break(bob);
  await until(() => all.bobsPage.status.value.kind !== "open");
  all.annsPage.say("two");
  await shows(all.annsPage, "one", "two");
  await all.world.turn(() => texts(all.bobsPage).length === 2);
  assertEquals(all.bobsPage.notices.list.value, []);
});

Deno.test("what is said while the connection breaks is said once", async () => {
  await using all = await pages();
  all.annsPage.say("one");
  await shows(all.annsPage, "one");
  all.world.server.hears = (person) => person !== ann;
  all.annsPage.say("two");
  await shows(all.bobsPage, "one", "two");
  all.world.server.break(ann);
  all.world.server.hears = () => true;
  await all.world.turn(() => all.annsPage.pending.list.value.length === 0);
  await shows(all.annsPage, "one", "two");
  all.annsPage.say("three");
  await shows(all.bobsPage, "one", "two", "three");
});

Deno.test("what an earlier page left is said, and no more than once", async () => {
  await using all = await pages();
  all.world.server.isHeld = ({ type }, person) => person === ann && type === "seal";
  all.annsPage.say("left behind");
  await until(() => all.annsPage.pending.list.value.length === 1);
  await until(() => all.world.server.sentBy(ann, "seal").length > 0);
  all.annsPage.close();
  all.world.server.release();
  const page = all.anns.conversation();
  await all.world.turn(() => page.pending.list.value.length === 0 && texts(page).length > 0);
  await shows(all.bobsPage, "left behind");
});

Deno.test("what was said long ago, and not heard to be, holds nothing up", async () => {
  await using all = await pages();
  all.annsPage.say("hello");
  await shows(all.annsPage, "hello");
  const [left] = all.world.server.sentBy(ann, "seal").filter(({ quiet }) => !quiet);
  all.annsPage.close();
  for (let count = 0; count < 60; count++) all.bobsPage.say(`${count}`);
  await until(() => texts(all.bobsPage).length === 61);
  await all.anns.vault.write([{
    key: ["outbox", room, left!.ref!],
    value: { ref: left!.ref, text: "hello", at: 1, place: 1, author: ann },
  }]);
  const page = all.anns.conversation();
  await all.world.turn(() => page.pending.list.value.length === 0 && texts(page).includes("59"));
  page.say("and more");
  await until(() => texts(all.bobsPage).at(-1) === "and more");
  assertEquals(texts(all.bobsPage).filter((text) => text === "hello").length, 1);
});

Deno.test("who is too fast waits, and nothing is lost", async () => {
  await using all = await pages();
  let count = 0;
  all.world.server.refuse = ({ type }, person) =>
    person === ann && type === "seal" && ++count % 3 === 0
      ? { code: "rate_limited", retryAfter: 500 }
      : undefined;
  const said = Array.from({ length: 8 }, (_, at) => `${at}`);
  for (const text of said) all.annsPage.say(text);
  await all.world.turn(() => texts(all.bobsPage).length === 8);
  assertEquals(texts(all.bobsPage), said);
});

Deno.test("a second device shows nothing old, and everything new", async () => {
  await using all = await pages();
  all.annsPage.say("before");
  await shows(all.annsPage, "before");
  const page = (await all.world.browser(ann, "Phone")).conversation();
  await all.world.turn(() => all.bobs.direct.devices.value.length === 3);
  all.bobsPage.say("after");
  await shows(page, "after");
  await shows(all.annsPage, "before", "after");
});

Deno.test("that a device has come both are told", async () => {
  await using all = await pages();
  all.annsPage.say("before");
  await shows(all.bobsPage, "before");
  (await all.world.browser(ann, "Phone")).conversation();
  const notes = (page: Conversation) => page.state.value.messages.filter(({ note }) => note);
  await all.world.turn(() => [all.annsPage, all.bobsPage].every((page) => notes(page).length > 0));
});

Deno.test("a device that is taken off the list hears no more", async () => {
  await using all = await pages();
  all.annsPage.say("before");
  await shows(all.bobsPage, "before");
  const phone = await all.world.browser(ann, "Phone");
  const page = phone.conversation();
  await all.world.turn(() => all.bobs.direct.devices.value.length === 3);
  await all.world.list(ann, [all.anns.device!]);
  await all.world.turn(() => all.anns.direct.devices.value.length === 2);
  all.annsPage.say("after");
  await shows(all.bobsPage, "before", "after");
  assert(!texts(page).includes("after"));
});

Deno.test("what was unsealed goes to the archive", async () => {
  await using all = await pages();
  all.annsPage.say("hello");
  await until(() => all.bobs.archived.length > 0);
  const [{ content }] = all.bobs.archived as [typeof all.bobs.archived[number]];
  assertEquals(content.kind === "say" && content.text, "hello");
});

Deno.test("of a file that was said the browser needs to know no more", async () => {
  await using all = await pages();
  const file = { id: "f1", key: "k".repeat(43) + "=", name: "a.png", size: 1, type: "image/png" };
  await all.anns.keepFile(file);
  all.annsPage.say("see", { files: [{ ...file, path: "" }] });
  await shows(all.annsPage, "see");
  await until(async () => (await all.anns.vault.list(["file"])).length === 0);
});

Deno.test("both see the same safety number", async () => {
  await using all = await pages();
  all.annsPage.say("hello");
  await shows(all.bobsPage, "hello");
  const number = await all.anns.direct.safetyNumber();
  assert(number !== undefined && /^\d{60}$/.test(number));
  assertEquals(await all.bobs.direct.safetyNumber(), number);
});

Deno.test("as long as the other has no device there is no safety number", async () => {
  await using world = await RoomWorld.open();
  const anns = await world.browser(ann);
  assertEquals(await anns.direct.safetyNumber(), undefined);
});

Deno.test("what one lets the other know every tab knows", async () => {
  await using world = await RoomWorld.open();
  const anns = await world.browser(ann);
  const tab = anns.openTab();
  await anns.direct.tell({ read: true });
  await until(() => tab.tellsRead.value);
  assert(!tab.tellsTyping.value);
});

Deno.test("how far the other has read every tab knows", async () => {
  await using all = await pages();
  const tab = all.anns.openTab();
  all.annsPage.say("hello");
  await shows(all.bobsPage, "hello");
  await all.bobs.direct.tell({ read: true });
  (await all.bobs.page().isIn()).send({ type: "read", seq: place(all.bobsPage, "hello") });
  await until(() => tab.readByPeer.value !== undefined);
});

Deno.test("what the server did wrong stays shown until it was seen", async () => {
  await using all = await pages();
  const { server } = all.world;
  server.append({ type: "message", seq: server.events.length + 1, at: 0, from: ann, text: "hi" });
  await until(() => all.bobs.direct.alarms.value.length > 0);
  assertEquals(all.bobs.direct.alarms.value, [{ kind: "false_sender", whose: "peer" }]);
  all.bobs.direct.dismissAlarms();
  assertEquals(all.bobs.direct.alarms.value, []);
});

Deno.test("what the server puts under somebody's name is not shown", async () => {
  await using all = await pages();
  const { server } = all.world;
  server.append({ type: "message", seq: server.events.length + 1, at: 0, from: ann, text: "hi" });
  all.annsPage.say("hello");
  await shows(all.bobsPage, "hello");
});

/** The server is set back to its first entries, and everybody comes back to it. */
async function setBack({ world, annsPage, bobsPage }: Pages, count = 0): Promise<void> {
  const { server } = world;
  server.epoch += "+";
  server.events.length = count;
  for (const person of [ann, bob]) server.break(person);
  for (const page of [annsPage, bobsPage]) {
    await world.turn(() =>
      page.state.value.epoch === server.epoch && page.status.value.kind === "open"
    );
  }
}

Deno.test("when the server was set back both pages show what was said, with a note of it", async () => {
  await using all = await pages();
  const { annsPage, bobsPage } = all;
  for (const text of ["one", "two"]) annsPage.say(text);
  await shows(bobsPage, "one", "two");
  await setBack(all);
  for (const page of [annsPage, bobsPage]) {
    await shows(page, "one", "two");
    const notes = page.state.value.messages.filter(({ note }) => note).map(({ text }) => text);
    // Behind it may come that the conversation was sealed anew.
    assertMatch(notes.join("\n"), /begun this conversation anew/);
  }
  bobsPage.say("three");
  for (const page of [annsPage, bobsPage]) await shows(page, "one", "two", "three");
});

Deno.test("a server that was set back without a word loses nothing that was read, and is noted", async () => {
  await using all = await pages();
  const { annsPage, bobsPage, world: { server } } = all;
  for (const text of ["one", "two", "three"]) annsPage.say(text);
  await shows(bobsPage, "one", "two", "three");
  server.events.length -= 2;
  for (const person of [ann, bob]) server.break(person);
  for (const page of [annsPage, bobsPage]) {
    await all.world.turn(() =>
      page.state.value.epoch === `${server.epoch}~` && page.status.value.kind === "open"
    );
  }
  bobsPage.say("four");
  annsPage.say("five");
  for (const page of [annsPage, bobsPage]) {
    await all.world.turn(() =>
      isShown(page, ["one", "two", "three", "four", "five"]) ||
      isShown(page, ["one", "two", "three", "five", "four"])
    );
    const notes = page.state.value.messages.filter(({ note }) => note).map(({ text }) => text);
    assertMatch(notes.join("\n"), /begun this conversation anew/);
  }
});

Deno.test("what the server tells again after it was set back is shown once", async () => {
  await using all = await pages();
  const { annsPage, bobsPage, world } = all;
  for (const text of ["one", "two", "three"]) annsPage.say(text);
  await shows(bobsPage, "one", "two", "three");
  await setBack(all, world.server.events.length - 1);
  bobsPage.say("four");
  for (const page of [annsPage, bobsPage]) {
    // The session was made in what they cannot open again, so there has to be another one.
    await world.turn(() => isShown(page, ["one", "two", "three", "four"]));
    const notes = page.state.value.messages.filter(({ note }) => note).map(({ text }) => text);
    assertEquals(notes.filter((text) => /cannot be read|could read/.test(text!)), []);
  }
});

Deno.test("what was said before the server was set back can be edited, answered, reacted to and deleted", async () => {
  await using all = await pages();
  const { annsPage, bobsPage } = all;
  for (const text of ["one", "two"]) annsPage.say(text);
  await shows(bobsPage, "one", "two");
  await setBack(all);
  await shows(annsPage, "one", "two");
  await annsPage.edit(place(annsPage, "one"), "ONE");
  await shows(bobsPage, "ONE", "two");
  bobsPage.say("yes", { replyTo: place(bobsPage, "ONE") });
  await shows(annsPage, "ONE", "two", "yes");
  const answer = annsPage.state.value.messages.find(({ text }) => text === "yes")!;
  assertEquals(answer.replyTo, place(annsPage, "ONE"));
  await bobsPage.react(place(bobsPage, "two"), "👍", true);
  const reactions = () =>
    annsPage.state.value.messages.find(({ text }) => text === "two")?.reactions;
  await until(() => reactions() !== undefined);
  assertEquals(reactions(), { "👍": [bob.id] });
  await annsPage.remove(place(annsPage, "two"));
  await shows(bobsPage, "ONE", "(deleted)", "yes");
  assertEquals(all.world.server.sentBy(ann, "delete"), []);
});

Deno.test("how far one has read stays when the server was set back", async () => {
  await using all = await pages();
  const { annsPage, bobsPage, anns, bobs } = all;
  await anns.direct.tell({ read: true });
  bobsPage.say("one");
  await shows(annsPage, "one");
  annsPage.reader.sawNewest();
  await until(() => bobs.direct.readByPeer.value !== undefined);
  await setBack(all);
  await shows(annsPage, "one");
  assertEquals(annsPage.state.value.unread, 0);
  // What seals the conversation, before or anew, may stand behind the message and count as read too.
  for (const read of [await anns.direct.readMark(), annsPage.state.value.read]) {
    assert(read! >= place(annsPage, "one"));
  }
  assertEquals(bobs.direct.readByPeer.value! >= place(bobsPage, "one"), true);
  bobsPage.say("two");
  await shows(annsPage, "one", "two");
  assertEquals(annsPage.state.value.unread, 1);
});
