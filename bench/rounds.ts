import type { Contender } from "./contender.ts";
import type { Figures, LoadGenerator } from "./load_generator.ts";
import { loads } from "./loads.ts";
import { headline, type LoadOutcomes } from "./report.ts";
import { startServer } from "./running_server.ts";

/** What is measured, and how thoroughly. */
export interface RoundsOptions {
  /** Keys of {@linkcode loads}. */
  readonly keys: readonly string[];
  readonly rounds: number;
  /** Traffic before the measured time. */
  readonly warmupMs: number;
  readonly measureMs: number;
  readonly generator: LoadGenerator;
  /** For the data of the servers; whoever made it removes it. */
  readonly folder: string;
  /** Ends the server and the generator that run, and with them the call, which throws. */
  readonly signal: AbortSignal;
  /** Told what runs now and, in further calls, what came of it; lines end with a line feed. */
  onProgress(text: string): void;
}

/**
 * Puts each server under each load, one server at a time, freshly started for every round. The order
 * of the servers changes from round to round, so that none always runs on a warmer machine.
 *
 * @throws {Error} When a server does not start, or loses or alters a message.
 */
export async function runRounds(
  contenders: readonly Contender[],
  { keys, rounds, warmupMs, measureMs, generator, folder, signal, onProgress }: RoundsOptions,
): Promise<LoadOutcomes[]> {
  const total = keys.length * rounds * contenders.length;
  let done = 0;

  async function measure(key: string, contender: Contender): Promise<Figures> {
    onProgress(`${++done} of ${total}: load ${key}, ${contender.name} … `);
    await using server = await startServer(contender, { folder, signal });
    const { pid, port } = server;
    const { dialect } = contender;
    const where = { ports: [port], serverPids: [pid] };
    const plan = { load: loads[key], dialect, ...where, warmupMs, measureMs };
    const figures = await generator.drive(plan, signal);
    onProgress(`${headline(figures)}\n`);
    return figures;
  }

  const all: LoadOutcomes[] = [];
  for (const key of keys) {
    const outcomes = contenders.map((contender) => ({ contender, rounds: [] as Figures[] }));
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < outcomes.length; turn++) {
        const outcome = outcomes[(round + turn) % outcomes.length];
        outcome.rounds.push(await measure(key, outcome.contender));
      }
    }
    all.push({ key, load: loads[key], outcomes });
  }
  return all;
}
