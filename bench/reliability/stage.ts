import { delay } from "@std/async";
import { RunningProgram } from "../../tests/support/program.ts";
import { countSockets, readIdleMicros, readProcessUsage } from "../generator/process_usage.ts";
import { type Asked, Clients } from "./clients.ts";
import type { Bystanders, Noticed } from "./clients/bystanders.ts";
import type { Crowd } from "./clients/crowd.ts";
import { demandOpenFiles, withOpenFiles } from "./open_files.ts";
import type { Figure, Report, Setting } from "./run.ts";

/** How long nothing is done at first, so that there is something to compare with. */
const calmEchoes = { short: 20, full: 500 };
/** How long something may take that has to come about; far more than it does. */
const patienceMs = 300_000;
const sampleEveryMs = 100;
/** Idle connections that the requests of a run may leave, for their next one. */
const spareSockets = 5;

/** What {@linkcode onStage} needs. */
export interface StageOptions {
  /** Further arguments of the server. */
  readonly args?: readonly string[];
  /** Connections that will be open at once. */
  readonly connections: number;
}

/** Where something is done to a server, while bystanders talk. */
export class Stage {
  readonly server: RunningProgram;
  /** Those who do it. */
  readonly crowd: Asked<Crowd>;
  readonly setting: Setting;
  readonly figures: Figure[] = [];
  readonly faults: string[] = [];
  #mostBytes = 0;
  #cookie: string | undefined;

  constructor(server: RunningProgram, crowd: Asked<Crowd>, setting: Setting) {
    this.server = server;
    this.crowd = crowd;
    this.setting = setting;
    this.sample();
  }

  /** Whether it is done in full. */
  get isFull(): boolean {
    return this.setting.size === "full";
  }

  /** Bytes of memory that the server holds now. */
  get rssBytes(): number {
    return readProcessUsage(this.server.pid).rssBytes;
  }

  /** CPU time of the server so far, in seconds. */
  get cpuSeconds(): number {
    return readProcessUsage(this.server.pid).cpuMicros / 1_000_000;
  }

  /** The most that {@linkcode sample} has seen. */
  get mostBytes(): number {
    return this.#mostBytes;
  }

  /** Sockets that the server has open. */
  get sockets(): number {
    return countSockets(this.server.pid);
  }

  /** Looks how much memory the server holds. */
  sample(): void {
    this.#mostBytes = Math.max(this.#mostBytes, this.rssBytes);
  }

  /** Notes something that was measured. */
  figure(name: string, value: number, unit?: string, decimals?: number): void {
    this.figures.push({ name, value, ...(unit && { unit }), ...(decimals && { decimals }) });
  }

  /** Notes a fault unless something is so. */
  expect(isSo: boolean, fault: string): void {
    if (!isSo) this.faults.push(fault);
  }

  /** Waits until something is so; notes a fault when it does not come about. */
  async until(isSo: () => boolean | Promise<boolean>, fault: string): Promise<boolean> {
    const untilMs = performance.now() + patienceMs;
    while (performance.now() < untilMs) {
      this.setting.signal.throwIfAborted();
      if (await isSo()) return true;
      await delay(50);
    }
    this.faults.push(fault);
    return false;
  }

  /** Lets time pass. */
  async pass(ms: number): Promise<void> {
    await delay(ms, { signal: this.setting.signal });
  }

