/** Damaged sessions harm nobody; `full` in `bench/reliability/fuzzing.ts` is the long form. */
import { assert, assertEquals } from "@std/assert";
import { fuzzing } from "../../bench/reliability/fuzzing.ts";
import { findPrograms, TestFolder } from "../support/program.ts";

const program = findPrograms().at(-1)!;

Deno.test(`${program.name} lives through 1,000 damaged sessions, and bystanders notice nothing`, async () => {
  await using folder = new TestFolder();
  const { faults, figures } = await fuzzing.perform({
    program,
    size: "short",
    seed: 9,
    folder: folder.path,
    signal: new AbortController().signal,
    tell() {},
  });
  assertEquals(faults, []);
  assert(figures.some(({ name, value }) => name === "refused" && value > 0));
});
