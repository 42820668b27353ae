import { assertEquals } from "@std/assert";
import type { ArchivedMessage } from "../../../client/sealed/archive_entry.ts";
import type { Content, Reference } from "../../../client/sealed/content.ts";
import type { Origin } from "../../../client/sealed/known_logs.ts";
import { LocalLog } from "../../../client/sealed/local_log.ts";
import type { LogDraft } from "../../../client/sealed/log_draft.ts";
import { archivedOf, VaultHistory } from "../../../client/sealed/vault_history.ts";
import type { Person } from "../../../lib/wire/messages.ts";
import { MemoryVault } from "./memory_vault.ts";

const room = "direct.a";
const ann: Person = { id: "u-ann", name: "Ann", kind: "user" };
const bob: Person = { id: "u-bob", name: "Bob", kind: "user" };

/** What a browser keeps. */
class Browser {
  readonly vault = new MemoryVault();
  readonly log = new LocalLog(room, this.vault);
  readonly restored: string[] = [];
  /** What the archive is to have no more. */
  readonly gone: Origin[] = [];
  readonly history = new VaultHistory({
    vault: this.vault,
    rooms: () => Promise.resolve([room]),
    logOf: (name) => new LocalLog(name, this.vault),
    gone: (_room, origins) => {
      this.gone.push(...origins);
      return [];
    },
    restored: (name) => void this.restored.push(name),
  });

  /** Reads on in the server's log, be it another one or not. */
  async read(task: (draft: LogDraft) => Promise<void>, epoch = "e1"): Promise<void> {
    const draft = await this.log.edit();
    const before = await this.log.epoch();
    const isAnother = before !== undefined && before !== epoch;
    if (before !== epoch) await draft.begin(epoch, isAnother ? { at: 0, from: ann } : undefined);
    await task(draft);
    await this.vault.write(draft.changes());
  }

  async add(seq: number, from: Person, content: Content, epoch = "e1"): Promise<void> {
    const place = { seq, at: seq, from, ref: `r${seq}` };
    await this.read((draft) => draft.add(place, content), epoch);
  }

  async known(): Promise<ArchivedMessage[]> {
    return await Array.fromAsync(this.history.known(room));
  }

  async messages() {
    return (await this.log.read({ limit: 99 })).messages;
  }
}

function idOf(number: number): string {
  return `${number}`.padStart(22, "i");
}

function said(text: string, number: number): Content {
  return { kind: "say", id: idOf(number), text };
}

function target(number: number): Reference {
  return { seq: number, id: idOf(number), by: ann.id };
}

/** A browser in which this was said, answered and reacted to. */
async function talked(): Promise<Browser> {
  const browser = new Browser();
  await browser.add(1, ann, said("hello", 1));
  await browser.add(2, bob, { kind: "say", id: idOf(2), text: "hi", replyTo: target(1) });
  await browser.add(3, ann, { kind: "edit", target: target(1), text: "hello there" });
  await browser.add(4, bob, { kind: "react", target: target(1), emoji: "👍", on: true });
  return browser;
}

Deno.test("what one browser archives another one shows alike", async () => {
  const [first, second] = [await talked(), new Browser()];
  await second.history.restore(room, await first.known());
  assertEquals(await second.messages(), await first.messages());
});

Deno.test("what was unsealed just now is archived as what is known", async () => {
  const browser = await talked();
  const place = { seq: 1, at: 1, from: ann, ref: "r1" };
  const [first] = await browser.known();
  assertEquals(archivedOf("e1", { place, content: said("hello there", 1) }), first);
});

Deno.test("what is known here already stays as it is", async () => {
  const [first, second] = [await talked(), new Browser()];
  await second.add(1, ann, said("as it was read here", 1));
  await second.history.restore(room, (await first.known()).slice(0, 1));
  assertEquals((await second.messages())[0]?.text, "as it was read here");
});

Deno.test("what comes back takes the place of the note that it could not be read", async () => {
  const [first, second] = [await talked(), new Browser()];
  const place = { seq: 1, at: 1, from: ann };
  await second.read((draft) => draft.note(place, [{ kind: "unreadable", cause: "before_device" }]));
  await second.history.restore(room, await first.known());
  assertEquals((await second.messages()).map(({ text }) => text), ["hello there", "hi"]);
});

Deno.test("what came after the server began another log comes back behind what was before", async () => {
  const [first, second] = [await talked(), new Browser()];
  await first.add(1, bob, said("after", 5), "e2");
  await first.add(2, ann, { kind: "edit", target: target(1), text: "hello again" }, "e2");
  await second.history.restore(room, await first.known());
  assertEquals((await second.messages()).map(({ text }) => text), ["hello again", "hi", "after"]);
});

