import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parseOptions, usageOf } from "../../../bench/reliability/options.ts";
import { sampleRun } from "./sample.ts";

const runs = ["one", "two", "three"].map(sampleRun);

Deno.test("parseOptions() asks for all runs in full unless told otherwise", () => {
  const { chosen, size, isForPage } = parseOptions([], runs);
  assertEquals([chosen, size, isForPage], [runs, "full", false]);
});

Deno.test("parseOptions() takes some runs by --only, in their own order", () => {
  const { chosen } = parseOptions(["--only", "three,one"], runs);
  assertEquals(chosen.map(({ key }) => key), ["one", "three"]);
  assertThrows(() => parseOptions(["--only", "four"], runs), TypeError, `Cannot do run "four"`);
});

Deno.test("parseOptions() reads a seed, and draws one unless given", () => {
  assertEquals(parseOptions(["--seed", "42"], runs).seed, 42);
  assertEquals(Number.isInteger(parseOptions([], runs).seed), true);
  for (const seed of ["0", "x", "-1", "4294967296"]) {
    assertThrows(() => parseOptions([`--seed=${seed}`], runs), TypeError, "Cannot use --seed");
  }
});

Deno.test("parseOptions() writes the page from whole runs, be it some of them", () => {
  assertEquals(parseOptions(["--write", "--only", "two"], runs).isForPage, true);
  assertThrows(() => parseOptions(["--write", "--short"], runs), TypeError, "leave --short out");
});

Deno.test("usageOf() names each run by its key and title", () => {
  assertStringIncludes(usageOf(runs), "three               About three");
});
