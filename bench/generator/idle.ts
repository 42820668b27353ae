import { setTimeout as delay } from "node:timers/promises";
import type { Figures, Plan } from "../load_generator.ts";
import type { Crowd } from "./crowd.ts";
import { compareLooks, look } from "./look.ts";
import { countSockets } from "./process_usage.ts";

const firstJoins = 100;
const settleMs = 1_000;

/**
 * Lets a crowd join that says nothing, and measures what the load asks for: by how much the servers grow for
 * each connection and what rest costs, or what it costs when all come back.
 *
 * @throws {Error} What {@linkcode Crowd.growTo} throws.
 */
export async function measureIdle(plan: Plan, crowd: Crowd): Promise<Figures> {
  const { clients, grows, rests, comesBack } = plan.load;
  const grown = grows ? await measureGrowth(plan, crowd) : {};
  await crowd.growTo(clients);
  return {
    ...grown,
    ...(rests && await measureRest(plan, plan.restMs ?? 0)),
    ...(comesBack && await measureReturn(plan, crowd)),
  };
}

/** The first hundred do not count: with them a server loads and compiles what it needs for any. */
async function measureGrowth(plan: Plan, crowd: Crowd): Promise<Figures> {
  const { clients } = plan.load;
  const socketsBefore = plan.serverPids.map(countSockets);
  await crowd.growTo(firstJoins);
  const before = await look(plan);
  await crowd.growTo(clients);
  const sockets = plan.serverPids.map((pid, index) => countSockets(pid) - socketsBefore[index]);
  await delay(settleMs);
  const { rssBytes } = await look(plan);
  return {
    bytesPerIdleConnection: (rssBytes - before.rssBytes) / (clients - firstJoins),
    rssBytes,
    ...(plan.serverPids.length > 1 && { largestShare: Math.max(...sockets) / clients }),
  };
}

/** What being there costs while nobody says anything. */
async function measureRest(plan: Plan, restMs: number): Promise<Figures> {
  const before = await look(plan);
  await delay(restMs);
  return compareLooks(plan, before, await look(plan));
}

/** What it costs when everybody is cut off and comes back at once. */
async function measureReturn(plan: Plan, crowd: Crowd): Promise<Figures> {
  await crowd.cutOff();
  const before = await look(plan);
  const { eachMs, allMs } = await crowd.rushTo(plan.load.clients);
  const after = await look(plan);
  const joins = eachMs.length;
  eachMs.sort((a, b) => a - b);
  return {
    joinsPerSecond: joins / allMs * 1000,
    joinP99Ms: eachMs[Math.floor(joins * 0.99)],
    serverMicrosPerJoin: (after.serverMicros - before.serverMicros) / joins,
    ...(plan.databasePid !== undefined && {
      databaseMicrosPerJoin: (after.databaseMicros - before.databaseMicros) / joins,
    }),
    ...(plan.brokerPid !== undefined && {
      brokerMicrosPerJoin: (after.brokerMicros - before.brokerMicros) / joins,
    }),
  };
}
