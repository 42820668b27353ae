import { cpus } from "node:os";
import { performance } from "node:perf_hooks";
import process from "node:process";
import type { Figures, Plan } from "../load_generator.ts";
import { readIdleMicros, readProcessUsage, readTreeCpuMicros } from "./process_usage.ts";

/** What everything has used so far. */
export interface Look {
  readonly atMicros: number;
  readonly serverMicros: number;
  readonly databaseMicros: number;
  readonly brokerMicros: number;
  readonly ownMicros: number;
  readonly idleMicros: number;
  readonly rssBytes: number;
  readonly news?: { readonly in: number; readonly out: number; readonly outBytes: number };
}

/** Looks at all processes of a plan. */
export async function look(plan: Plan): Promise<Look> {
  const { serverPids, databasePid, brokerPid, natsMonitorPort } = plan;
  // Asked first: the answer takes a moment, the rest does not.
  const news = natsMonitorPort === undefined ? undefined : await readNews(natsMonitorPort);
  const servers = serverPids.map(readProcessUsage);
  const { user, system } = process.cpuUsage();
  return {
    atMicros: performance.now() * 1000,
    serverMicros: servers.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0),
    databaseMicros: databasePid === undefined ? 0 : readTreeCpuMicros(databasePid),
    brokerMicros: brokerPid === undefined ? 0 : readTreeCpuMicros(brokerPid),
    ownMicros: user + system,
    idleMicros: readIdleMicros(),
    rssBytes: servers.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
    ...(news && { news }),
  };
}

/** What was used between two looks; of parts that the plan has not, nothing. */
export function compareLooks(plan: Plan, before: Look, after: Look): Figures {
  const micros = after.atMicros - before.atMicros;
  const used = (part: "serverMicros" | "databaseMicros" | "brokerMicros" | "ownMicros") =>
    (after[part] - before[part]) / micros;
  const [server, database, broker, own] = [
    used("serverMicros"),
    used("databaseMicros"),
    used("brokerMicros"),
    used("ownMicros"),
  ];
  const idle = (after.idleMicros - before.idleMicros) / micros;
  const aSecond = (part: "in" | "out" | "outBytes") =>
    ((after.news?.[part] ?? 0) - (before.news?.[part] ?? 0)) / micros * 1_000_000;
  return {
    serverCores: server,
    ...(plan.databasePid !== undefined && { databaseCores: database }),
    ...(plan.brokerPid !== undefined && { brokerCores: broker }),
    generatorCores: own,
    otherCores: cpus().length - idle - server - database - broker - own,
    ...(after.news && {
      newsInPerSecond: aSecond("in"),
      newsOutPerSecond: aSecond("out"),
      newsOutBytesPerSecond: aSecond("outBytes"),
    }),
  };
}

/** @see {@link https://docs.nats.io/running-a-nats-service/nats_admin/monitoring | Monitoring NATS} */
async function readNews(port: number): Promise<{ in: number; out: number; outBytes: number }> {
  const answer = await fetch(`http://127.0.0.1:${port}/varz`);
  const { in_msgs, out_msgs, out_bytes } = await answer.json();
  return { in: in_msgs, out: out_msgs, outBytes: out_bytes };
}
