import { assertEquals } from "@std/assert";
import { Histogram } from "../../lib/metrics/histogram.ts";

Deno.test("Histogram counts a value where it is at most the bound", () => {
  const histogram = new Histogram([1, 5]);
  for (const value of [0, 1, 1.5, 5, 6, 7]) histogram.add(value);
  assertEquals(histogram.counts, [2, 2, 2]);
  assertEquals(histogram.sum, 20.5);
});
