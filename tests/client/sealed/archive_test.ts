import { assertEquals } from "@std/assert";
import { Refusal } from "../../../client/platform/refusal.ts";
import type { ArchivedMessage } from "../../../client/sealed/archive_entry.ts";
import { AccountStage, aTurn, refused } from "./account_stage.ts";
import type { BrowserTab } from "./account_stage.ts";
import { MemoryHistory } from "./memory_history.ts";
import type { Page } from "./memory_key_server.ts";

const silent = () => {};
const said = { 3: "first", 7: "zweite \u{1F389}", 9: "x".repeat(600) };

/** A laptop that knows something, and archives under this phrase. */
async function openArchive(stage: AccountStage): Promise<{ laptop: BrowserTab; phrase: string }> {
  const laptop = await stage.open("Laptop");
  laptop.history.say("direct.b", said);
  const phrase = await laptop.account.newPhrase();
  await laptop.account.startArchive(phrase, silent);
  return { laptop, phrase };
}

/** Has a browser archive what it unsealed, in one log. */
async function archive(
  { account, shared }: BrowserTab,
  room: string,
  ...messages: readonly Omit<ArchivedMessage, "epoch">[]
): Promise<void> {
  const all = messages.map((message) => ({ epoch: "e1", ...message }));
  await shared.open().write(account.archiveChanges(room, all));
  await account.flushArchive();
}

/** Whether it is known how things are, and nothing is being read back. */
function settled({ account }: BrowserTab): boolean {
  return account.archive.value.kind !== "restoring" && account.archive.value.kind !== "unknown";
}

Deno.test("without an archive nothing is archived", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const { account } = laptop;
  assertEquals(account.archive.value, { kind: "off", isThere: false });
  await archive(laptop, "direct.b", { seq: 1, content: "secret" });
  assertEquals(stage.server.calls.includes("addEntries"), false);
});

Deno.test("startArchive() archives all that is known, and says how far it is", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const messages = laptop.history.say("direct.b", said);
  const shares: number[] = [];
  await laptop.account.startArchive(
    await laptop.account.newPhrase(),
    (share) => shares.push(share),
  );
  assertEquals(laptop.account.archive.value, { kind: "on", entries: 3 });
  assertEquals(await stage.readArchive(laptop, "direct.b"), messages);
  assertEquals([shares.at(-1), shares.toSorted((a, b) => a - b)], [1, shares]);
});

Deno.test("startArchive() takes a phrase only", async () => {
  await using stage = new AccountStage();
  const { account } = await stage.open("Laptop");
  assertEquals(await refused(account.startArchive("correct horse", silent)), "wrong_phrase");
  assertEquals(account.archive.value, { kind: "off", isThere: false });
});

Deno.test("what the server keeps says nothing but a length in steps of 256 bytes", async () => {
  await using stage = new AccountStage();
  const { phrase } = await openArchive(stage);
  const { archive, header } = stage.server.of("ada");
  const boxes = [...archive.get("direct.b")!.values()].map((box) => Uint8Array.fromBase64(box));
  assertEquals(boxes.map(({ length }) => length - 28), [256, 256, 768]);
  const { salt, wrapped } = JSON.parse(header!);
  const kept = boxes.map((box) => String.fromCharCode(...box)).join() + salt + wrapped;
  // Short words stand in random signs by chance.
  const words = phrase.split(" ").filter(({ length }) => length > 4);
  for (const word of ["first", "zweite", "xxxxx", ...words]) {
    assertEquals(kept.includes(word), false, word);
  }
});

Deno.test("what a device knows is not put into an archive that another one has begun since", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  const phone = await stage.link(laptop, "Phone");
  await stage.until(() => settled(phone));
  await phone.account.startArchive(await phone.account.newPhrase(), silent);
  await archive(laptop, "direct.c", { seq: 2, content: "under the key that was given up" });
  assertEquals(stage.server.of("ada").archive.get("direct.c"), undefined);
  assertEquals(laptop.account.archive.value, { kind: "off", isThere: true });
});

