/** Two whole servers that are nodes of one Parley: one store, and a bus between them. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { LocalHub } from "../support/local_bus.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { HeardLog } from "../support/heard_log.ts";
import { lacksPostgres, TestPostgres } from "../support/postgres.ts";
import { PushService } from "../support/push_service.ts";
import type { ServerOptions } from "../support/server.ts";
import { TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";
import { seqsIn } from "../support/webhook_stage.ts";

/** Two nodes. @param common Options of both; a store in memory unless they have it otherwise. */
async function two(
  common: ServerOptions = { store: new MemoryStore() },
): Promise<{ one: TestServer; other: TestServer } & AsyncDisposable> {
  const hub = new LocalHub({ log: new HeardLog().log });
  const open = (drain: number) =>
    TestServer.open({ ...common, bus: hub.open(), config: { ...common.config, drain } });
  const one = await open(1);
  // Nobody waits for what a test does not look at.
  const other = await open(0);
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

Deno.test("a webhook that was made at one node is told once what is said at either", {
  ignore: lacksPostgres(),
}, async () => {
  await using postgres = await TestPostgres.open();
  await using service = PushService.open();
  await using nodes = await two({
    config: { store: "postgres", databaseUrl: postgres.url },
    poster: service.poster(),
  });
  const { one, other } = nodes;
  const headers = {
    cookie: await one.cookieOf("Olga"),
    origin: one.origin,
    "content-type": "application/json",
  };
  for (
    const [path, body] of [
      ["/api/rooms", { name: "tea" }],
      ["/api/rooms/tea/webhooks", { url: "https://push.example/hook" }],
    ] as const
  ) {
    const made = await one.fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
    await made.body?.cancel();
    assertEquals(made.status, 201);
  }
  await using ann = await one.join({ room: "tea", name: "Ann" });
  await using bob = await other.join({ room: "tea", name: "Bob" });
  for (let seq = 1; seq <= 10; seq += 2) {
    ann.send("from one");
    await bob.hear("message", (message) => message.seq === seq);
    bob.send("from the other");
    await ann.hear("message", (message) => message.seq === seq + 1);
  }
  await until(() => service.received.flatMap(seqsIn).length >= 10);
  assertEquals(service.received.flatMap(seqsIn), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

Deno.test("a server alone closes its sockets at once", async () => {
  await using server = await TestServer.open({ config: { drain: 300 } });
  await using ann = await server.join({ room: "tea", name: "Ann" });
  await ann.hear("welcome");
  await server.app.drain();
  await server.app.close();
  assertEquals((await ann.closed).code, 1001);
});
