import { assertEquals } from "@std/assert";
import { Listeners } from "../../lib/push/listeners.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import type { Subscriptions } from "../../lib/store/subscriptions.ts";
import { countCalls } from "../support/counted_calls.ts";
import { said } from "../store/subject.ts";
import { guest } from "../support/rooms.ts";
import { roomDraft } from "../support/room_draft.ts";

function subscription(name: string) {
  return { endpoint: `https://push.example/${name}`, p256dh: "k", auth: "s" };
}

/** Listeners of a store with a room `tea`, and how often it was asked who listens. */
async function open(...subscribed: string[]) {
  const store = new MemoryStore();
  await store.createRoom(roomDraft("tea"));
  await store.append("tea", [said("hi")]);
  const { counted, calls } = countCalls<Subscriptions>(store.subscriptions);
  const listeners = new Listeners(counted);
  for (const name of subscribed) await listeners.add(guest(name), subscription(name));
  const idsOf = async (room: string) => (await listeners.of(room)).map(({ person }) => person.id);
  const read = async (room: string, id: string) => {
    await store.markRead(room, new Map([[id, 1]]));
    listeners.haveRead(room, [id]);
  };
  return { store, listeners, idsOf, read, asked: () => calls.get("listeners") ?? 0 };
}

Deno.test("Listeners.of() gives who wants to hear, and asks the store once", async () => {
  const { listeners, idsOf, read, asked } = await open("ada", "bob", "cem");
  await read("tea", "ada");
  await listeners.setLevel("tea", "bob", "all");
  await listeners.setLevel("tea", "cem", "none");
  for (let n = 0; n < 3; n++) assertEquals((await idsOf("tea")).sort(), ["ada", "bob"]);
  assertEquals(asked(), 1);
});

Deno.test("Listeners tell of every change that others have at hand, and not of others' own", async () => {
  const store = new MemoryStore();
  await store.createRoom(roomDraft("tea"));
  await store.append("tea", [said("hi")]);
  let told = 0;
  const listeners = new Listeners(store.subscriptions, () => told++);
  await listeners.add(guest("ada"), subscription("ada"));
  await store.markRead("tea", new Map([["ada", 1]]));
  listeners.haveRead("tea", ["ada"]);
  await listeners.setLevel("tea", "ada", "none");
  await listeners.remove(subscription("ada").endpoint);
  listeners.changed();
  assertEquals(told, 5);
  listeners.refresh();
  assertEquals(told, 5);
});

Deno.test("Listeners.mayBe() is true until it is known that nobody listens", async () => {
  const { listeners, idsOf } = await open("ada");
  assertEquals([listeners.mayBe("tea"), listeners.mayBe("milk")], [true, true]);
  await idsOf("tea");
  assertEquals([listeners.mayBe("tea"), listeners.mayBe("milk")], [false, true]);
});

Deno.test("Listeners.mayBe() is false for every room where nobody has subscribed", async () => {
  const { listeners, idsOf } = await open();
  await idsOf("tea");
  assertEquals([listeners.mayBe("tea"), listeners.mayBe("milk")], [false, false]);
});

Deno.test("Listeners.of() knows of a subscription, a level, and the end of either at once", async () => {
  const { listeners, idsOf } = await open("ada");
  await listeners.setLevel("tea", "bob", "all");
  assertEquals(await idsOf("tea"), []);
  await listeners.add(guest("bob"), subscription("bob"));
  assertEquals([listeners.mayBe("tea"), await idsOf("tea")], [true, ["bob"]]);
  await listeners.setLevel("tea", "ada", "mentions");
  assertEquals((await idsOf("tea")).sort(), ["ada", "bob"]);
  await listeners.setLevel("tea", "ada", "none");
  assertEquals(await idsOf("tea"), ["bob"]);
  await listeners.remove(subscription("bob").endpoint);
  assertEquals(await idsOf("tea"), []);
});

Deno.test("Listeners.of() knows of who reads in a room for the first time", async () => {
  const { idsOf, read, asked } = await open("ada", "bob");
  assertEquals(await idsOf("tea"), []);
  await read("tea", "ada");
  assertEquals([await idsOf("tea"), asked()], [["ada"], 2]);
});

Deno.test("Listeners.haveRead() of those who listen, decline or never subscribed asks for nothing", async () => {
  const { listeners, idsOf, read, asked } = await open("ada", "bob");
  await read("tea", "ada");
  await listeners.setLevel("tea", "bob", "none");
  await idsOf("tea");
  for (const id of ["ada", "bob", "eve"]) await read("tea", id);
  assertEquals([await idsOf("tea"), asked()], [["ada"], 1]);
});

Deno.test("Listeners.of() keeps no answer that was out of date when it came", async () => {
  const { listeners, idsOf } = await open("ada");
  const early = idsOf("tea");
  await listeners.setLevel("tea", "ada", "all");
  await early;
  assertEquals(await idsOf("tea"), ["ada"]);
});

Deno.test("Listeners.of() has no more than 1,000 rooms at hand, those asked for last", async () => {
  const { store, listeners, idsOf, asked } = await open("ada");
  for (let n = 0; n < 1_001; n++) await store.createRoom(roomDraft(`r${n}`));
  for (let n = 0; n < 1_000; n++) await idsOf(`r${n}`);
  await idsOf("r0");
  await idsOf("r1000");
  assertEquals(asked(), 1_001);
  await idsOf("r0");
  assertEquals([asked(), listeners.mayBe("r1")], [1_001, true]);
  await idsOf("r1");
  assertEquals(asked(), 1_002);
});