Deno.test("what only a device knows gets into the archive whose key it is given", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  const phone = await stage.open("Phone");
  phone.history.say("direct.c", { 4: "only here" });
  stage.server.calls.length = 0;
  await stage.linkAgain(laptop, phone);
  await stage.until(() => stage.server.of("ada").archive.has("direct.c"));
  await stage.until(() => settled(phone));
  const found = await stage.readArchive(laptop, "direct.c");
  assertEquals(found.map(({ content }) => content), ["only here"]);
  // What it has just read back is not sent again.
  assertEquals(stage.server.calls.filter((call) => call === "addEntries").length, 1);
});

Deno.test("an archive begins when no other tab is sending to the one before", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  const tab = await stage.open("Laptop", { shared: laptop.shared });
  const { promise, resolve } = Promise.withResolvers<void>();
  const order: string[] = [];
  stage.server.before = (method) => {
    order.push(method);
    return method === "addEntries" ? promise : undefined;
  };
  stage.server.after = (method) => void order.push(`${method} done`);
  const sending = archive(tab, "direct.c", { seq: 2, content: "before" });
  await stage.until(() => order.includes("addEntries"));
  const { locks } = laptop.shared;
  const sender = locks.get("archive");
  const starting = laptop.account.startArchive(await laptop.account.newPhrase(), silent);
  await stage.until(() => locks.get("archive") !== sender);
  resolve();
  await Promise.all([sending, starting]);
  assertEquals(order.slice(0, 3), ["addEntries", "addEntries done", "removeArchive"]);
  assertEquals(stage.server.of("ada").archive.get("direct.c"), undefined);
});

Deno.test("what waits is sealed for the archive that another tab has begun", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  const tab = await stage.open("Laptop", { shared: laptop.shared });
  const [news] = tab.account.archiveChanges("direct.c", [{ epoch: "e1", seq: 2, content: "new" }]);
  await laptop.account.startArchive(await laptop.account.newPhrase(), silent);
  await laptop.shared.open().write([news!]);
  await tab.account.flushArchive();
  assertEquals(await stage.readArchive(laptop, "direct.c"), [
    { epoch: "e1", seq: 2, content: "new" },
  ]);
});

Deno.test("what is unsealed later is archived, again when the server is back", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  const { shared } = laptop;
  await archive(laptop, "direct.b", { seq: 11, content: "online" });
  stage.server.isOffline = true;
  await archive(laptop, "direct.c", { seq: 2, content: "offline" });
  assertEquals(stage.server.of("ada").archive.get("direct.c"), undefined);
  stage.server.isOffline = false;
  stage.clock.advance(30_000);
  await stage.until(() => stage.server.of("ada").archive.has("direct.c"));
  const seqs = (await stage.readArchive(laptop, "direct.b")).map(({ seq }) => seq);
  assertEquals(seqs, [3, 7, 9, 11]);
  await stage.until(() => ![...shared.records.keys()].some((key) => key.includes("unarchived")));
});

Deno.test("what waited to be archived leaves when the browser is opened again", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  const { account, shared } = laptop;
  stage.server.isOffline = true;
  await archive(laptop, "direct.c", { seq: 2, content: "offline" });
  account.close();
  stage.server.isOffline = false;
  const again = await stage.open("Laptop", { shared });
  const found = await stage.readArchive(again, "direct.c");
  assertEquals(found, [{ epoch: "e1", seq: 2, content: "offline" }]);
});

Deno.test("what waited to be archived leaves when one signs out", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  const { account } = laptop;
  stage.server.isOffline = true;
  await archive(laptop, "direct.c", { seq: 2, content: "offline" });
  stage.server.isOffline = false;
  await account.signOut();
  assertEquals(stage.server.of("ada").archive.get("direct.c")?.size, 1);
});

Deno.test("an archive of many long messages goes in pieces that the server takes", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const many = Array.from({ length: 450 }, (_, at) => [at + 1, "y".repeat(1 + at % 3 * 3_000)]);
  const messages = laptop.history.say("direct.b", Object.fromEntries(many));
  await laptop.account.startArchive(await laptop.account.newPhrase(), silent);
  assertEquals(await stage.readArchive(laptop, "direct.b"), messages);
});

