import { assertEquals } from "@std/assert";
import { Resting } from "../../lib/push/resting.ts";
import { FakeClock } from "../support/fake_clock.ts";

Deno.test("Resting.of() is 0 for a service that nothing is known of", () => {
  assertEquals(new Resting(new FakeClock()).of("a.example"), 0);
});

Deno.test("Resting leaves a service alone for 30 s that fails three times in a row", () => {
  const clock = new FakeClock();
  const resting = new Resting(clock);
  for (const restMs of [0, 0, 30_000]) {
    resting.failed("a.example");
    assertEquals([resting.of("a.example"), resting.of("b.example")], [restMs, 0]);
  }
  clock.advance(29_999);
  assertEquals(resting.of("a.example"), 1);
  clock.advance(1);
  assertEquals(resting.of("a.example"), 0);
});

Deno.test("Resting leaves a service alone at the first failure after that", () => {
  const clock = new FakeClock();
  const resting = new Resting(clock);
  for (let n = 0; n < 3; n++) resting.failed("a.example");
  clock.advance(30_000);
  resting.failed("a.example");
  assertEquals(resting.of("a.example"), 30_000);
});

Deno.test("Resting forgets failures once there is an answer", () => {
  const resting = new Resting(new FakeClock());
  for (let n = 0; n < 2; n++) resting.failed("a.example");
  resting.answered("a.example");
  resting.failed("a.example");
  assertEquals(resting.of("a.example"), 0);
});

Deno.test("Resting leaves a service alone for as long as it asks, but not for ever", () => {
  const resting = new Resting(new FakeClock());
  for (const [asked, restMs] of [[undefined, 30_000], [5_000, 5_000], [86_400_000, 600_000]]) {
    resting.asked("a.example", asked);
    assertEquals(resting.of("a.example"), restMs);
  }
});
