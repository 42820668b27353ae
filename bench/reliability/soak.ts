import { delay } from "@std/async";
import { join } from "@std/path";
import { RunningProgram } from "../../tests/support/program.ts";
import type { Report, Run, Setting, Size } from "./run.ts";
import type { Sample } from "./soak/sampler.ts";
import { csvOf, Sampler } from "./soak/sampler.ts";
import { countOpenFiles } from "../generator/process_usage.ts";
import { drawSamples } from "./soak/plot.ts";
import { TrafficThread } from "./soak/traffic_thread.ts";
import type { TrafficResult } from "./soak/traffic_thread.ts";
import type { Series } from "./soak/trend.ts";
import { faultsOf, leastOfParts, median, trendOf } from "./soak/trend.ts";

/** How long, and how closely watched. */
export interface Span {
  readonly seconds: number;
  /** Seconds between two samples. */
  readonly everySeconds: number;
}

/** What there is of it to be done. */
export const spans: Readonly<Record<Size, Span>> = {
  short: { seconds: 12, everySeconds: 0.5 },
  full: { seconds: 3_600, everySeconds: 5 },
};

/** Of memory, the least of each of so many parts counts: of an hour, each two minutes. */
const memoryParts = 30;

/**
 * Files that may be open afterwards and were not before: connections that clients keep for their next
 * request, for a minute and a half, and what the database opens when it is first used.
 */
const spareFiles = 40;
/** How long these may take to be closed; far more than they do. */
const patienceMs = 300_000;

/** The memory of a short run, which is some 200 MB, tells of nothing but what has no bound at all. */
const mostMegabytes = 700;

/** What is looked at. */
const flatnesses: readonly (Omit<Series, "points"> & {
  readonly key: keyof Sample;
  /** Whether it swings with the garbage that is in it. */
  readonly hasGarbage?: true;
})[] = [
  {
    name: "memory",
    unit: " MB",
    mayRise: { part: 0.1, besides: 5 },
    key: "rssMegabytes",
    hasGarbage: true,
  },
  {
    name: "heap",
    unit: " MB",
    mayRise: { part: 0.1, besides: 5 },
    key: "heapMegabytes",
    hasGarbage: true,
  },
  { name: "open files", unit: "", mayRise: { part: 0.02, besides: 2 }, key: "openFiles" },
  { name: "time to an answer", unit: " ms", mayRise: { part: 0.25, besides: 1 }, key: "pongMs" },
  {
    name: "event-loop delay",
    unit: " ms",
    mayRise: { part: 0.25, besides: 1 },
    key: "loopDelayMs",
  },
];

/** An hour of everything that happens at a server, at an even pace. */
export const soak: Run = {
  key: "soak",
  title: "An hour of everything",
  describe: (size) => describeSoak(spans[size].seconds),
  perform: (setting) => performSoak(setting, spans[setting.size]),
};

/** What is done to the server, in words. */
export function describeSoak(seconds: number): string {
  const time = seconds < 60 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
  return `For ${time}, 72 people in six rooms say, edit, delete and react 50 times a second in all, ` +
    "and are cut off and resume 2.5 times a second. Meanwhile some 35 strangers at a time come and " +
    "go: they talk, resume, page back, search, send files in one go and in parts and fetch them, " +
    "make bots, hooks, webhooks, invites and private rooms, ban, rename and delete, open direct " +
    "rooms, send nonsense, and break off in the midst of things; and a reader who reads nothing is " +
    "flooded until it is dropped.";
}

/**
 * Does it for so long, and judges by what was seen once the first quarter was over.
 *
 * @throws when it could not be done.
 */
export async function performSoak(setting: Setting, span: Span): Promise<Report> {
  const { program, folder, seed, signal } = setting;
  const dataFolder = join(folder, "data");
  await using server = await RunningProgram.start(program, folder, ["--data", dataFolder]);
  const filesBefore = countOpenFiles(server.pid);
  using traffic = new TrafficThread(signal);
  await traffic.start(server.origin, seed);
  const samples = await watch(server, dataFolder, setting, span);
  await traffic.end();
  const left = await filesLeft(server.pid, filesBefore, signal);
  const { code } = await server.end("SIGTERM");
  const result = await traffic.audit(dataFolder);
  const ending = [
    ...(left <= spareFiles ? [] : [`${left} more files are open than before, with nobody there`]),
    ...(code === 0 ? [] : [`the server ended with ${code} when it was asked to`]),
  ];
  return reportOf(samples, result, ending, setting.size);
}