  /** How many people are in a room. */
  async countIn(room: string): Promise<number> {
    this.#cookie ??= await this.server.cookieOf("counter");
    const headers = { cookie: this.#cookie };
    const response = await this.server.fetch(`/api/rooms/${room}`, { headers });
    const { count, detail } = await response.json();
    if (count === undefined) throw new Error(`Cannot count people in "${room}": ${detail}`);
    return count;
  }
}

/**
 * Does something to a server of its own while bystanders talk; afterwards everything that was opened has to
 * be gone, bystanders must have lost nothing, and the server must end well and without an error in its log.
 *
 * @param act Gives what the server did, in a sentence or two.
 */
export async function onStage(
  setting: Setting,
  options: StageOptions,
  act: (stage: Stage) => Promise<string>,
): Promise<Report> {
  const { program, folder, size } = setting;
  await using clients = await Clients.prepare(folder);
  const command = withOpenFiles(program.command);
  const args = [...options.args ?? []];
  await using server = await RunningProgram.start({ ...program, command }, folder, args);
  demandOpenFiles(server.pid, options.connections + 100);
  const port = Number(new URL(server.origin).port);
  const crowd = clients.crowd(port);
  const bystanders = clients.bystanders();
  await bystanders.begin(port);
  const stage = new Stage(server, crowd, setting);
  const calm = await listen(bystanders, stage, calmEchoes[size]);
  const [socketsBefore, bytesBefore] = [stage.sockets, stage.rssBytes];
  const used = () =>
    readIdleMicros() + stage.cpuSeconds * 1e6 + clients.cpuMicros +
    readProcessUsage(Deno.pid).cpuMicros;
  const [beganMs, usedBefore] = [performance.now(), used()];
  const did = await sampled(stage, () => act(stage));
  const knownCores = (used() - usedBefore) / (performance.now() - beganMs) / 1e3;
  const meanwhile = await bystanders.take();
  await crowd.drop();
  await stage.until(
    () => stage.sockets <= socketsBefore + spareSockets,
    `of the connections that are gone, the server has kept some open`,
  );
  await checkBystanders(bystanders, stage);
  const bytesAfter = stage.rssBytes;
  await checkEnd(server, stage);
  return {
    did,
    figures: [
      ...stage.figures,
      { name: "memory before", value: bytesBefore / 1e6, unit: "MB" },
      { name: "memory at the most", value: stage.mostBytes / 1e6, unit: "MB" },
      { name: "memory afterwards", value: bytesAfter / 1e6, unit: "MB" },
      {
        name: "cores that others took",
        value: Math.max(0, navigator.hardwareConcurrency - knownCores),
        decimals: 2,
      },
      ...noticedFigures("before", calm),
      ...noticedFigures("meanwhile", meanwhile),
    ],
    faults: stage.faults,
  };
}

/** Waits until so many messages of bystanders have come back. */
async function listen(
  bystanders: Asked<Bystanders>,
  stage: Stage,
  echoes: number,
): Promise<Noticed> {
  stage.setting.tell("listening to bystanders while nothing happens");
  // The first ones are slower, and do not count.
  await stage.pass(500);
  await bystanders.take();
  await stage.pass(echoes * 40);
  return await bystanders.take();
}

async function sampled<T>(stage: Stage, act: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => stage.sample(), sampleEveryMs);
  try {
    return await act();
  } finally {
    clearInterval(timer);
    stage.sample();
  }
}

async function checkBystanders(bystanders: Asked<Bystanders>, stage: Stage): Promise<void> {
  const ending = bystanders.end();
  let isOver = false;
  void ending.finally(() => isOver = true).catch(() => {});
  if (await stage.until(() => isOver, "bystanders have not heard all that was said")) {
    stage.faults.push(...(await ending).faults);
  }
}

async function checkEnd(server: RunningProgram, stage: Stage): Promise<void> {
  const { code, signal } = await server.end("SIGTERM");
  stage.expect(code === 0, `the server has ended with ${signal ?? code}`);
  for (const { level, message, why } of await server.logged()) {
    stage.expect(level !== "error", `the server logged: ${message}${why ? ` (${why})` : ""}`);
  }
}

function noticedFigures(when: string, { echoes, p50Ms, p99Ms, maxMs }: Noticed): Figure[] {
  if (echoes === 0) return [];
  return [
    { name: `bystanders ${when}, p50`, value: p50Ms, unit: "ms", decimals: 1 },
    { name: `bystanders ${when}, p99`, value: p99Ms, unit: "ms", decimals: 1 },
    { name: `bystanders ${when}, the slowest`, value: maxMs, unit: "ms", decimals: 1 },
  ];
}
