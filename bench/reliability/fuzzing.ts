import { join } from "@std/path";
import { runToEnd } from "../../tests/support/program.ts";
import { Attack } from "./fuzz/attack.ts";
import { Culprits } from "./fuzz/culprits.ts";
import type { Report, Run, Setting, Size } from "./run.ts";

const steps: Readonly<Record<Size, number>> = { short: 1_000, full: 100_000 };
/** Steps after which the bystanders say something, and it is looked whether all is well. */
const stepsPerRound = 100;
/** Memory may grow by so much in the second half, and by this factor: caches fill, logs are kept. */
const moreBytes = 128 * 1024 ** 2;
const moreMemory = 1.5;
/** Files that may be open besides those before: a few connections that are just ending. */
const moreFiles = 8;
/** How long they have for that, in milliseconds. */
const filesMs = 60_000;
const lookAgainMs = 50;

/** Sessions of real clients, damaged in every way, are sent to a server. */
export const fuzzing: Run = {
  key: "fuzzing",
  title: "Damaged sessions",
  describe: (size) =>
    `Sessions of real clients and a request of every route, ${steps[size]} times damaged: bits ` +
    "flipped, cut, doubled, in another order, spliced, with lying heads, extreme numbers, other JSON, " +
    "odd signs. Meanwhile two people talk in the same room.",
  perform,
};

async function perform({ program, size, seed, folder, signal, tell }: Setting): Promise<Report> {
  const count = steps[size];
  const faults: string[] = [];
  await using attack = await Attack.begin(program, { folder: join(folder, "attacked"), seed });
  await using culprits = new Culprits(program, join(folder, "culprits"));
  let halfway = 0;
  for (let first = 0; first < count && !signal.aborted; first += stepsPerRound) {
    const round = Array.from(
      { length: Math.min(stepsPerRound, count - first) },
      (_, index) => attack.stepOf(first + index),
    );
    await attack.perform(round);
    for (const fault of attack.news()) {
      faults.push(`seed ${seed}, before step ${first + round.length}: ${fault}`);
      faults.push(...await culprits.find(fault, round));
    }
    if (faults.length > 0) break;
    if (first + round.length >= count / 2 && halfway === 0) halfway = attack.rssBytes();
    tell(`${first + round.length} of ${count} steps`);
  }
  if (faults.length > 0) return { did: "It failed.", figures: [], faults };
  signal.throwIfAborted();

  const atEnd = attack.rssBytes();
  if (atEnd > Math.max(halfway * moreMemory, halfway + moreBytes)) {
    faults.push(
      `memory grew from ${megabytes(halfway)} to ${megabytes(atEnd)} MB in the second half`,
    );
  }
  const stillOpen = await leastOpenFiles(attack);
  if (stillOpen > moreFiles) faults.push(`${stillOpen} more files are open than before`);
  const { heard, kept, answers } = attack;
  attack.leave();
  const { code } = await attack.server.end("SIGTERM");
  if (code !== 0) faults.push(`it ended with ${code}`);
  faults.push(...attack.news());
  const data = join(folder, "attacked", "data");
  const doctor = await runToEnd(program, ["doctor", "--data", data]);
  if (doctor.code !== 0) faults.push(`doctor: ${doctor.stdout}${doctor.stderr}`);
  const refusals = [...answers].filter(isRefusal).toSorted(([, one], [, other]) => other - one);
  return {
    did:
      `It refused with ${refusals.map(([what, times]) => `${what} ${times} times`).join(", ")}; ` +
      "bystanders heard all there was, in order, and what it kept is sound.",
    figures: [
      { name: "steps", value: count },
      { name: "seed", value: seed },
      { name: "refused", value: refusals.reduce((sum, [, times]) => sum + times, 0) },
      { name: "events heard by bystanders", value: heard },
      { name: "connections kept for a time", value: kept },
      { name: "memory halfway", value: megabytes(halfway), unit: "MB" },
      { name: "memory at the end", value: megabytes(atEnd), unit: "MB" },
      { name: "further files open at the end", value: stillOpen },
    ],
    faults,
  };
}

/** Waits until no more files are open than may be, but not for ever. */
async function leastOpenFiles(attack: Attack): Promise<number> {
  const until = performance.now() + filesMs;
  while (attack.moreOpenFiles() > moreFiles && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
  return attack.moreOpenFiles();
}

function isRefusal([what]: readonly [what: string, times: number]): boolean {
  return !/^HTTP [123]/.test(what);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 ** 2);
}
