import { cpus } from "node:os";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import type { Figures, Plan } from "../load_generator.ts";
import type { Pace } from "../loads.ts";
import type { Crowd } from "./crowd.ts";
import { startMetronome } from "./metronome.ts";
import { readIdleMicros, readProcessUsage } from "./process_usage.ts";

/**
 * Lets the senders of a crowd speak, measures how the server copes, and checks that nothing was lost.
 *
 * @throws {Error} What {@linkcode Crowd.growTo} and {@linkcode Crowd.checkAllReceived} throw.
 */
export async function measureTraffic(plan: Plan, crowd: Crowd, pace: Pace): Promise<Figures> {
  await crowd.growTo(plan.load.clients);
  const { rooms, clients } = plan.load;
  const stop = "window" in pace
    ? fillWindows(crowd)
    : keepSchedule(crowd, pace.deliveriesPerSecond * rooms / clients);
  await delay(plan.warmupMs);
  for (const witness of crowd.witnesses) witness.isRecording = true;
  const before = look(plan, crowd);
  await delay(plan.measureMs);
  const after = look(plan, crowd);
  for (const witness of crowd.witnesses) witness.isRecording = false;
  stop();
  await crowd.checkAllReceived();

  const deliveries = after.deliveries - before.deliveries;
  const micros = after.atMicros - before.atMicros;
  const serverMicros = after.serverMicros - before.serverMicros;
  const ownMicros = after.ownMicros - before.ownMicros;
  const latenciesMs = crowd.witnesses.flatMap((witness) => witness.latenciesMs);
  latenciesMs.sort((a, b) => a - b);
  return {
    deliveriesPerSecond: deliveries / micros * 1_000_000,
    p50Ms: latenciesMs[Math.floor(latenciesMs.length * 0.5)],
    p99Ms: latenciesMs[Math.floor(latenciesMs.length * 0.99)],
    cpuMicrosPerDelivery: serverMicros / deliveries,
    serverCores: serverMicros / micros,
    generatorCores: ownMicros / micros,
    otherCores: cpus().length -
      (after.idleMicros - before.idleMicros + serverMicros + ownMicros) / micros,
    rssBytes: after.rssBytes,
  };
}

function look({ serverPid }: Plan, { deliveries }: Crowd) {
  const { cpuMicros: serverMicros, rssBytes } = readProcessUsage(serverPid);
  const { user, system } = process.cpuUsage();
  return {
    atMicros: performance.now() * 1000,
    deliveries,
    serverMicros,
    ownMicros: user + system,
    idleMicros: readIdleMicros(),
    rssBytes,
  };
}

function fillWindows({ senders }: Crowd): () => void {
  for (const sender of senders.values()) sender.isSpeaking = true;
  return () => {
    for (const sender of senders.values()) sender.isSpeaking = false;
  };
}

function keepSchedule({ senders }: Crowd, messagesPerSecond: number): () => void {
  const inTurn = [...senders.values()];
  let turn = 0;
  return startMetronome(messagesPerSecond, (dueAtMs) => {
    inTurn[turn++ % inTurn.length].say(dueAtMs);
  });
}
