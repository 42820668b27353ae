/** What is done to the executable to break it, in short; `deno task reliability` does it in full. */
import { assertEquals } from "@std/assert";
import { perform } from "../../bench/reliability/perform.ts";
import { runs } from "../../bench/reliability/runs.ts";
import { findPrograms } from "../support/program.ts";
import { Random } from "../support/random.ts";

const program = findPrograms().at(-1)!;

for (const run of runs) {
  Deno.test(`${program.name} holds: ${run.title}`, async () => {
    const seed = Random.newSeed();
    const { signal } = new AbortController();
    const { faults } = await perform(run, { program, size: "short", seed, signal, tell() {} });
    assertEquals(faults, [], `seed ${seed}`);
  });
}
