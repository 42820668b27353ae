import { assertEquals } from "@std/assert";
import { LeaseTurns } from "../../../client/outbox/lease_turns.ts";
import type { Turn } from "../../../client/outbox/turns.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { settled } from "../connection/fake_network.ts";
import { MemoryLeases } from "./memory_leases.ts";

/** Tabs that take turns; what each hears is noted. */
class Stage {
  readonly clock = new FakeClock();
  readonly leases = new MemoryLeases();
  readonly heard: string[] = [];
  #holders = 0;

  async take(tab: string): Promise<Turn> {
    const turns = new LeaseTurns({
      clock: this.clock,
      leases: this.leases,
      newHolder: () => `h${++this.#holders}`,
    });
    const turn = turns.take("tea", {
      granted: () => this.heard.push(`${tab} granted`),
      lost: () => this.heard.push(`${tab} lost`),
    });
    await settled();
    return turn;
  }

  /** Lets time pass second by second, so that what is begun in one is done in it. */
  async pass(seconds: number): Promise<void> {
    for (let n = 0; n < seconds; n++) {
      this.clock.advance(1_000);
      await settled();
    }
  }
}

Deno.test("LeaseTurns gives the turn to the first who asks, and then to the next", async () => {
  const stage = new Stage();
  const first = await stage.take("first");
  const second = await stage.take("second");
  await stage.pass(60);
  assertEquals(stage.heard, ["first granted"]);
  first.release();
  await stage.pass(1);
  assertEquals(stage.heard, ["first granted", "second granted"]);
  second.release();
  await settled();
  assertEquals([stage.clock.pending, stage.leases.leases.size], [0, 0]);
});

Deno.test("LeaseTurns gives on the turn of a tab that is gone after 8 s", async () => {
  const stage = new Stage();
  await stage.leases.takeLease({
    name: "tea",
    holder: "gone",
    untilMs: stage.clock.now() + 8_000,
  }, { nowMs: stage.clock.now(), byForce: false });
  const turn = await stage.take("second");
  await stage.pass(7);
  assertEquals(stage.heard, []);
  await stage.pass(1);
  assertEquals(stage.heard, ["second granted"]);
  turn.release();
});

Deno.test("LeaseTurns: who insists has the turn, and who had it hears so", async () => {
  const stage = new Stage();
  await stage.take("first");
  const second = await stage.take("second");
  second.insist();
  await stage.pass(2);
  assertEquals(stage.heard, ["first granted", "second granted", "first lost"]);
  second.release();
  await settled();
  assertEquals(stage.clock.pending, 0);
});

Deno.test("LeaseTurns grants the turn where nothing is shared", async () => {
  const stage = new Stage();
  stage.leases.isBroken = true;
  const turn = await stage.take("first");
  assertEquals(stage.heard, ["first granted"]);
  turn.release();
});

Deno.test("LeaseTurns: who leaves the line before the answer keeps nothing", async () => {
  const stage = new Stage();
  const taking = stage.take("first");
  (await taking).release();
  const turns = new LeaseTurns({
    clock: stage.clock,
    leases: stage.leases,
    newHolder: () => "hasty",
  });
  turns.take("tea", { granted: () => stage.heard.push("hasty"), lost: () => {} }).release();
  await settled();
  assertEquals(stage.heard, ["first granted"]);
  assertEquals([stage.clock.pending, stage.leases.leases.size], [0, 0]);
});
