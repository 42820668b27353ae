import type { Outcome } from "../../../bench/reliability/outcome.ts";
import type { Run } from "../../../bench/reliability/run.ts";

/** A run that is never done. */
export function sampleRun(key: string): Run {
  const report = { did: "", figures: [], faults: [] };
  return {
    key,
    title: `About ${key}`,
    describe: () => `All of ${key}.`,
    perform: () => Promise.resolve(report),
  };
}

/** An outcome of such a run. */
export function sampleOutcome(key: string, different: Partial<Outcome> = {}): Outcome {
  return {
    key,
    title: `About ${key}`,
    description: `All of ${key}.`,
    did: "It stood.",
    figures: [],
    faults: [],
    size: "full",
    seed: 7,
    command: `deno task reliability --only ${key} --seed 7`,
    program: "Parley 1.2.3 (the executable, commit 0123abc)",
    machine: "Some Processor, 2 cores",
    endedAt: "2026-11-23T18:00:00.000Z",
    tookSeconds: 12.4,
    ...different,
  };
}
