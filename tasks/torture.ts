/**
 * Kills the server again and again while 50 clients write, and looks whether anything that it
 * acknowledged is gone. It takes the executable where there is one, else the sources.
 *
 *     deno task torture                 100 rounds
 *     deno task torture --rounds 500
 *     deno task torture --seed 42       draws the same again, as far as timing allows
 */
import { parseArgs } from "node:util";
import { findPrograms } from "../tests/support/program.ts";
import { Random } from "../tests/support/random.ts";
import type { Progress, TortureReport } from "../tests/support/torture.ts";
import { torture } from "../tests/support/torture.ts";

/** Faults that are shown; one cause often shows in thousands. */
const maxShown = 20;
const barChars = 24;

if (import.meta.main) Deno.exit(await main());

async function main(): Promise<number> {
  const { rounds, seed } = readArgs();
  const program = findPrograms().at(-1)!;
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

function readArgs(): { rounds: number; seed: number } {
  const { values } = parseArgs({
    args: Deno.args,
    options: { rounds: { type: "string" }, seed: { type: "string" } },
  });
  return {
    rounds: wholeNumber("--rounds", values.rounds) ?? 100,
    seed: wholeNumber("--seed", values.seed) ?? Random.newSeed(),
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
  const shown = faults.slice(0, maxShown).map((fault) => `  ${fault}\n`).join("");
  const rest = faults.length > maxShown ? `  and ${faults.length - maxShown} more\n` : "";
  return `Something is wrong after ${round} kills; the data is in ${where}:\n${shown}${rest}`;
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}
