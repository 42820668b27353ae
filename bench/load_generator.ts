import { join } from "@std/path";
import type { Dialect } from "./contender.ts";
import type { Load } from "./loads.ts";
import { findVersion } from "./program_version.ts";

/** What the load generator is told. */
export interface Plan {
  readonly load: Load;
  readonly dialect: Dialect;
  /** Of the servers, on 127.0.0.1, as {@linkcode Load.placement} says; those that share one are one. */
  readonly ports: readonly number[];
  /** The servers' processes, whose CPU time and memory are read as the measured time begins and ends. */
  readonly serverPids: readonly number[];
  /** What the names of the rooms begin with, unlike all that the servers have had; `room` unless given. */
  readonly roomPrefix?: string;
  /** Processes that the servers need, each with its children: where they store, and how they speak. */
  readonly databasePid?: number;
  readonly brokerPid?: number;
  /** Where NATS says what it has carried, on 127.0.0.1. */
  readonly natsMonitorPort?: number;
  /** How long nothing is said where {@linkcode Load.rests}. */
  readonly restMs?: number;
  /** Traffic before the measured time. */
  readonly warmupMs: number;
  readonly measureMs: number;
}

/** What it found; of a load without traffic, memory only, and what coming back costs where all do. */
export interface Figures {
  /** Messages that were said, and as a rule stored, a second. */
  readonly messagesPerSecond?: number;
  /** All that were said, before and after the measured time as well. */
  readonly messages?: number;
  /** Messages given to clients: one message in a room of 100 is 100 deliveries. */
  readonly deliveriesPerSecond?: number;
  /** From when a message was sent, or due to be sent, until a client had it; median. */
  readonly p50Ms?: number;
  /** The same; 1 % took longer. */
  readonly p99Ms?: number;
  readonly cpuMicrosPerDelivery?: number;
  /** Payload of the frames that clients were given. */
  readonly bytesPerDelivery?: number;
  /** CPU time used by time passed: 1 is one core kept busy; of all servers together. */
  readonly serverCores?: number;
  readonly databaseCores?: number;
  readonly brokerCores?: number;
  readonly generatorCores?: number;
  /** All else on the machine; what it takes, it takes from the measurement. */
  readonly otherCores?: number;
  /** Memory that the server held at the end. */
  readonly rssBytes?: number;
  readonly bytesPerIdleConnection?: number;
  /** What NATS took from the servers and gave to them, a second. */
  readonly newsInPerSecond?: number;
  readonly newsOutPerSecond?: number;
  readonly newsOutBytesPerSecond?: number;
  /** The part of all connections that the server with the most of them has. */
  readonly largestShare?: number;
  /** When everybody was cut off and came back at once: how fast, and what one of them costs. */
  readonly joinsPerSecond?: number;
  readonly joinP99Ms?: number;
  readonly serverMicrosPerJoin?: number;
  readonly databaseMicrosPerJoin?: number;
  readonly brokerMicrosPerJoin?: number;
}

/**
 * The program that plays the clients, in a process of its own so that a server's work is not mixed
 * with it.
 *
 * It runs under Node, which reads sockets with a little less work than Deno does; where there is no
 * Node, under Deno. Node wants JavaScript, so it is bundled first.
 */
export class LoadGenerator {
  /** Its runtime, with the version. */
  readonly runsOn: string;
  readonly #command: readonly string[];

  private constructor(runsOn: string, command: readonly string[]) {
    this.runsOn = runsOn;
    this.#command = command;
  }

  /**
   * Bundles the program into `folder`, which must stay as long as the generator is used.
   *
   * @throws {Error} When it cannot be bundled; Deno has then said why.
   */
  static async build(folder: string): Promise<LoadGenerator> {
    const script = join(folder, "load_generator.mjs");
    const source = join(import.meta.dirname!, "generator/main.ts");
    const args = ["bundle", "--quiet", "--no-config", "--no-lock", "--output", script, source];
    const { success } = await new Deno.Command(Deno.execPath(), { args }).spawn().status;
    if (!success) throw new Error(`Cannot bundle the load generator "${source}"`);
    const nodeVersion = await findVersion("node");
    if (nodeVersion !== undefined) {
      return new LoadGenerator(`node ${nodeVersion}`, ["node", script]);
    }
    const denoCommand = [Deno.execPath(), "run", "-A", script];
    return new LoadGenerator(`deno ${Deno.version.deno}`, denoCommand);
  }

  /**
   * Drives a load to its end, which comes within a minute.
   *
   * @param signal Ends it when aborted; it then throws.
   * @throws {Error} When a message was lost, altered or doubled; the generator has then said what.
   */
  async drive(plan: Plan, signal: AbortSignal): Promise<Figures> {
    const [program, ...args] = this.#command;
    const generator = new Deno.Command(program, {
      args: [...args, JSON.stringify(plan)],
      stdin: "null",
      stderr: "inherit",
      signal,
    });
    const { success, stdout } = await generator.output();
    if (!success) throw new Error(`Cannot measure "${plan.load.title}"`);
    return JSON.parse(new TextDecoder().decode(stdout));
  }
}
