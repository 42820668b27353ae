import { assertEquals } from "@std/assert";
import { LoopDelay } from "../../lib/metrics/loop_delay.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** A clock whose timers run late by so many milliseconds. */
class LateClock extends FakeClock {
  lateMs = 0;

  override schedule(delayMs: number, task: () => void): () => void {
    return super.schedule(delayMs, () => {
      this.advance(this.lateMs);
      task();
    });
  }
}

Deno.test("LoopDelay tells how late its timers ran, in seconds", () => {
  const clock = new LateClock();
  const loop = new LoopDelay(clock);
  clock.advance(1_000);
  clock.lateMs = 40;
  clock.advance(500);
  loop.close();
  const { bounds, counts, sum } = loop.delays;
  assertEquals(counts.reduce((one, other) => one + other), 3);
  assertEquals([counts[0], counts[bounds.indexOf(0.05)], sum], [2, 1, 0.04]);
});

Deno.test("LoopDelay that is closed waits for nothing", () => {
  const clock = new FakeClock();
  const loop = new LoopDelay(clock);
  clock.advance(5_000);
  loop.close();
  assertEquals(clock.pending, 0);
});