Deno.test("what was deleted is in the archive no more, whoever adds it later", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  await laptop.account.startArchive(await laptop.account.newPhrase(), silent);
  await archive(laptop, "direct.b", { seq: 1, content: "secret" });
  await archive(laptop, "direct.b", { seq: 1, content: "" });
  await archive(laptop, "direct.b", { seq: 1, content: "secret" });
  assertEquals(await stage.readArchive(laptop, "direct.b"), []);
});

Deno.test("startArchive() that lost the server goes on when it is back", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  laptop.history.say("direct.b", said);
  stage.server.before = (method) => {
    if (method === "addEntries") throw new Refusal("offline", "away");
  };
  await laptop.account.startArchive(await laptop.account.newPhrase(), silent);
  assertEquals(stage.server.of("ada").archive.size, 0);
  stage.server.before = () => {};
  stage.clock.advance(30_000);
  await stage.until(() => stage.server.of("ada").archive.get("direct.b")?.size === 3);
});

Deno.test("startArchive() that was cut short goes on although the key is taken again meanwhile", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  laptop.history.say("direct.b", said);
  const phrase = await laptop.account.newPhrase();
  stage.server.before = (method) => {
    if (method === "addEntries") throw new Refusal("offline", "away");
  };
  await laptop.account.startArchive(phrase, silent);
  await laptop.account.recover(phrase, silent);
  stage.server.before = () => {};
  stage.clock.advance(30_000);
  await stage.until(() => stage.server.of("ada").archive.get("direct.b")?.size === 3);
});

Deno.test("a full archive says so and takes no more", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  const { account } = laptop;
  stage.server.before = (method) => {
    if (method === "addEntries") throw new Refusal("quota", "full");
  };
  await archive(laptop, "direct.b", { seq: 11, content: "more" });
  assertEquals(account.archive.value, { kind: "on", entries: 3, isFull: true });
});

Deno.test("what is deleted while it is being sent is taken out afterwards", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  const { promise, resolve } = Promise.withResolvers<void>();
  stage.server.before = (method) => method === "addEntries" ? promise : undefined;
  const sending = archive(laptop, "direct.b", { seq: 11, content: "secret" });
  await aTurn();
  const gone = { epoch: "e1", seq: 11, content: "" };
  await laptop.shared.open().write(laptop.account.archiveChanges("direct.b", [gone]));
  resolve();
  await sending;
  await laptop.account.flushArchive();
  assertEquals((await stage.readArchive(laptop, "direct.b")).map(({ seq }) => seq), [3, 7, 9]);
});

Deno.test("of what was deleted before it left, no words wait", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  stage.server.isOffline = true;
  await archive(laptop, "direct.b", { seq: 11, content: "secret" });
  await archive(laptop, "direct.b", { seq: 11, content: "" });
  assertEquals([...laptop.shared.records.keys()].some((key) => key.includes("unarchived")), false);
});

Deno.test("what is deleted is taken out of a full archive, and what waits goes on once there is room", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  const { account } = laptop;
  stage.server.maxBoxes = 3;
  await archive(laptop, "direct.b", { seq: 11, content: "more" }, { seq: 12, content: "again" });
  assertEquals(account.archive.value, { kind: "on", entries: 3, isFull: true });
  await archive(laptop, "direct.b", { seq: 3, content: "" });
  assertEquals((await stage.readArchive(laptop, "direct.b")).map(({ seq }) => seq), [7, 9]);
  await archive(laptop, "direct.b", { seq: 7, content: "" });
  assertEquals((await stage.readArchive(laptop, "direct.b")).map(({ seq }) => seq), [9, 11, 12]);
  assertEquals(account.archive.value.kind === "on" && account.archive.value.isFull, undefined);
});

Deno.test("what a full archive did not take leaves when the browser is opened again", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  stage.server.maxBoxes = 3;
  await archive(laptop, "direct.b", { seq: 11, content: "more" });
  laptop.account.close();
  stage.server.maxBoxes = 9;
  const again = await stage.open("Laptop", { shared: laptop.shared });
  await stage.until(() => stage.server.of("ada").archive.get("direct.b")?.size === 4);
  assertEquals(again.account.archive.value, { kind: "on", entries: 4 });
});

