// `deno task bench`: puts Parley and two plain servers under the same loads and compares them; with
// `--cluster`, several nodes of it and of socket.io.
import { benchCluster } from "./cluster/bench.ts";
import { type Contender, parley, plainBun, plainWs } from "./contender.ts";
import { LoadGenerator } from "./load_generator.ts";
import { describeMeasurement } from "./provenance.ts";
import { type Options, parseOptions, usage } from "./options.ts";
import { renderLoad } from "./report.ts";
import { printReport, tell, writePage } from "./report_page.ts";
import { runRounds } from "./rounds.ts";

const thorough = { rounds: 3, warmupMs: 1_500, measureMs: 3_000 };
const quick = { rounds: 1, warmupMs: 500, measureMs: 1_000 };

async function bench(options: Options, signal: AbortSignal): Promise<void> {
  const effort = options.isQuick ? quick : thorough;
  const folder = await Deno.makeTempDir({ prefix: "parley-bench-" });
  try {
    const generator = await LoadGenerator.build(folder);
    const contenders = await findContenders(options.parley);
    const results = await runRounds(contenders, {
      ...effort,
      keys: options.keys,
      generator,
      folder,
      signal,
      onProgress: tell,
    });
    const setting = [
      await describeMeasurement("bench"),
      ...contenders.map(({ name, runsOn }) => `${name}: ${runsOn}`),
      `load generator: ${generator.runsOn}`,
      `median of ${effort.rounds} × ${effort.measureMs / 1000} s`,
      new Date().toISOString().slice(0, 10),
    ].join("; ");
    const report = [setting, ...results.map(renderLoad)].join("\n\n");
    await printReport(report);
    if (options.json !== undefined) {
      await Deno.writeTextFile(options.json, JSON.stringify({ setting, results }, null, 2));
    }
    if (options.isForPage) await writePage(report, "BENCHMARKS.md");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Parley first; of the others those that can be had here, with a word on who cannot. */
async function findContenders(executable?: string): Promise<Contender[]> {
  const contenders = [parley("sqlite", executable), parley("memory", executable)];
  for (const find of [plainWs, plainBun]) {
    try {
      contenders.push(await find());
    } catch (error) {
      tell(`Left out: ${messageOf(error)}\n`);
    }
  }
  return contenders;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function main(): Promise<number> {
  const interruption = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => interruption.abort());
  }
  let options;
  try {
    options = parseOptions(Deno.args);
  } catch (error) {
    tell(`${messageOf(error)}\n\n${usage}`);
    return 2;
  }
  try {
    if (options.isHelp) await printReport(usage);
    else if (options.isCluster) await benchCluster(options, interruption.signal);
    else await bench(options, interruption.signal);
    return 0;
  } catch (error) {
    if (interruption.signal.aborted) return 130;
    tell(`${messageOf(error)}\n`);
    return 1;
  }
}

Deno.exit(await main());
