/** Two whole servers that are nodes of one Parley: one store, and a bus between them. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { LocalHub } from "../../lib/cluster/local_bus.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { HeardLog } from "../support/heard_log.ts";
import { TestServer } from "../support/server.ts";

/** Two nodes. */
async function two(): Promise<{ one: TestServer; other: TestServer } & AsyncDisposable> {
  const hub = new LocalHub({ log: new HeardLog().log });
  const store = new MemoryStore();
  // Nobody waits for what a test does not look at.
  const config = { drain: 0 };
  const one = await TestServer.open({ store, bus: hub.open(), config: { drain: 1 } });
  const other = await TestServer.open({ store, bus: hub.open(), config });
  return {
    one,
    other,
    async [Symbol.asyncDispose]() {
      await one[Symbol.asyncDispose]();
      await other[Symbol.asyncDispose]();
    },
  };
}

Deno.test("what is said at one node is heard at the other, and who is there is known at both", async () => {
  await using nodes = await two();
  await using ann = await nodes.one.join({ room: "tea", name: "Ann" });
  await ann.hear("welcome");
  await using bob = await nodes.other.join({ room: "tea", name: "Bob" });
  await bob.hear("welcome");
  await ann.hear("presence", ({ joined }) => joined.some(({ name }) => name === "Bob"));
  ann.send("hello");
  assertEquals((await bob.hear("message")).text, "hello");
  bob.send("hi");
  assertEquals((await ann.hear("message", ({ seq }) => seq === 2)).text, "hi");
});

Deno.test("a node that goes down hands its people over: 1001, and no new socket", async () => {
  await using nodes = await two();
  const { one, other } = nodes;
  await using ann = await one.join({ room: "tea", name: "Ann" });
  const { epoch } = await ann.hear("welcome");
  ann.send("before");
  await ann.hear("message");
  const draining = one.app.drain();
  assertEquals((await ann.closed).code, 1001);
  await assertRejects(() => one.join({ room: "tea", name: "Ann" }), Error);
  await using back = await other.join({ room: "tea", name: "Ann", since: 1, epoch });
  assert((await back.hear("welcome")).resumed);
  const ready = await one.fetch("/readyz");
  assertEquals([ready.status, await ready.text()], [503, "going down"]);
  const page = await one.fetch("/healthz");
  assertEquals(page.status, 200);
  await page.body?.cancel();
  await draining;
});

Deno.test("a server alone closes its sockets at once", async () => {
  await using server = await TestServer.open({ config: { drain: 300 } });
  await using ann = await server.join({ room: "tea", name: "Ann" });
  await ann.hear("welcome");
  await server.app.drain();
  await server.app.close();
  assertEquals((await ann.closed).code, 1001);
});
