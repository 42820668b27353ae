// `deno task bench --cluster`: several nodes of Parley, and of socket.io, under the same loads.
import { LoadGenerator } from "../load_generator.ts";
import { describeMeasurement } from "../provenance.ts";
import type { Options } from "../options.ts";
import { median } from "../report.ts";
import { printReport, tell, writePage } from "../report_page.ts";
import type { ClusterContender } from "./contender.ts";
import { type FiguresFile, figuresPath, writeFigures } from "./figures_file.ts";
import { parleyNodes } from "./parley.ts";
import { renderClusterLoad } from "./report.ts";
import { runClusterRounds } from "./rounds.ts";
import { socketIo } from "./socket_io.ts";

// The rest takes a ping of each socket (15 s) and three of the signs of life that nodes give (5 s).
const thorough = { rounds: 2, warmupMs: 1_000, measureMs: 2_500, restMs: 16_000, nodes: [1, 2, 3] };
const quick = { rounds: 1, warmupMs: 300, measureMs: 700, restMs: 300, nodes: [1, 2] };

/**
 * Measures several nodes, prints the report, and writes what the options ask for.
 *
 * @throws {Error} When nothing can be measured, or a message was lost or altered.
 */
export async function benchCluster(options: Options, signal: AbortSignal): Promise<void> {
  const { nodes, ...effort } = options.isQuick ? quick : thorough;
  const folder = await Deno.makeTempDir({ prefix: "parley-bench-" });
  try {
    const generator = await LoadGenerator.build(folder);
    const beside = options.isQuick ? nodes.slice(-1) : nodes;
    const { parley: executable } = options;
    const contenders = await findContenders({ nodes, beside, folder, executable });
    const results = await runClusterRounds(contenders, {
      ...effort,
      keys: options.keys,
      generator,
      folder,
      signal,
      onProgress: tell,
    });
    const families = Map.groupBy(contenders, ({ runsOn }) => runsOn);
    const setting = [
      await describeMeasurement("bench"),
      ...families.entries().map(([runsOn, [{ name }]]) => `${name.split(",")[0]}: ${runsOn}`),
      `load generator: ${generator.runsOn}`,
      `median of ${effort.rounds} × ${effort.measureMs / 1000} s`,
      new Date().toISOString().slice(0, 10),
    ].join("; ");
    const figures: FiguresFile = {
      setting,
      loads: Object.fromEntries(results.map(({ key, load, outcomes }) => [key, {
        load,
        figures: outcomes.map(({ contender: { family, nodes }, rounds }) => ({
          family,
          nodes,
          ...median(rounds),
        })),
      }])),
    };
    // First of all, so that no run is lost by what comes after it.
    if (options.json !== undefined) await writeFigures(options.json, figures);
    const report = [setting, ...results.map(renderClusterLoad)].join("\n\n");
    await printReport(report);
    if (!options.isForPage) return;
    await writeFigures(figuresPath, figures);
    await writePage(report, "BENCHMARKS_CLUSTER.md");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Parley first; beside it those that can be had here, with a word on who cannot. */
async function findContenders(
  { nodes, beside, folder, executable }: {
    /** Of Parley. */
    nodes: readonly number[];
    /** Of socket.io. */
    beside: readonly number[];
    folder: string;
    executable?: string | undefined;
  },
): Promise<ClusterContender[]> {
  const own = { ...(executable !== undefined && { executable }) };
  const contenders = await Promise.all([
    ...nodes.map((count) => parleyNodes({ nodes: count, ...own })),
    parleyNodes({ nodes: 2, sharesPort: true, ...own }),
  ]);
  const packages = await Deno.makeTempDir({ dir: folder });
  try {
    for (const count of beside) contenders.push(await socketIo(count, packages));
  } catch (error) {
    tell(`Left out: ${error instanceof Error ? error.message : String(error)}\n`);
  }
  return contenders;
}
