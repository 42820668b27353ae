import { assertEquals } from "@std/assert";
import { Outbox } from "../../../client/outbox/outbox.ts";
import type { PendingMessage } from "../../../client/outbox/outbox_store.ts";
import { settled } from "../connection/fake_network.ts";
import { type MemoryOutbox, SharedOutbox } from "./memory_outbox.ts";

/** Two tabs' views of one room's outbox. */
class Stage {
  readonly shared = new SharedOutbox();
  readonly stores: MemoryOutbox[] = [];

  async open(): Promise<Outbox> {
    const store = this.shared.open();
    this.stores.push(store);
    const outbox = new Outbox({ room: "tea", store, changed: () => {} });
    outbox.open();
    await outbox.settled();
    return outbox;
  }
}

function message(ref: string, fields: Partial<PendingMessage> = {}): PendingMessage {
  const author = { id: "a", name: "Ada" };
  return { ref, text: ref, at: 1, place: 1, author, ...fields };
}

function refs(outbox: Outbox): string[] {
  return outbox.list.value.map(({ ref }) => ref);
}

Deno.test("Outbox.open() puts what it reads before what was written meanwhile, in order", async () => {
  const stage = new Stage();
  const first = await stage.open();
  void first.add(message("old", { place: 900 }));
  await settled();
  const outbox = new Outbox({ room: "tea", store: stage.shared.open(), changed: () => {} });
  outbox.open();
  void outbox.add(message("one", { place: 5 }));
  void outbox.add(message("two", { place: 901 }));
  await outbox.settled();
  assertEquals(refs(outbox), ["old", "one", "two"]);
  await settled();
  assertEquals(refs(first), ["old", "one", "two"]);
});

Deno.test("Outbox.open() reads what waits in its own room only", async () => {
  const stage = new Stage();
  await stage.shared.open().add("coffee", message("elsewhere"));
  assertEquals(refs(await stage.open()), []);
});

Deno.test("Outbox.remove() is not undone by what another tab did at the same time", async () => {
  const stage = new Stage();
  const [first, second] = [await stage.open(), await stage.open()];
  await first.add(message("r1"));
  await settled();
  first.remove("r1");
  const [before] = second.list.value;
  void second.replace({ ...before!, refusal: { code: "forbidden", message: "Cannot" } });
  await settled();
  assertEquals([refs(first), refs(second), stage.shared.messages.size], [[], [], 0]);
});

Deno.test("Outbox.remove() stays done for this tab when the store fails", async () => {
  const stage = new Stage();
  const outbox = await stage.open();
  await outbox.add(message("r1"));
  stage.stores[0]!.isBroken = true;
  outbox.remove("r1");
  await outbox.settled();
  stage.stores[0]!.isBroken = false;
  await outbox.refresh();
  assertEquals(refs(outbox), []);
});

Deno.test("Outbox.remove() of a message that is still being added leaves nothing behind", async () => {
  const stage = new Stage();
  const outbox = await stage.open();
  void outbox.add(message("r1"));
  outbox.remove("r1");
  await outbox.settled();
  assertEquals([refs(outbox), stage.shared.messages.size], [[], 0]);
});

Deno.test("Outbox.replace() keeps what could not be kept before", async () => {
  const stage = new Stage();
  const outbox = await stage.open();
  stage.stores[0]!.isBroken = true;
  await outbox.add(message("r1"));
  assertEquals(outbox.isAtRisk.value, true);
  stage.stores[0]!.isBroken = false;
  await outbox.replace(message("r1"));
  assertEquals([outbox.isAtRisk.value, stage.shared.messages.size], [false, 1]);
});

Deno.test("Outbox.refresh() keeps what is in no store", async () => {
  const stage = new Stage();
  const outbox = await stage.open();
  outbox.hold(message("r1"));
  await outbox.refresh();
  assertEquals([refs(outbox), outbox.isAtRisk.value], [["r1"], true]);
});

Deno.test("Outbox.close() hears nothing more of other tabs", async () => {
  const stage = new Stage();
  const [first, second] = [await stage.open(), await stage.open()];
  second.close();
  await first.add(message("r1"));
  await settled();
  assertEquals(refs(second), []);
});
