import { assertEquals, assertThrows } from "@std/assert";
import { clusterLoads } from "../../bench/cluster/loads.ts";
import { loads } from "../../bench/loads.ts";
import { parseOptions } from "../../bench/options.ts";

Deno.test("parseOptions() asks for all loads on one server unless told otherwise", () => {
  const { isCluster, keys } = parseOptions([]);
  assertEquals([isCluster, keys], [false, Object.keys(loads)]);
});

Deno.test("parseOptions() asks for the loads of several nodes with --cluster", () => {
  const { isCluster, keys } = parseOptions(["--cluster"]);
  assertEquals([isCluster, keys], [true, Object.keys(clusterLoads)]);
});

Deno.test("parseOptions() leaves out of a quick run of several nodes what takes long", () => {
  assertEquals(parseOptions(["--cluster", "--quick"]).keys, ["a", "b", "c", "d", "e"]);
  assertEquals(parseOptions(["--cluster", "--quick", "--only", "g"]).keys, ["g"]);
  assertEquals(parseOptions(["--quick"]).keys, Object.keys(loads));
});

Deno.test("parseOptions() takes --only from the loads that are asked for", () => {
  assertEquals(parseOptions(["--cluster", "--only", "e,f"]).keys, ["e", "f"]);
  assertThrows(() => parseOptions(["--only", "e,f"]), TypeError, `Cannot run load "e"`);
});

Deno.test("parseOptions() writes no page from a part of a run", () => {
  for (const part of [["--quick"], ["--only", "a"]]) {
    assertThrows(() => parseOptions(["--cluster", "--write", ...part]), TypeError);
  }
  assertEquals(parseOptions(["--cluster", "--write"]).isForPage, true);
});
