import { assertEquals } from "@std/assert";
import type { BusState } from "../lib/cluster/bus.ts";
import { Readiness } from "../lib/readiness.ts";
import { MemoryStore } from "../lib/store/memory_store.ts";
import { TroubleList } from "../lib/trouble_list.ts";
import { FakeClock } from "./support/fake_clock.ts";
import { TestStore } from "./support/test_store.ts";

/** A readiness of parts that a test breaks, and how often the store was looked at. */
class Stage {
  readonly clock = new FakeClock();
  readonly store = new TestStore(new MemoryStore());
  readonly troubles = new TroubleList(this.clock);
  readonly bus: { state: BusState } = { state: "up" };
  looks = 0;
  readonly readiness = new Readiness({
    store: {
      findRoom: (name) => {
        this.looks++;
        return this.store.findRoom(name);
      },
    },
    troubles: this.troubles,
    bus: this.bus,
    clock: this.clock,
  });

  /** Looks after the last look has become old: whether it is ready, and what is not well. */
  async look(): Promise<[isReady: boolean, ...parts: string[]]> {
    this.clock.advance(2_000);
    return read(await this.readiness.look());
  }
}

function read({ isReady, parts }: Readiness["now"]): [isReady: boolean, ...parts: string[]] {
  const ailing = [...parts].filter(([, state]) => state !== "well");
  return [isReady, ...ailing.map(([part, state]) => `${part} ${state}`)];
}

Deno.test("Readiness.look() finds everything well where it is", async () => {
  assertEquals(await new Stage().look(), [true]);
});

Deno.test("Readiness.look() is not ready while the store cannot be read, and then again", async () => {
  const stage = new Stage();
  const mend = stage.store.fail("findRoom");
  assertEquals(await stage.look(), [false, "store away"]);
  mend();
  assertEquals(await stage.look(), [true]);
});

Deno.test("Readiness.look() asks the store once in 2 s, however many ask", async () => {
  const stage = new Stage();
  await Promise.all(Array.from({ length: 10 }, () => stage.readiness.look()));
  stage.clock.advance(1_999);
  await stage.readiness.look();
  assertEquals(stage.looks, 1);
  stage.clock.advance(1);
  await stage.readiness.look();
  assertEquals(stage.looks, 2);
});

Deno.test("Readiness.look() waits half a second, and takes a store for lost after 10 s", async () => {
  const stage = new Stage();
  const release = stage.store.hold("findRoom");
  const looking = stage.readiness.look();
  stage.clock.advance(500);
  assertEquals(read(await looking), [true]);
  stage.clock.advance(10_000);
  assertEquals(read(stage.readiness.now), [false, "store away"]);
  release();
  await stage.store.settled();
  assertEquals([stage.looks, await stage.look()], [1, [true]]);
  assertEquals(stage.clock.pending, 0);
});

Deno.test("Readiness.look() stays ready where something cannot be written, and tells of it", async () => {
  const stage = new Stage();
  await stage.look();
  const full = {};
  stage.troubles.met(full, "store");
  stage.troubles.met({}, "files");
  assertEquals(read(stage.readiness.now), [true, "store in trouble", "files in trouble"]);
  stage.troubles.over(full);
  assertEquals(read(stage.readiness.now), [true, "files in trouble"]);
});

Deno.test("Readiness.look() stays ready without the bus, and tells of it", async () => {
  const stage = new Stage();
  stage.bus.state = "away";
  assertEquals(await stage.look(), [true, "bus away"]);
});

Deno.test("Readiness.look() of a server that goes down is not ready, and asks no store", async () => {
  const stage = new Stage();
  stage.readiness.goDown();
  assertEquals([await stage.look(), stage.looks], [[false], 0]);
});
