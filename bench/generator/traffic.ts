import { setTimeout as delay } from "node:timers/promises";
import type { Figures, Plan } from "../load_generator.ts";
import type { Pace } from "../loads.ts";
import type { Crowd } from "./crowd.ts";
import { compareLooks, look } from "./look.ts";
import { startMetronome } from "./metronome.ts";

/**
 * Lets the senders of a crowd speak, measures how the servers cope, and checks that nothing was lost.
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
  const before = { ...await look(plan), deliveries: crowd.deliveries };
  for (const witness of crowd.witnesses) witness.isRecording = true;
  await delay(plan.measureMs);
  const after = { ...await look(plan), deliveries: crowd.deliveries };
  for (const witness of crowd.witnesses) witness.isRecording = false;
  stop();
  await crowd.checkAllReceived();

  const deliveries = after.deliveries - before.deliveries;
  const micros = after.atMicros - before.atMicros;
  const deliveriesPerSecond = deliveries / micros * 1_000_000;
  const latenciesMs = crowd.witnesses.flatMap((witness) => witness.latenciesMs);
  latenciesMs.sort((a, b) => a - b);
  return {
    messagesPerSecond: deliveriesPerSecond * rooms / clients,
    messages: crowd.deliveries * rooms / clients,
    deliveriesPerSecond,
    p50Ms: latenciesMs[Math.floor(latenciesMs.length * 0.5)],
    p99Ms: latenciesMs[Math.floor(latenciesMs.length * 0.99)],
    cpuMicrosPerDelivery: (after.serverMicros - before.serverMicros) / deliveries,
    bytesPerDelivery: crowd.volume / crowd.deliveries,
    ...compareLooks(plan, before, after),
    rssBytes: after.rssBytes,
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
