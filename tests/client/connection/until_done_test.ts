import { assertEquals } from "@std/assert";
import { untilDone } from "../../../client/connection/until_done.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { FakeNetwork, settled } from "./fake_network.ts";

/** Something that fails until the test says otherwise. */
class Stage {
  readonly clock = new FakeClock();
  readonly surroundings = new FakeNetwork();
  readonly random = () => 0;
  fails = true;
  tries = 0;
  readonly stop = untilDone(() => {
    this.tries++;
    return this.fails ? Promise.reject(new Error("no")) : Promise.resolve();
  }, this);

  /** Has the next try made by the clock; gives how long it took to come, in milliseconds. */
  async wait(): Promise<number> {
    await settled();
    const waitMs = this.clock.nextAtMs! - this.clock.now();
    this.clock.advance(waitMs);
    return waitMs;
  }
}

Deno.test("untilDone() waits longer with each failure, 5 min at most", async () => {
  const stage = new Stage();
  const waits: number[] = [];
  for (let n = 0; n < 9; n++) waits.push(await stage.wait());
  assertEquals(waits.slice(0, 3), [2_500, 5_000, 10_000]);
  assertEquals(waits.slice(-2), [150_000, 150_000]);
  stage.stop();
});

Deno.test("untilDone() tries at once when the network is back, and not twice", async () => {
  const stage = new Stage();
  stage.surroundings.go("online");
  await settled();
  assertEquals(stage.tries, 1);
  stage.surroundings.go("online");
  stage.surroundings.go("online");
  assertEquals([stage.tries, stage.clock.pending], [2, 0]);
  await settled();
  stage.stop();
});

Deno.test("untilDone() is over once it is done", async () => {
  const stage = new Stage();
  stage.fails = false;
  await stage.wait();
  await settled();
  stage.surroundings.go("online");
  assertEquals([stage.tries, stage.clock.pending], [2, 0]);
});

Deno.test("untilDone() tries no more once it is stopped", async () => {
  const stage = new Stage();
  stage.stop();
  await settled();
  stage.surroundings.go("online");
  assertEquals([stage.tries, stage.clock.pending], [1, 0]);
});