Deno.test("an archive that is full from the beginning takes the rest once there is room", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  laptop.history.say("direct.b", said);
  stage.server.maxBoxes = 0;
  await laptop.account.startArchive(await laptop.account.newPhrase(), silent);
  assertEquals(laptop.account.archive.value, { kind: "on", entries: 0, isFull: true });
  laptop.account.close();
  stage.server.maxBoxes = 9;
  const again = await stage.open("Laptop", { shared: laptop.shared });
  await stage.until(() => stage.server.of("ada").archive.get("direct.b")?.size === 3);
  assertEquals((await stage.readArchive(again, "direct.b")).length, 3);
});

Deno.test("entries with the same number in two logs are apart", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  await laptop.shared.open().write(laptop.account.archiveChanges("direct.b", [
    { epoch: "e2", seq: 3, content: "another" },
    { epoch: "e1", seq: 7, content: "" },
  ]));
  await laptop.account.flushArchive();
  const found = await stage.readArchive(laptop, "direct.b");
  assertEquals(found.map(({ epoch, seq, content }) => [epoch, seq, content.slice(0, 7)]), [
    ["e1", 3, "first"],
    ["e1", 9, "xxxxxxx"],
    ["e2", 3, "another"],
  ]);
});

/** Sets the server back to when the archive was empty, and tells of the room's other log. */
async function setBack(stage: AccountStage, { account, shared }: BrowserTab): Promise<void> {
  stage.server.of("ada").archive.clear();
  await shared.open().write(account.archiveAgain("direct.b", "e2"));
}

Deno.test("what a server that was set back has lost of the archive is archived again", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  await setBack(stage, laptop);
  await laptop.account.flushArchive();
  const known = laptop.history.messages.get("direct.b");
  assertEquals(await stage.readArchive(laptop, "direct.b"), known);
  stage.server.of("ada").archive.clear();
  await laptop.account.flushArchive();
  assertEquals(await stage.readArchive(laptop, "direct.b"), []);
});

Deno.test("so it is when the server was away meanwhile, and the browser was closed", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  await setBack(stage, laptop);
  stage.server.isOffline = true;
  await laptop.account.flushArchive();
  laptop.account.close();
  stage.server.isOffline = false;
  const { shared, history } = laptop;
  const again = await stage.open("Laptop", { shared, history });
  assertEquals((await stage.readArchive(again, "direct.b")).length, 3);
});

Deno.test("without an archive nothing is to be archived again", async () => {
  await using stage = new AccountStage();
  const { account } = await stage.open("Laptop");
  assertEquals(account.archiveAgain("direct.b", "e2"), []);
});

Deno.test("a device that is linked gets the key, and reads everything back", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  const phone = await stage.link(laptop, "Phone");
  await stage.until(() => settled(phone) && phone.history.messages.has("direct.b"));
  assertEquals(phone.history.messages.get("direct.b"), laptop.history.messages.get("direct.b"));
  assertEquals(phone.account.archive.value, { kind: "on", entries: 3 });
  await archive(phone, "direct.c", { seq: 1, content: "from the phone" });
  assertEquals((await stage.readArchive(laptop, "direct.c")).length, 1);
});

Deno.test("a device that was removed and is linked again reads back what was said meanwhile", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  const phone = await stage.link(laptop, "Phone");
  await stage.until(() => settled(phone) && phone.history.messages.has("direct.b"));
  await laptop.account.removeDevice(phone.account.device()!.id);
  await phone.account.refresh();
  await archive(laptop, "direct.c", { seq: 1, content: "meanwhile" });
  await stage.linkAgain(laptop, phone);
  await stage.until(() => settled(phone) && phone.history.messages.get("direct.c")?.length === 1);
  assertEquals(phone.history.messages.get("direct.c"), [
    { epoch: "e1", seq: 1, content: "meanwhile" },
  ]);
});

Deno.test("recover() says how much of the archive could not be read", async () => {
  await using stage = new AccountStage();
  const { laptop, phrase } = await openArchive(stage);
  await archive(laptop, "direct.b", { seq: 7, content: "" });
  const boxes = stage.server.of("ada").archive.get("direct.b")!;
  const [number] = [...boxes].find(([, box]) => box !== "")!;
  const next = await stage.open("New laptop");
  assertEquals(await next.account.recover(phrase, silent), 0);
  boxes.set(number, btoa("something else"));
  assertEquals(await next.account.recover(phrase, silent), 1);
});

