import type { Run } from "./run.ts";
import { soak } from "./soak.ts";

/** All scripted runs, in the order of the page. */
export const runs: readonly Run[] = [soak];
