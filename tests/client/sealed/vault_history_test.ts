import { assertEquals } from "@std/assert";
import type { ArchivedMessage } from "../../../client/sealed/archive.ts";
import type { Content } from "../../../client/sealed/content.ts";
import { LocalLog } from "../../../client/sealed/local_log.ts";
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
  readonly history = new VaultHistory({
    vault: this.vault,
    rooms: () => Promise.resolve([room]),
    logOf: (name) => new LocalLog(name, this.vault),
    restored: (name) => void this.restored.push(name),
  });

  async add(seq: number, from: Person, content: Content): Promise<void> {
    const draft = await this.log.edit();
    await draft.add({ seq, at: seq, from, ref: `r${seq}` }, content);
    await this.vault.write(draft.changes());
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

/** A browser in which this was said, answered and reacted to. */
async function talked(): Promise<Browser> {
  const browser = new Browser();
  const target = { seq: 1, id: idOf(1) };
  await browser.add(1, ann, said("hello", 1));
  await browser.add(2, bob, { kind: "say", id: idOf(2), text: "hi", replyTo: target });
  await browser.add(3, ann, { kind: "edit", target, text: "hello there" });
  await browser.add(4, bob, { kind: "react", target, emoji: "👍", on: true });
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
  assertEquals(archivedOf({ place, content: said("hello there", 1) }), first);
});

Deno.test("what is known here already stays as it is", async () => {
  const [first, second] = [await talked(), new Browser()];
  await second.add(1, ann, said("as it was read here", 1));
  await second.history.restore(room, (await first.known()).slice(0, 1));
  assertEquals((await second.messages())[0]?.text, "as it was read here");
});

Deno.test("what comes back takes the place of the note that it could not be read", async () => {
  const [first, second] = [await talked(), new Browser()];
  const draft = await second.log.edit();
  draft.note({ seq: 1, at: 1, from: ann }, [{ kind: "unreadable", cause: "before_device" }]);
  await second.vault.write(draft.changes());
  await second.history.restore(room, await first.known());
  assertEquals((await second.messages()).map(({ text }) => text), ["hello there", "hi"]);
});

Deno.test("a page of the room hears that there is more to show", async () => {
  const [first, second] = [await talked(), new Browser()];
  await second.history.restore(room, await first.known());
  assertEquals(second.restored, [room]);
});
