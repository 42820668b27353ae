import { join } from "@std/path";
import { RunningProgram } from "../../tests/support/program.ts";
import type { Report, Run, Setting, Size } from "./run.ts";
import type { Sample } from "./soak/sampler.ts";
import { csvOf, Sampler } from "./soak/sampler.ts";
import { drawSamples } from "./soak/plot.ts";
import { TrafficThread } from "./soak/traffic_thread.ts";
import type { TrafficResult } from "./soak/traffic_thread.ts";
import type { Series } from "./soak/trend.ts";
import { faultsOf, median, trendOf } from "./soak/trend.ts";

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
  using traffic = new TrafficThread(signal);
  await traffic.start(server.origin, seed);
  const samples = await watch(server, dataFolder, setting, span);
  await traffic.end();
  const { code } = await server.end("SIGTERM");
  const result = await traffic.audit(dataFolder);
  const ending = code === 0 ? [] : [`the server ended with ${code} when it was asked to`];
  return reportOf(samples, result, ending, setting.size);
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
  const risen = size === "full" ? series.flatMap(faultsOf) : [];
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
      "were there heard the same. What memory, open files and the time to an answer rise by after " +
      "the first quarter, which is warm-up, is that of the Theil–Sen line through them; more than " +
      `${series.map(boundOf).join(", ")} is a fault.`,
    figures: [
      { name: "commands acknowledged", value: counts.acknowledged },
      { name: "resumes", value: counts.resumes },
      { name: "visits", value: visits },
      {
        name: "CPU of the server, median",
        value: median(samples.map(({ cpuPercent }) => cpuPercent)),
        unit: "% of a core",
      },
      { name: "memory at the most", value: maxOf(samples, "rssMegabytes"), unit: "MB" },
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
  const points = (key: keyof Sample) =>
    samples.map((sample) => [sample.seconds, sample[key]] as const);
  return [
    {
      name: "memory",
      unit: " MB",
      mayRise: { part: 0.05, besides: 2 },
      points: points("rssMegabytes"),
    },
    {
      name: "open files",
      unit: "",
      mayRise: { part: 0.02, besides: 1 },
      points: points("openFiles"),
    },
    {
      name: "time to an answer",
      unit: " ms",
      mayRise: { part: 0.25, besides: 0.5 },
      points: points("pongMs"),
    },
  ];
}

function boundOf({ unit, mayRise: { part, besides } }: Series): string {
  return `${part * 100} % and ${besides}${unit}`;
}

function maxOf(samples: readonly Sample[], key: keyof Sample): number {
  return Math.max(...samples.map((sample) => sample[key]));
}
