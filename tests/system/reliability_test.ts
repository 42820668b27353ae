/** What is done to the executable to break it, in short; `deno task reliability` does it in full. */
import { assertEquals } from "@std/assert";
import { conformance } from "../../bench/reliability/conformance.ts";
import { perform } from "../../bench/reliability/perform.ts";
import { runs } from "../../bench/reliability/runs.ts";
import { findPrograms } from "../support/program.ts";

const program = findPrograms().at(-1)!;
/** The same each time; the task draws another. */
const seed = 9;

for (const run of runs) {
  // Each row of its tables is a test of its own, in tests/conformance.
  if (run === conformance) continue;
  Deno.test(`${program.name} holds: ${run.title}`, async () => {
    const { signal } = new AbortController();
    const { faults } = await perform(run, { program, size: "short", seed, signal, tell() {} });
    assertEquals(faults, []);
  });
}
