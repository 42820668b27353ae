/** The event loop never waits for the disk: while a commit is pending, all else goes on. */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";
import { FakeClock } from "../support/fake_clock.ts";
import { findPrograms, RunningProgram, TestFolder } from "../support/program.ts";
import { TestServer } from "../support/server.ts";
import { SlowStore } from "../support/slow_store.ts";

Deno.test("the server answers and other rooms go on while a commit of 500 ms is pending", async () => {
  const clock = new FakeClock();
  const store = new SlowStore(clock);
  await using server = await TestServer.open({ store });
  await using ann = await server.join({ room: "slow", name: "ann" });
  await using bob = await server.join({ room: "other", name: "bob" });
  await using cem = await server.join({ room: "other", name: "cem" });
  const happenings: string[] = [];

  ann.send({ type: "say", text: "hello", ref: "r1" });
  const acknowledged = ann.hear("message").then(() => happenings.push("acknowledged"));
  await store.begun;
  assertEquals(await (await server.fetch("/healthz")).text(), "ok");
  happenings.push("healthz answered");
  bob.send({ type: "typing", on: true });
  await cem.hear("typing");
  happenings.push("typing heard elsewhere");
  clock.advance(SlowStore.commitMs - 1);
  ann.send({ type: "ping" });
  await ann.hear("pong");
  happenings.push("ping answered in the slow room");
  clock.advance(1);
  await acknowledged;

  assertEquals(happenings, [
    "healthz answered",
    "typing heard elsewhere",
    "ping answered in the slow room",
    "acknowledged",
  ]);
});

for (const program of findPrograms()) {
  Deno.test(`${program.name} answers while its database takes no commit, and commits once it does`, async () => {
    await using folder = new TestFolder();
    await using parley = await RunningProgram.start(program, folder.path);
    await using ann = await parley.join({ room: "slow", name: "ann" });
    await using bob = await parley.join({ room: "other", name: "bob" });
    await using cem = await parley.join({ room: "other", name: "cem" });
    await Promise.all([ann, bob, cem].map((client) => client.hear("welcome")));
    using database = new DatabaseSync(join(folder.path, "data", "parley.db"), { timeout: 5_000 });
    database.exec("begin immediate");

    ann.send({ type: "say", text: "hello" });
    ann.send({ type: "ping" });
    // Answered after the message was taken, so that from here on the worker waits.
    await ann.hear("pong");
    assertEquals(await (await parley.fetch("/healthz")).text(), "ok");
    bob.send({ type: "typing", on: true });
    assertEquals((await cem.hear("typing")).from.name, "bob");
    // Neither done nor given up.
    assertEquals(ann.heard.filter(({ type }) => type === "message" || type === "error"), []);

    database.exec("rollback");
    assertEquals((await ann.hear("message")).text, "hello");
  });
}
