import { assertEquals, assertRejects } from "@std/assert";
import { LateOutbox } from "../../../client/outbox/late_outbox.ts";
import type { LeaseStore } from "../../../client/outbox/lease_turns.ts";
import type { OutboxStore } from "../../../client/outbox/outbox_store.ts";
import { settled } from "../connection/fake_network.ts";
import { MemoryLeases } from "./memory_leases.ts";
import { SharedOutbox } from "./memory_outbox.ts";
import { leaseCases, outboxCases } from "./outbox_contract.ts";

/** An outbox and leases in memory, as one store. */
function whole(shared: SharedOutbox, leases: MemoryLeases): OutboxStore & LeaseStore {
  return Object.assign(shared.open(), {
    takeLease: leases.takeLease.bind(leases),
    dropLease: leases.dropLease.bind(leases),
  });
}

for (const [name, run] of Object.entries({ ...outboxCases, ...leaseCases })) {
  Deno.test(`LateOutbox.${name}`, async () => {
    const [shared, leases] = [new SharedOutbox(), new MemoryLeases()];
    await run(() => new LateOutbox(() => Promise.resolve(whole(shared, leases))));
  });
}

Deno.test("LateOutbox loads once, and again only when that failed", async () => {
  let loads = 0;
  const store = whole(new SharedOutbox(), new MemoryLeases());
  const outbox = new LateOutbox(() =>
    ++loads === 1 ? Promise.reject(new Error("no network")) : Promise.resolve(store)
  );
  await assertRejects(() => outbox.read("tea"), Error, "no network");
  await outbox.read("tea");
  await outbox.read("tea");
  assertEquals(loads, 2);
});

Deno.test("LateOutbox.watch() tells of changes once it has loaded, be it later", async () => {
  const shared = new SharedOutbox();
  const store = whole(shared, new MemoryLeases());
  let [loads, count] = [0, 0];
  const outbox = new LateOutbox(() =>
    ++loads === 1 ? Promise.reject(new Error("no network")) : Promise.resolve(store)
  );
  outbox.watch("tea", () => count++);
  await settled();
  await outbox.read("tea");
  await shared.open().remove("tea", "r1");
  await settled();
  assertEquals(count, 1);
});

Deno.test("LateOutbox.watch() that is stopped before the outbox is there tells nothing", async () => {
  const shared = new SharedOutbox();
  let count = 0;
  const outbox = new LateOutbox(() => Promise.resolve(whole(shared, new MemoryLeases())));
  outbox.watch("tea", () => count++)();
  await settled();
  await shared.open().remove("tea", "r1");
  await settled();
  assertEquals(count, 0);
});
