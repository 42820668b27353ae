/**
 * Kills the server again and again while 50 clients write, and looks whether anything that it
 * acknowledged is gone. It takes the executable where there is one, else the sources.
 *
 *     deno task torture                 100 rounds
 *     deno task torture --rounds 500
 *     deno task torture --seed 42       draws the same again, as far as timing allows
 *
 * With `--cluster`, 60 clients write over three nodes with a PostgreSQL and a NATS of their own, while
 * one thing after the other goes wrong, for ten minutes or as many as `--minutes` says.
 */
import { parseArgs } from "node:util";
import { clusterFaults, tortureCluster } from "../tests/support/cluster_torture.ts";
import type {
  ClusterFault,
  ClusterProgress,
  ClusterReport,
} from "../tests/support/cluster_torture.ts";
import { findPrograms } from "../tests/support/program.ts";
import type { Program } from "../tests/support/program.ts";
import { Random } from "../tests/support/random.ts";
import type { Progress, TortureReport } from "../tests/support/torture.ts";
import { torture } from "../tests/support/torture.ts";

/** Faults that are shown; one cause often shows in thousands. */
const maxShown = 20;
const barChars = 24;

if (import.meta.main) Deno.exit(await main());

async function main(): Promise<number> {
  const { rounds, seed, minutes } = readArgs();
  const program = findPrograms().at(-1)!;
  if (minutes !== undefined) return await mainOfCluster(program, seed, minutes);
  const folder = await Deno.makeTempDir({ prefix: "parley-torture-" });
  print(`torturing ${program.name}, seed ${seed}\n`);
  const progressed = (progress: Progress) => showProgress(progress, rounds);
  const report = await torture({ program, folder, rounds, seed, progressed });
  if (Deno.stdout.isTerminal()) print("\n");
  if (report.faults.length > 0) {
    print(failureText(report, `${folder}, seed ${seed}`));
    return 1;
  }
  await Deno.remove(folder, { recursive: true });
  print(successText(report));
  return 0;
}

async function mainOfCluster(program: Program, seed: number, minutes: number): Promise<number> {
  print(`torturing three nodes of ${program.name} for ${minutes} minutes, seed ${seed}\n`);
  const faults = drawFaults(new Random(seed), minutes * 60_000);
  const report = await tortureCluster({ program, seed, faults, progressed: showFault });
  print(report.faults.length > 0 ? clusterFailureText(report) : clusterSuccessText(report));
  return report.faults.length > 0 ? 1 : 0;
}

/** Draws one fault after the other until the time is over. */
function* drawFaults(random: Random, forMs: number): Generator<ClusterFault, void, void> {
  const untilMs = performance.now() + forMs;
  while (performance.now() < untilMs) yield random.pick(clusterFaults);
}

function showFault({ round, fault, acknowledged, presenceMs }: ClusterProgress): void {
  const seconds = (presenceMs / 1_000).toFixed(1);
  const counts = `${acknowledged.toLocaleString("en")} acknowledged, none lost or doubled`;
  print(`${round}. ${fault}: ${counts}; ${seconds} s until all knew who is there\n`);
}

function clusterSuccessText({ acknowledged, resumes }: ClusterReport): string {
  return `All of ${acknowledged.toLocaleString("en")} acknowledged commands are there once, and ` +
    `everybody heard them in one order; clients came back ${resumes.toLocaleString("en")} times\n`;
}

function clusterFailureText({ faults }: ClusterReport): string {
  return `Something is wrong:\n${listed(faults)}`;
}

/** @returns `minutes` where it is a cluster. */
function readArgs(): { rounds: number; seed: number; minutes: number | undefined } {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      rounds: { type: "string" },
      seed: { type: "string" },
      cluster: { type: "boolean" },
      minutes: { type: "string" },
    },
  });
  const minutes = wholeNumber("--minutes", values.minutes) ?? 10;
  return {
    rounds: wholeNumber("--rounds", values.rounds) ?? 100,
    seed: wholeNumber("--seed", values.seed) ?? Random.newSeed(),
    minutes: values.cluster ? minutes : undefined,
  };
}

function wholeNumber(flag: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const value = /^\d{1,10}$/.test(given) ? Number(given) : NaN;
  if (value >= 1 && value < 2 ** 32) return value;
  print(`Cannot use ${flag} "${given}": it needs to be a whole number from 1\n`);
  Deno.exit(2);
}

/** One line, rewritten in place on a terminal; elsewhere a line for every tenth round. */
function showProgress({ round, acknowledged, lost }: Progress, rounds: number): void {
  const counts = `${acknowledged.toLocaleString("en")} acknowledged, ${lost} lost`;
  const line = `round ${round} of ${rounds}: ${counts}`;
  if (!Deno.stdout.isTerminal()) {
    if (round % 10 === 0 || round === rounds) print(`${line}\n`);
    return;
  }
  const filled = Math.round(barChars * round / rounds);
  print(`\r\x1b[K${"█".repeat(filled)}${"░".repeat(barChars - filled)} ${line}`);
}

function successText({ round, acknowledged, resumes }: TortureReport): string {
  return `All of ${
    acknowledged.toLocaleString("en")
  } acknowledged commands are there once and in ` +
    `order, after ${round} kills; clients came back ${resumes.toLocaleString("en")} times\n`;
}

function failureText({ round, faults }: TortureReport, where: string): string {
  return `Something is wrong after ${round} kills; the data is in ${where}:\n${listed(faults)}`;
}

function listed(faults: readonly string[]): string {
  const shown = faults.slice(0, maxShown).map((fault) => `  ${fault}\n`).join("");
  const rest = faults.length > maxShown ? `  and ${faults.length - maxShown} more\n` : "";
  return shown + rest;
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}