/** How many more files are open than before, once those of connections at rest are closed. */
async function filesLeft(pid: number, before: number, signal: AbortSignal): Promise<number> {
  const untilMs = performance.now() + patienceMs;
  while (countOpenFiles(pid) > before + spareFiles && performance.now() < untilMs) {
    await delay(100, { signal });
  }
  return countOpenFiles(pid) - before;
}

async function watch(
  server: RunningProgram,
  dataFolder: string,
  { signal, tell }: Setting,
  { seconds, everySeconds }: Span,
): Promise<Sample[]> {
  await using sampler = await Sampler.open(server, { dataFolder, everySeconds });
  const samples: Sample[] = [];
  while ((samples.at(-1)?.seconds ?? 0) < seconds) {
    signal.throwIfAborted();
    const sample = await sampler.take();
    samples.push(sample);
    const { rssMegabytes, openFiles, cpuPercent, pongMs } = sample;
    tell(
      `${Math.round(sample.seconds)} s: ${Math.round(rssMegabytes)} MB, ${openFiles} files, ` +
        `${Math.round(cpuPercent)} % of a core, ${pongMs.toFixed(1)} ms`,
    );
  }
  return samples;
}

function reportOf(
  samples: readonly Sample[],
  { counts, faults }: TrafficResult,
  ending: readonly string[],
  size: Size,
): Report {
  const series = seriesOf(samples);
  const visits = Object.values(counts.visits).reduce((sum, count) => sum + count, 0);
  // In seconds nothing gets warm, so nothing can be told of where it goes.
  const memory = maxOf(samples, "rssMegabytes");
  const grown = memory < mostMegabytes ? [] : [`memory has grown to ${Math.round(memory)} MB`];
  const risen = size === "full" ? series.flatMap(faultsOf) : grown;
  const rises = series.map((one) => {
    const { level, rise } = trendOf(one);
    const unit = one.unit.trim();
    return [
      { name: `${one.name}, median`, value: level, unit, decimals: 1 },
      { name: `${one.name}, rise after the first quarter`, value: rise, unit, decimals: 1 },
    ];
  });
  return {
    did:
      "It served all of them: each command that it acknowledged is in the log once, and all who " +
      "were there heard the same. What rises after the first quarter, which is warm-up, is said by " +
      "the Theil–Sen line; of memory the least of each thirtieth of the time counts, for garbage is " +
      `collected in bursts. Faults are rises of ${series.map(boundOf).join(", ")}, and more than ` +
      `${spareFiles} open files more than at the beginning, once all are gone.`,
    figures: [
      { name: "commands acknowledged", value: counts.acknowledged },
      { name: "resumes", value: counts.resumes },
      { name: "visits", value: visits },
      {
        name: "CPU of the server, median",
        value: median(samples.map(({ cpuPercent }) => cpuPercent)),
        unit: "% of a core",
      },
      { name: "memory at the most", value: memory, unit: "MB" },
      ...rises.flat(),
    ],
    faults: [...faults, ...ending, ...risen],
    picture: {
      svg: drawSamples(samples),
      alt: "Memory, open files, time to an answer, CPU and size of the database over time",
      csv: csvOf(samples),
    },
  };
}

/** What has to be flat, and how flat. */
export function seriesOf(samples: readonly Sample[]): Series[] {
  return flatnesses.map(({ key, hasGarbage, ...flatness }) => {
    const points = samples.map(({ seconds, [key]: value }) => [seconds, value] as const);
    const series = { ...flatness, points };
    return hasGarbage ? { ...series, points: leastOfParts(series, memoryParts) } : series;
  });
}

function boundOf({ name, unit, mayRise: { part, besides } }: Series): string {
  return `${name} by more than ${part * 100} % and ${besides}${unit}`;
}

function maxOf(samples: readonly Sample[], key: "rssMegabytes"): number {
  return Math.max(...samples.map((sample) => sample[key]));
}