Deno.test("recover() does not say that all is back when the server went away meanwhile", async () => {
  await using stage = new AccountStage();
  const { phrase } = await openArchive(stage);
  const next = await stage.open("New laptop");
  stage.server.before = (method) => {
    if (method === "readEntries") throw new Refusal("offline", "away");
  };
  assertEquals(await next.account.recover(phrase, silent), undefined);
});

Deno.test("restoring that was cut short is done again when the browser opens", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  stage.server.before = (method) => {
    if (method === "readEntries") throw new Refusal("offline", "away");
  };
  const phone = await stage.link(laptop, "Phone");
  await stage.until(() => settled(phone));
  assertEquals(phone.history.messages.size, 0);
  phone.account.close();
  stage.server.before = () => {};
  const again = await stage.open("Phone", { shared: phone.shared });
  assertEquals(again.history.messages.get("direct.b")?.length, 3);
});

Deno.test("with the phrase a new browser becomes a device when all others are lost", async () => {
  await using stage = new AccountStage();
  const { laptop, phrase } = await openArchive(stage);
  const { identity } = laptop.account.device()!;
  const next = await stage.open("New laptop");
  const standing = next.account.standing.value;
  assertEquals(standing.kind === "unlinked" && standing.hasArchive, true);
  const shares: number[] = [];
  await next.account.recover(phrase.toUpperCase(), (share) => shares.push(share));
  assertEquals(next.account.standing.value, { kind: "ready" });
  assertEquals(next.account.device()?.identity, identity);
  assertEquals(stage.names, ["Laptop", "New laptop"]);
  assertEquals(next.history.messages.get("direct.b"), laptop.history.messages.get("direct.b"));
  assertEquals(next.account.archive.value, { kind: "on", entries: 3 });
  assertEquals(shares.at(-1), 1);
  await next.account.removeDevice(laptop.account.device()!.id);
  assertEquals(stage.names, ["New laptop"]);
});

Deno.test("recover() makes room where ten lost devices are on the list", async () => {
  await using stage = new AccountStage();
  const { laptop, phrase } = await openArchive(stage);
  for (let count = 2; count <= 10; count++) {
    stage.clock.advance(1);
    await stage.link(laptop, `Device ${count}`);
  }
  const next = await stage.open("New laptop");
  await next.account.recover(phrase, silent);
  assertEquals(stage.names.length, 10);
  assertEquals([stage.names[0], stage.names.at(-1)], ["Device 2", "New laptop"]);
});

Deno.test("recover() says when the phrase is wrong, and when there is nothing to recover", async () => {
  await using stage = new AccountStage();
  await stage.open("Laptop");
  const { account } = await stage.open("Phone");
  const phrase = await account.newPhrase();
  assertEquals(await refused(account.recover(phrase, silent)), "not_found");
  await using other = new AccountStage();
  await openArchive(other);
  const phone = await other.open("Phone");
  assertEquals(await refused(phone.account.recover(phrase, silent)), "wrong_phrase");
  assertEquals(await refused(phone.account.recover("what was it", silent)), "wrong_phrase");
  assertEquals(phone.account.standing.value.kind, "unlinked");
  assertEquals(other.names, ["Laptop"]);
});

Deno.test("recover() is not led to anything by a header that the server made up", async () => {
  await using stage = new AccountStage();
  const { phrase } = await openArchive(stage);
  const { account } = await stage.open("Phone");
  stage.server.lies.archive = () => '{"v":1,"memory":99999999999}';
  assertEquals(await refused(account.recover(phrase, silent)), "damaged");
  stage.server.lies.archive = (header) => header!.replace('"passes":1', '"passes":2');
  assertEquals(await refused(account.recover(phrase, silent)), "wrong_phrase");
});

