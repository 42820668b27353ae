import { idleConnections } from "./idle_connections.ts";
import type { Run } from "./run.ts";

/** All scripted runs, in the order of the page. */
export const runs: readonly Run[] = [idleConnections];
