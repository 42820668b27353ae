// The load generator, a process of its own under Node: drives one load against one server.
// Its argument is a Plan in JSON; it prints the Figures in JSON, or ends with an error.
import process from "node:process";
import { isMainThread } from "node:worker_threads";
import type { Plan } from "../load_generator.ts";
import { Crowd } from "./crowd.ts";
import { measureIdle } from "./idle.ts";
import { wakeOnBeats } from "./metronome.ts";
import { measureTraffic } from "./traffic.ts";

const patienceMs = 60_000;

async function main(): Promise<void> {
  const plan: Plan = JSON.parse(process.argv[2]);
  setTimeout(() => {
    throw new Error(`Cannot measure "${plan.load.title}": it took over ${patienceMs} ms`);
  }, patienceMs);
  const crowd = new Crowd(plan);
  const { traffic } = plan.load;
  const figures = traffic === undefined
    ? await measureIdle(plan, crowd)
    : await measureTraffic(plan, crowd, traffic.pace);
  process.stdout.write(JSON.stringify(figures), () => process.exit());
}

// The metronome's thread loads this file too, since all modules are bundled into one.
if (isMainThread) await main();
else wakeOnBeats();