Deno.test("entries that the server changed or moved are left out", async () => {
  await using stage = new AccountStage();
  const { laptop, phrase } = await openArchive(stage);
  const boxes = stage.server.of("ada").archive.get("direct.b")!;
  stage.server.of("ada").archive.set("direct.c", new Map(boxes));
  const [first, second, third] = [...boxes.keys()];
  boxes.set(second!, boxes.get(first!)!);
  boxes.set(third!, "rubbish");
  const phone = await stage.open("Phone");
  await phone.account.recover(phrase, silent);
  assertEquals(phone.history.messages.get("direct.b"), [{ epoch: "e1", seq: 3, content: "first" }]);
  assertEquals(phone.history.messages.get("direct.c") ?? [], []);
  assertEquals((await stage.readArchive(laptop, "direct.b")).length, 1);
});

Deno.test("a server that never comes to an end is left", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  let first: Page | undefined;
  stage.server.lies.page = (truth) => ({ ...(first ??= truth), more: true });
  const found = await stage.readArchive(laptop, "direct.b");
  assertEquals(found.map(({ seq }) => seq), [3, 7, 9]);
});

Deno.test("stopArchive() ends it for all devices", async () => {
  await using stage = new AccountStage();
  const { laptop } = await openArchive(stage);
  const phone = await stage.link(laptop, "Phone");
  await stage.until(() => settled(phone) && phone.history.messages.has("direct.b"));
  await laptop.account.stopArchive();
  assertEquals(laptop.account.archive.value, { kind: "off", isThere: false });
  assertEquals(stage.server.of("ada").archive.size, 0);
  await phone.account.refresh();
  await stage.until(() => phone.account.archive.value.kind === "off");
  assertEquals(phone.account.archive.value, { kind: "off", isThere: false });
  await archive(phone, "direct.b", { seq: 20, content: "late" });
  assertEquals(stage.server.of("ada").archive.size, 0);
});

Deno.test("a device that does not have the key of a new archive gets it by the phrase", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.link(laptop, "Phone");
  laptop.history.say("direct.b", said);
  const phrase = await laptop.account.newPhrase();
  await laptop.account.startArchive(phrase, silent);
  await phone.account.refresh();
  await stage.until(() => {
    const { value } = phone.account.archive;
    return value.kind === "off" && value.isThere;
  });
  const { version } = stage.list;
  await phone.account.recover(phrase, silent);
  assertEquals(phone.account.archive.value, { kind: "on", entries: 3 });
  assertEquals(phone.history.messages.get("direct.b")?.length, 3);
  assertEquals(stage.list.version, version);
});

Deno.test("after startOver() the old phrase still brings back what was said, and the new identity", async () => {
  await using stage = new AccountStage();
  const { phrase } = await openArchive(stage);
  const next = await stage.open("New laptop");
  await next.account.startOver();
  const { identity } = next.account.device()!;
  await next.account.refresh();
  await stage.until(() => next.account.archive.value.kind === "off");
  assertEquals(next.account.archive.value, { kind: "off", isThere: true });
  await next.account.recover(phrase, silent);
  assertEquals(next.history.messages.get("direct.b")?.length, 3);
  assertEquals(next.account.device()?.identity, identity);

  const third = await stage.open("Third");
  await third.account.recover(phrase, silent);
  assertEquals(third.account.device()?.identity, identity);
});

Deno.test("the phrase brings back the identity that somebody without it replaced", async () => {
  await using stage = new AccountStage();
  const { laptop, phrase } = await openArchive(stage);
  const { identity } = laptop.account.device()!;
  const other = await stage.open("Other");
  await other.account.startOver();
  await laptop.account.refresh();
  assertEquals(laptop.account.standing.value.kind, "replaced");
  await laptop.account.recover(phrase, silent);
  assertEquals(laptop.account.standing.value, { kind: "ready" });
  assertEquals([laptop.account.device()?.identity, stage.names], [identity, ["Laptop"]]);
  await other.account.refresh();
  assertEquals(other.account.standing.value.kind, "replaced");
});

Deno.test("another tab archives too once one has begun", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const history = new MemoryHistory();
  const tab = await stage.open("Laptop", { shared: laptop.shared, history });
  await laptop.account.startArchive(await laptop.account.newPhrase(), silent);
  await stage.until(() => tab.account.archive.value.kind === "on");
  await archive(tab, "direct.b", { seq: 1, content: "by the other tab" });
  await aTurn();
  assertEquals((await stage.readArchive(laptop, "direct.b")).length, 1);
});
