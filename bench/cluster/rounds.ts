import type { Figures, LoadGenerator } from "../load_generator.ts";
import { headline } from "../report.ts";
import type { ClusterContender, RunningCluster } from "./contender.ts";
import { type ClusterLoad, clusterLoads } from "./loads.ts";

/** Figures of a load, with what the database wrote for it. */
export interface ClusterFigures extends Figures {
  /** Of the database's log, by message. */
  readonly walBytesPerMessage?: number;
  /** How often the database waited for the disk, by message. */
  readonly walSyncsPerMessage?: number;
}

/** All rounds of one contender under one load. */
export interface ClusterOutcome {
  readonly contender: ClusterContender;
  readonly rounds: ClusterFigures[];
}

/** One load with those that were put under it. */
export interface ClusterOutcomes {
  readonly key: string;
  readonly load: ClusterLoad;
  readonly outcomes: readonly ClusterOutcome[];
}

/** What is measured, and how thoroughly. */
export interface ClusterRoundsOptions {
  /** Keys of {@linkcode clusterLoads}. */
  readonly keys: readonly string[];
  readonly rounds: number;
  readonly warmupMs: number;
  readonly measureMs: number;
  readonly restMs: number;
  readonly generator: LoadGenerator;
  /** For what is stored; whoever made it removes it. */
  readonly folder: string;
  /** Ends all that runs, and with it the call, which throws. */
  readonly signal: AbortSignal;
  /** Told what runs now and, in further calls, what came of it; lines end with a line feed. */
  onProgress(text: string): void;
}

/**
 * Puts each contender under each load. One is started anew for every round, and runs through all loads
 * in rooms of their own; the order of contenders changes from round to round.
 *
 * @throws {Error} When something does not start, or a message is lost or altered.
 */
export async function runClusterRounds(
  contenders: readonly ClusterContender[],
  options: ClusterRoundsOptions,
): Promise<ClusterOutcomes[]> {
  const { keys, rounds, folder, signal, onProgress } = options;
  const all = keys.map((key) => {
    const load = clusterLoads[key];
    const fitting = contenders.filter(({ family }) => load.families.includes(family));
    return { key, load, outcomes: fitting.map((contender) => ({ contender, rounds: [] })) };
  }) as ClusterOutcomes[];
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const contender = contenders[(round + turn) % contenders.length];
      onProgress(`round ${round + 1} of ${rounds}, ${contender.name}\n`);
      await using cluster = await contender.start({ folder, signal });
      for (const { key, load, outcomes } of all) {
        const outcome = outcomes.find((one) => one.contender === contender);
        if (outcome === undefined) continue;
        onProgress(`  ${key}: `);
        const figures = await measure(cluster, { key, load, contender, options });
        outcome.rounds.push(figures);
        onProgress(`${headline(figures)}\n`);
      }
    }
  }
  return all;
}

async function measure(
  cluster: RunningCluster,
  { key, load, contender, options }: {
    key: string;
    load: ClusterLoad;
    contender: ClusterContender;
    options: ClusterRoundsOptions;
  },
): Promise<ClusterFigures> {
  const { generator, warmupMs, measureMs, restMs, signal } = options;
  const { written, [Symbol.asyncDispose]: _, ...processes } = cluster;
  const before = await written?.();
  const { dialect } = contender;
  const plan = { ...processes, load, dialect, roomPrefix: key, warmupMs, measureMs, restMs };
  const figures = await generator.drive(plan, signal);
  const after = await written?.();
  if (!before || !after || figures.messages === undefined) return figures;
  return {
    ...figures,
    walBytesPerMessage: (after.bytes - before.bytes) / figures.messages,
    walSyncsPerMessage: (after.syncs - before.syncs) / figures.messages,
  };
}