Deno.test("what was said in a log before comes back before all that was read here", async () => {
  const [first, second] = [await talked(), new Browser()];
  await second.add(1, bob, said("after", 5), "e2");
  await second.add(2, ann, said("more", 6), "e2");
  await second.history.restore(room, await first.known());
  const messages = await second.messages();
  const texts = ["hello there", "hi", "after", "more"];
  assertEquals(messages.map(({ text }) => text), texts);
  assertEquals(messages.slice(2).map(({ seq }) => seq), [1, 2]);
  assertEquals(messages[1]?.replyTo, messages[0]?.seq);
});

Deno.test("logs that are not known here come back in their order", async () => {
  const [first, second] = [new Browser(), new Browser()];
  for (const [at, epoch] of ["e3", "e1", "e2"].entries()) {
    await first.read((draft) => draft.add({ seq: 1, at, from: ann }, said(epoch, at)), epoch);
  }
  await second.add(1, ann, said("now", 9), "e4");
  // An archive gives them in any order.
  await second.history.restore(room, (await first.known()).reverse());
  const texts = (await second.messages()).map(({ text }) => text);
  assertEquals(texts, ["e3", "e1", "e2", "now"]);
});

Deno.test("what a browser brings back before it has read anything the server's log goes on", async () => {
  const [first, second] = [await talked(), new Browser()];
  await second.history.restore(room, await first.known());
  await second.add(5, ann, said("more", 5));
  const messages = await second.messages();
  assertEquals(messages.map(({ text }) => text), ["hello there", "hi", "more"]);
  assertEquals(messages.map(({ seq }) => seq), [1, 2, 5]);
});

Deno.test("what comes back twice is there once", async () => {
  const [first, second] = [await talked(), new Browser()];
  await first.add(1, bob, said("after", 5), "e2");
  await second.add(1, bob, said("apart", 6), "e3");
  await second.history.restore(room, await first.known());
  const before = await second.messages();
  await second.history.restore(room, await first.known());
  assertEquals(await second.messages(), before);
});

Deno.test("what two browsers saw the server name otherwise is not mixed", async () => {
  const [first, second] = [await talked(), await talked()];
  await first.add(1, bob, said("one", 5), "e2");
  await second.add(1, bob, said("other", 6), "e3");
  await second.history.restore(room, await first.known());
  const texts = (await second.messages()).filter(({ note }) => !note).map(({ text }) => text);
  assertEquals(texts, ["one", "hello there", "hi", "other"]);
});

Deno.test("what was deleted before it came back comes back deleted, and is to leave the archive", async () => {
  const [first, second] = [await talked(), new Browser()];
  await second.add(5, ann, { kind: "delete", target: target(1) });
  await second.history.restore(room, await first.known());
  const [gone, answer] = await second.messages();
  assertEquals([gone?.deleted, gone?.text, answer?.text], [true, undefined, "hi"]);
  assertEquals(second.gone, [{ epoch: "e1", seq: 1 }, { epoch: "e1", seq: 3 }]);
});

Deno.test("what was edited before it came back has the words that it has now", async () => {
  const [first, second] = [await talked(), new Browser()];
  await second.add(5, ann, { kind: "edit", target: target(1), text: "hello everybody" });
  await second.add(6, ann, { kind: "edit", target: target(1), text: "hello all" });
  await second.add(7, bob, { kind: "react", target: target(1), emoji: "👍", on: false });
  await second.history.restore(room, await first.known());
  const [hello] = await second.messages();
  assertEquals([hello?.text, hello?.edited, hello?.reactions], ["hello all", 6, undefined]);
});

Deno.test("what somebody who may not changed before it came back stays as it was", async () => {
  const [first, second] = [await talked(), new Browser()];
  await second.add(5, bob, { kind: "delete", target: target(1) });
  await second.history.restore(room, await first.known());
  assertEquals((await second.messages())[0]?.text, "hello there");
});

Deno.test("what changed a message before it came back does so once", async () => {
  const [first, second] = [await talked(), new Browser()];
  await second.add(5, ann, { kind: "edit", target: target(1), text: "hello everybody" });
  await second.history.restore(room, await first.known());
  await second.add(6, ann, { kind: "edit", target: target(1), text: "hello all" });
  await second.history.restore(room, await first.known());
  assertEquals((await second.messages())[0]?.text, "hello all");
});

Deno.test("a page of the room hears that there is more to show", async () => {
  const [first, second] = [await talked(), new Browser()];
  await second.history.restore(room, await first.known());
  assertEquals(second.restored, [room]);
});
