import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Series } from "../../../../bench/reliability/soak/trend.ts";
import {
  faultsOf,
  leastOfParts,
  median,
  trendOf,
} from "../../../../bench/reliability/soak/trend.ts";
import { Random } from "../../../support/random.ts";

/** Memory in MB, every 5 s for an hour, that may rise by 5 % and 2 MB. */
function memory(at: (seconds: number) => number): Series {
  const times = Array.from({ length: 721 }, (_, index) => index * 5);
  const points = times.map((seconds) => [seconds, at(seconds)] as const);
  return { name: "memory", unit: " MB", mayRise: { part: 0.05, besides: 2 }, points };
}

Deno.test("median() is the middle one, or between two", () => {
  assertEquals(median([9, 1, 5]), 5);
  assertEquals(median([9, 1, 5, 7]), 6);
});

Deno.test("trendOf() gives the level and the rise of a line after its warm-up", () => {
  const { level, rise } = trendOf(memory((seconds) => 100 + seconds / 100));
  assertEquals([Math.round(level), Math.round(rise)], [123, 27]);
});

Deno.test("trendOf() makes nothing of a few that lie far out", () => {
  const { rise } = trendOf(memory((seconds) => seconds > 3_400 ? 500 : 100));
  assertEquals(rise, 0);
});

Deno.test("trendOf() refuses a single point", () => {
  const series = { ...memory(() => 1), points: [[0, 1]] as const };
  assertThrows(() => trendOf(series), RangeError, "memory");
});

Deno.test("leastOfParts() leaves what is left when garbage was collected", () => {
  const series = memory((seconds) => 100 + seconds % 700 / 5);
  const least = leastOfParts(series, 6);
  assertEquals(least.map(([, value]) => Math.round(value)), [100, 100, 100, 100, 100, 100]);
  assertEquals(least.map(([seconds]) => seconds), [0, 700, 1400, 2100, 2800, 3500]);
});

Deno.test("faultsOf() finds none where it only warms up, falls, or swings", () => {
  const random = new Random(1);
  const faults = [
    memory((seconds) => Math.min(200, 80 + seconds)),
    memory((seconds) => 200 - seconds / 100),
    memory(() => 120 + random.below(40)),
  ].flatMap(faultsOf);
  assertEquals(faults, []);
});

Deno.test("faultsOf() finds a slow leak below the swing of what is used and freed", () => {
  const random = new Random(2);
  const [fault] = faultsOf(memory((seconds) => 120 + random.below(40) + seconds / 180));
  assert(fault?.startsWith("memory rises by 1"), fault);
});
