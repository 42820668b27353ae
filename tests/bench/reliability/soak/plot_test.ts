import { assertEquals, assertMatch } from "@std/assert";
import { drawSamples } from "../../../../bench/reliability/soak/plot.ts";
import type { Sample } from "../../../../bench/reliability/soak/sampler.ts";
import { csvOf } from "../../../../bench/reliability/soak/sampler.ts";

const samples: readonly Sample[] = [5, 10, 15].map((seconds) => ({
  seconds,
  rssMegabytes: 100.12345,
  openFiles: 40,
  threads: 8,
  cpuPercent: 30,
  pongMs: 0.5,
  longestPongMs: 2,
  healthMs: 0.75,
  databaseMegabytes: seconds,
  heapMegabytes: 30,
  loopDelayMs: 0.25,
}));

Deno.test("drawSamples() draws an SVG with a line for each thing measured", () => {
  const svg = drawSamples(samples);
  assertMatch(svg, /^<svg [^]*Memory of the server[^]*Open files[^]*<\/svg>$/);
  assertEquals(svg.match(/stroke="#2f81d6"/g)?.length, 7);
});

Deno.test("csvOf() writes a line of names, then one for each sample", () => {
  const [names, first, ...rest] = csvOf(samples).trimEnd().split("\n");
  assertEquals(names!.split(",").slice(0, 3), ["seconds", "rssMegabytes", "openFiles"]);
  assertEquals([first, rest.length], ["5,100.123,40,8,30,0.5,2,0.75,5,30,0.25", 2]);
});
