// `deno task reliability`: does the scripted runs to the server, and writes docs/RELIABILITY.md.
import { join } from "@std/path";
import type { Program } from "../../tests/support/program.ts";
import { findPrograms } from "../../tests/support/program.ts";
import { describeMachine } from "../machine.ts";
import { describeProgram } from "../provenance.ts";
import { printReport, tell, writePage } from "../report_page.ts";
import type { Options } from "./options.ts";
import { parseOptions, usageOf } from "./options.ts";
import type { Outcome } from "./outcome.ts";
import { mergeOutcomes, readOutcomes, writeOutcomes } from "./outcome.ts";
import { perform } from "./perform.ts";
import { renderOutcomes } from "./report.ts";
import { writePicture } from "./picture.ts";
import type { Run } from "./run.ts";
import { runs } from "./runs.ts";

/** Where the outcomes are kept that the page shows. */
const outcomesPath = join(import.meta.dirname!, "../../docs/RELIABILITY.json");

/** @returns Whether all held. */
async function performAll(options: Options, signal: AbortSignal): Promise<boolean> {
  const programs = findPrograms();
  const program = programs.at(-1)!;
  if (options.isForPage && programs.length < 2) {
    throw new Error("Cannot write the page without the executable: make it by deno task compile");
  }
  const description = await describeProgram(program);
  const fresh: Outcome[] = [];
  for (const run of options.chosen) {
    const outcome = await performOne(run, { program, description, options, signal });
    fresh.push(outcome);
    // After each, so that none is lost with the next.
    if (options.isForPage) await addToPage(outcome);
    if (options.json !== undefined) await writeOutcomes(options.json, fresh);
  }
  await printReport(renderOutcomes(fresh));
  return fresh.every(({ faults }) => faults.length === 0);
}

/** What {@linkcode performOne} needs. */
interface Circumstances {
  readonly program: Program;
  /** Of the program. */
  readonly description: string;
  readonly options: Options;
  readonly signal: AbortSignal;
}

async function performOne(run: Run, circumstances: Circumstances): Promise<Outcome> {
  const { program, description, options: { size, seed, isForPage }, signal } = circumstances;
  tell(`${run.key}: ${run.title}\n`);
  const beganMs = performance.now();
  const { picture, ...report } = await perform(run, {
    program,
    size,
    seed,
    signal,
    tell: (progress) => tell(`  ${progress}\n`),
  });
  if (picture && isForPage) await writePicture(run.key, picture);
  const tookSeconds = (performance.now() - beganMs) / 1_000;
  tell(`  ${report.faults.length === 0 ? "all held" : report.faults.join("\n  ")}\n`);
  const short = size === "short" ? " --short" : "";
  return {
    key: run.key,
    title: run.title,
    description: run.describe(size),
    ...report,
    ...(picture && { pictureAlt: picture.alt }),
    size,
    seed,
    command: `deno task reliability --only ${run.key}${short} --seed ${seed}`,
    program: description,
    machine: describeMachine(),
    endedAt: new Date().toISOString(),
    tookSeconds,
  };
}

async function addToPage(outcome: Outcome): Promise<void> {
  const outcomes = mergeOutcomes(await readOutcomes(outcomesPath), [outcome], runs);
  await writeOutcomes(outcomesPath, outcomes);
  await writePage(renderOutcomes(outcomes), "RELIABILITY.md");
}

async function main(): Promise<number> {
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => interruption.abort());
  }
  let options;
  try {
    options = parseOptions(Deno.args, runs);
  } catch (error) {
    tell(`${messageOf(error)}\n\n${usageOf(runs)}`);
    return 2;
  }
  try {
    if (!options.isHelp) return await performAll(options, interruption.signal) ? 0 : 1;
    await printReport(usageOf(runs));
    return 0;
  } catch (error) {
    if (interruption.signal.aborted) return 130;
    tell(`${messageOf(error)}\n`);
    return 1;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

Deno.exit(await main());
