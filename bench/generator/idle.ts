import { setTimeout as delay } from "node:timers/promises";
import type { Figures, Plan } from "../load_generator.ts";
import type { Crowd } from "./crowd.ts";
import { readProcessUsage } from "./process_usage.ts";

const firstJoins = 100;
const settleMs = 1_000;

/**
 * Lets a crowd join that says nothing, and measures by how much the server grows for each connection.
 * The first hundred do not count: with them it loads and compiles what it needs for any.
 *
 * @throws {Error} What {@linkcode Crowd.growTo} throws.
 */
export async function measureIdle(plan: Plan, crowd: Crowd): Promise<Figures> {
  await crowd.growTo(firstJoins);
  const before = readProcessUsage(plan.serverPid);
  await crowd.growTo(plan.load.clients);
  await delay(settleMs);
  const { rssBytes } = readProcessUsage(plan.serverPid);
  const bytesPerIdleConnection = (rssBytes - before.rssBytes) / (plan.load.clients - firstJoins);
  return { rssBytes, bytesPerIdleConnection };
}
