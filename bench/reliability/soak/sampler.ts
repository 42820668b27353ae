import { delay } from "@std/async";
import { join } from "@std/path";
import { TestClient } from "../../../tests/support/client.ts";
import type { RunningProgram } from "../../../tests/support/program.ts";
import { readProcessUsage } from "../../generator/process_usage.ts";
import { median } from "./trend.ts";

/** What the server used at one moment, and how fast it answered since the one before. */
export interface Sample {
  /** Since the beginning. */
  readonly seconds: number;
  readonly rssMegabytes: number;
  readonly openFiles: number;
  readonly threads: number;
  /** Of one core. */
  readonly cpuPercent: number;
  /** From a `ping` in a room at rest to its `pong`: the median, and the longest. */
  readonly pongMs: number;
  readonly longestPongMs: number;
  /** From asking for `/healthz` to having the answer: the median. */
  readonly healthMs: number;
  /** The database with its write-ahead log. */
  readonly databaseMegabytes: number;
  /** As the server itself tells at `/metrics`: what JavaScript uses, and how late its timers are on average. */
  readonly heapMegabytes: number;
  readonly loopDelayMs: number;
}

/** What a {@linkcode Sampler} is told. */
export interface SamplerOptions {
  /** Where the server keeps its database. */
  readonly dataFolder: string;
  /** Seconds between two samples. */
  readonly everySeconds: number;
}

/** How often a second it is asked for an answer: half as often as one person may. */
const questionsPerSecond = 5;
const megabyte = 1_000_000;

/** Looks at a server from outside, in even steps; Linux only. */
export class Sampler implements AsyncDisposable {
  readonly #server: RunningProgram;
  readonly #options: SamplerOptions;
  readonly #socket: TestClient;
  readonly #startedAtMs = performance.now();
  #seenAtMs = this.#startedAtMs;
  #cpuMicros: number;
  /** Of all delays of the event loop so far, in seconds. */
  #delays = { sum: 0, count: 0 };

  private constructor(server: RunningProgram, options: SamplerOptions, socket: TestClient) {
    this.#server = server;
    this.#options = options;
    this.#socket = socket;
    this.#cpuMicros = readProcessUsage(server.pid).cpuMicros;
  }

  /** Joins a room of its own at the server. */
  static async open(server: RunningProgram, options: SamplerOptions): Promise<Sampler> {
    const socket = await TestClient.open(server.origin, { room: "rest", name: "watch" });
    await socket.hear("welcome");
    return new Sampler(server, options, socket);
  }

  /** Asks the server again and again for as long as one sample takes, then looks at what it uses. */
  async take(): Promise<Sample> {
    const questions = Math.max(1, this.#options.everySeconds * questionsPerSecond);
    const pongs: number[] = [];
    const healths: number[] = [];
    for (let asked = 0; asked < questions; asked++) {
      const startedAtMs = performance.now();
      pongs.push(await timed(() => this.#ping()));
      healths.push(await timed(() => this.#askHealth()));
      await delay(Math.max(0, startedAtMs + 1_000 / questionsPerSecond - performance.now()));
    }
    const nowMs = performance.now();
    const { cpuMicros, rssBytes } = readProcessUsage(this.#server.pid);
    const micros = (nowMs - this.#seenAtMs) * 1_000;
    const cpuPercent = (cpuMicros - this.#cpuMicros) / micros * 100;
    [this.#seenAtMs, this.#cpuMicros] = [nowMs, cpuMicros];
    return {
      seconds: (nowMs - this.#startedAtMs) / 1_000,
      rssMegabytes: rssBytes / megabyte,
      openFiles: countEntries(`/proc/${this.#server.pid}/fd`),
      threads: countEntries(`/proc/${this.#server.pid}/task`),
      cpuPercent,
      pongMs: median(pongs),
      longestPongMs: Math.max(...pongs),
      healthMs: median(healths),
      databaseMegabytes: sizeOfDatabase(this.#options.dataFolder) / megabyte,
      ...await this.#readMetrics(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#socket.close();
  }

  /** What the server tells of itself. */
  async #readMetrics(): Promise<Pick<Sample, "heapMegabytes" | "loopDelayMs">> {
    const answer = await this.#server.fetch("/metrics");
    const text = await answer.text();
    if (!answer.ok) throw new Error(`Cannot read /metrics: ${answer.status} ${text}`);
    const read = (name: string) => Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1]);
    const name = "parley_event_loop_delay_seconds";
    const [before, delays] = [this.#delays, {
      sum: read(`${name}_sum`),
      count: read(`${name}_count`),
    }];
    this.#delays = delays;
    const count = delays.count - before.count;
    return {
      heapMegabytes: read("parley_heap_bytes") / megabyte,
      loopDelayMs: count > 0 ? (delays.sum - before.sum) / count * 1_000 : 0,
    };
  }

  async #ping(): Promise<void> {
    this.#socket.send({ type: "ping" });
    const answer = await this.#socket.hearAny(({ type }) => type === "pong" || type === "error");
    if (answer.type === "error") throw new Error(`a ping was refused: ${answer.message}`);
  }

  async #askHealth(): Promise<void> {
    const answer = await this.#server.fetch("/healthz");
    await answer.text();
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return performance.now() - startedAtMs;
}

function countEntries(folder: string): number {
  return [...Deno.readDirSync(folder)].length;
}

function sizeOfDatabase(folder: string): number {
  return ["parley.db", "parley.db-wal"].reduce(
    (sum, name) => sum + Deno.statSync(join(folder, name)).size,
    0,
  );
}

/** Samples as a table: a line with the names of what was measured, then one for each. */
export function csvOf(samples: readonly Sample[]): string {
  const columns = Object.keys(samples[0] ?? {}) as (keyof Sample)[];
  const rows = samples.map((sample) => columns.map((column) => +sample[column]!.toFixed(3)));
  return [columns, ...rows].map((cells) => `${cells.join(",")}\n`).join("");
}
