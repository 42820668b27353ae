import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { mergeOutcomes, readOutcomes, writeOutcomes } from "../../../bench/reliability/outcome.ts";
import { TestFolder } from "../../support/program.ts";
import { sampleOutcome, sampleRun } from "./sample.ts";

const order = ["one", "two", "three"].map(sampleRun);

Deno.test("mergeOutcomes() keeps those of runs that were not done anew", () => {
  const kept = [sampleOutcome("one"), sampleOutcome("two")];
  const again = sampleOutcome("two", { did: "It stood again." });
  assertEquals(mergeOutcomes(kept, [again], order), [kept[0]!, again]);
});

Deno.test("mergeOutcomes() goes by the order of the runs", () => {
  const merged = mergeOutcomes([sampleOutcome("three")], [sampleOutcome("one")], order);
  assertEquals(merged.map(({ key }) => key), ["one", "three"]);
});

Deno.test("mergeOutcomes() drops the outcome of a run that is not there any more", () => {
  assertEquals(mergeOutcomes([sampleOutcome("gone")], [], order), []);
});

Deno.test("readOutcomes() finds none where nothing was written yet", async () => {
  await using folder = new TestFolder();
  assertEquals(await readOutcomes(join(folder.path, "outcomes.json")), []);
});

Deno.test("readOutcomes() reads what writeOutcomes() wrote, whole numbers as they are", async () => {
  await using folder = new TestFolder();
  const path = join(folder.path, "outcomes.json");
  const figures = [{ name: "a", value: 1_234_567 }, { name: "b", value: 1.23456789 }];
  await writeOutcomes(path, [sampleOutcome("one", { seed: 4_294_967_295, figures })]);
  const [{ seed, figures: [a, b] }] = await readOutcomes(path) as [
    ReturnType<typeof sampleOutcome>,
  ];
  assertEquals([seed, a!.value, b!.value], [4_294_967_295, 1_234_567, 1.2346]);
});
