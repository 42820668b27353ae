import { assertEquals } from "@std/assert";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import type { Draft } from "../../lib/store/store.ts";
import { keptLimits } from "../../lib/wire/kept_limits.ts";
import { storeContract } from "./contract.ts";
import { directContract } from "./direct_contract.ts";
import { searchContract } from "./search_contract.ts";
import { filesContract } from "./files_contract.ts";
import { accountsContract } from "./accounts_contract.ts";
import { keysContract } from "./keys_contract.ts";
import { membershipsContract } from "./memberships_contract.ts";
import { subscription, subscriptionsContract } from "./subscriptions_contract.ts";
import { webhooksContract } from "./webhooks_contract.ts";
import { roomDraft } from "../support/room_draft.ts";

function open(): Promise<MemoryStore> {
  return Promise.resolve(new MemoryStore());
}

storeContract("MemoryStore", open);
searchContract("MemoryStore", open);
subscriptionsContract("MemoryStore", open);
accountsContract("MemoryStore", open);
membershipsContract("MemoryStore", open);
webhooksContract("MemoryStore", open);
filesContract("MemoryStore", open);
keysContract("MemoryStore", open);
directContract("MemoryStore", open);

function said(text: string, ref?: string): Draft {
  const from = { id: "ada", name: "Ada", kind: "guest" as const };
  return { type: "message", at: 1_000, from, text, ...(ref !== undefined && { ref }) };
}

/** A store that keeps `eventsKept` events, with a room `tea` that had `count`. */
async function openFull(eventsKept: number, count: number): Promise<MemoryStore> {
  const store = new MemoryStore({ eventsKept });
  await store.createRoom(roomDraft("tea"));
  const drafts = Array.from({ length: count }, (_, index) => said(`${index + 1}`, `r${index + 1}`));
  await store.append("tea", drafts);
  return store;
}

Deno.test("MemoryStore keeps at least eventsKept events, and fewer than twice as many", async () => {
  for (let count = 1; count <= 25; count++) {
    const store = await openFull(5, count);
    const { messages } = await store.readMessages("tea", { limit: 200 });
    assertEquals(messages.length >= Math.min(5, count) && messages.length < 10, true);
    assertEquals(messages.at(-1)?.seq, count);
  }
});

Deno.test("MemoryStore.readEvents() gives undefined when some of them are forgotten", async () => {
  const store = await openFull(5, 10);
  assertEquals(await store.readEvents("tea", 4, 10), undefined);
});

Deno.test("MemoryStore.readEvents() gives what is kept", async () => {
  const store = await openFull(5, 10);
  assertEquals((await store.readEvents("tea", 5, 10))?.map(({ seq }) => seq), [6, 7, 8, 9, 10]);
});

Deno.test("MemoryStore.readMessages() has no more than what is kept", async () => {
  const store = await openFull(5, 10);
  const { messages, more } = await store.readMessages("tea", { before: 8, limit: 9 });
  assertEquals([messages.map(({ seq }) => seq), more], [[6, 7], false]);
});

Deno.test("MemoryStore numbers on after it forgot", async () => {
  const store = await openFull(5, 10);
  const [outcome] = await store.append("tea", [said("next")]);
  assertEquals("event" in outcome! && outcome.event.seq, 11);
});

Deno.test("MemoryStore knows a ref as long as its event", async () => {
  const store = await openFull(5, 10);
  const outcomes = await store.append("tea", [said("6", "r6"), said("5", "r5")]);
  assertEquals(outcomes.map((outcome) => "event" in outcome && outcome.event.seq), [6, 11]);
});

Deno.test("MemoryStore cannot edit what it forgot", async () => {
  const store = await openFull(5, 10);
  const { from, at } = said("");
  const [outcome] = await store.append("tea", [{ type: "edited", from, at, target: 5, text: "x" }]);
  assertEquals("refused" in outcome! && outcome.refused, "not_found");
});

Deno.test("MemoryStore keeps no more subscriptions than there may be, but takes one for one", async () => {
  const { subscriptions } = new MemoryStore();
  const person = (n: number) => ({ id: `${n}`, name: "Ada", kind: "guest" as const });
  for (let n = 0; n < keptLimits.subscriptions; n += 10) {
    for (let m = 0; m < 10; m++) await subscriptions.add(person(n), subscription(`${n + m}`));
  }
  assertEquals(await subscriptions.add(person(1), subscription("more")), false);
  assertEquals(await subscriptions.add(person(1), subscription("0")), true);
  assertEquals(await subscriptions.add(person(10), subscription("more")), true);
  assertEquals(await subscriptions.add(person(2), subscription("yet more")), false);
});
