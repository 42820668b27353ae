/**
 * What every outbox store and every store of leases has to do. The cases run under Deno on those in
 * memory and in a browser on the real ones, so they need neither.
 */
import { assertEquals } from "@std/assert";
import type { LeaseStore } from "../../../client/outbox/lease_turns.ts";
import type { OutboxStore, PendingMessage } from "../../../client/outbox/outbox_store.ts";
import { until } from "../../support/until.ts";

/** One case; `open` gives the store as another tab sees it, at first an empty one. */
export type Case<Store> = (open: () => Store) => Promise<void>;

function message(ref: string, fields: Partial<PendingMessage> = {}): PendingMessage {
  return { ref, text: ref, at: 1, place: 1, author: { id: "a", name: "Ada" }, ...fields };
}

async function refs(store: OutboxStore, room = "tea"): Promise<string[]> {
  return (await store.read(room)).map(({ ref }) => ref).sort();
}

/** Cases for an {@linkcode OutboxStore}, by what they say of it. */
export const outboxCases: Record<string, Case<OutboxStore>> = {
  async "read() gives whole what another tab has added, for its room only"(open) {
    const whole = message("r1", { replyTo: 7, epoch: "e1", text: "**hi** \u{1F389}" });
    await open().add("tea", whole);
    await open().add("coffee", message("r2"));
    assertEquals(await open().read("tea"), [whole]);
    assertEquals(await open().read("milk"), []);
  },

  async "add() keeps the same message once"(open) {
    const store = open();
    await store.add("tea", message("r1"));
    await store.add("tea", message("r1", { text: "again" }));
    assertEquals((await store.read("tea")).map(({ text }) => text), ["again"]);
  },

  async "replace() keeps the changed message, and nothing when it is gone"(open) {
    const store = open();
    await store.add("tea", message("r1"));
    const refusal = { code: "forbidden", message: "Cannot" };
    assertEquals(await open().replace("tea", message("r1", { refusal })), true);
    assertEquals((await store.read("tea"))[0]?.refusal, refusal);
    await store.remove("tea", "r1");
    assertEquals(await open().replace("tea", message("r1")), false);
    assertEquals(await refs(store), []);
  },

  async "remove() forgets one message, and twice is as good as once"(open) {
    const store = open();
    for (const ref of ["r1", "r2"]) await store.add("tea", message(ref));
    await store.remove("tea", "r1");
    await store.remove("tea", "r1");
    assertEquals(await refs(store), ["r2"]);
  },

  async "calls take effect in the order in which they are made"(open) {
    const store = open();
    const [, , , left] = await Promise.all([
      store.add("tea", message("r1")),
      store.add("tea", message("r2")),
      store.remove("tea", "r1"),
      store.read("tea"),
    ]);
    assertEquals(left.map(({ ref }) => ref), ["r2"]);
  },

  async "watch() tells of what other tabs do in the room, until it is stopped"(open) {
    const [store, other] = [open(), open()];
    let [count, elsewhere] = [0, 0];
    const stop = store.watch("tea", () => count++);
    store.watch("coffee", () => elsewhere++);
    await other.add("tea", message("r1"));
    await other.replace("tea", message("r1"));
    await other.remove("tea", "r1");
    await store.add("tea", message("r2"));
    // News come in the order of what was done: with this one, those before it have come.
    await other.add("coffee", message("r3"));
    await until(() => elsewhere === 1);
    assertEquals(count, 3);
    stop();
    await other.add("tea", message("r4"));
    await other.add("coffee", message("r5"));
    await until(() => elsewhere === 2);
    assertEquals(count, 3);
  },
};

/** Cases for a {@linkcode LeaseStore}. */
export const leaseCases: Record<string, Case<LeaseStore>> = {
  async "takeLease() leaves another's lease alone until it has ended"(open) {
    const lease = { name: "tea", holder: "one", untilMs: 100 };
    const other = { name: "tea", holder: "two", untilMs: 200 };
    assertEquals(await open().takeLease(lease, { nowMs: 0, byForce: false }), true);
    assertEquals(await open().takeLease(other, { nowMs: 99, byForce: false }), false);
    assertEquals(await open().takeLease(other, { nowMs: 100, byForce: false }), true);
    assertEquals(await open().takeLease(lease, { nowMs: 101, byForce: false }), false);
  },

  async "takeLease() renews one's own, and takes any by force"(open) {
    const store = open();
    for (const untilMs of [100, 200]) {
      const lease = { name: "tea", holder: "one", untilMs };
      assertEquals(await store.takeLease(lease, { nowMs: 0, byForce: false }), true);
    }
    const other = { name: "tea", holder: "two", untilMs: 300 };
    assertEquals(await store.takeLease(other, { nowMs: 150, byForce: false }), false);
    assertEquals(await store.takeLease(other, { nowMs: 150, byForce: true }), true);
  },

  async "dropLease() frees one's own and nobody else's"(open) {
    const store = open();
    const lease = { name: "tea", holder: "one", untilMs: 100 };
    const other = { name: "tea", holder: "two", untilMs: 100 };
    await store.takeLease(lease, { nowMs: 0, byForce: false });
    await store.dropLease("tea", "two");
    assertEquals(await store.takeLease(other, { nowMs: 0, byForce: false }), false);
    await store.dropLease("tea", "one");
    assertEquals(await store.takeLease(other, { nowMs: 0, byForce: false }), true);
  },
};
