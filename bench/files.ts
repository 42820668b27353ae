// `deno task bench-files`: a large file goes up and comes down, while somebody talks in another room.
import { parseArgs } from "node:util";
import { join } from "@std/path";
import { delay } from "@std/async";
import { parseSize } from "../lib/config/option_values.ts";
import { ChatPulse } from "./chat_pulse.ts";
import type { Latencies } from "./chat_pulse.ts";
import type { Contender } from "./contender.ts";
import { parley } from "./contender.ts";
import type { FileServer } from "./file_transfer.ts";
import { MadeUpFile, parleyFiles, plainFiles, receive } from "./file_transfer.ts";
import { readProcessUsage } from "./generator/process_usage.ts";
import { describeMeasurement } from "./provenance.ts";
import { findVersion } from "./program_version.ts";
import { cannotWriteQuick, printReport, renderTable, tell, writePage } from "./report_page.ts";
import type { RunningServer } from "./running_server.ts";
import { startServer } from "./running_server.ts";

const usage = `deno task bench-files [--quick] [--size 1GiB] [--parley FILE] [--write]

  --quick     a file of 64 MiB
  --size …    how large it is
  --parley …  an executable to measure; the sources unless given
  --write     also writes docs/BENCHMARKS_FILES.md
`;

const mebibyte = 2 ** 20;
/** How long one talks before anything is sent, and how much is sent before memory is looked at. */
const quietMs = 3_000;
const warmUpBytes = 8 * mebibyte;
/** How often a server's memory is looked at, in milliseconds. */
const lookMs = 20;

/** What one transfer came to. */
interface Transfer {
  readonly title: string;
  readonly mebibytesPerSecond: number;
  /** By how much the server's memory was larger at most than before. */
  readonly grewBytes: number;
  /** What somebody in another room felt meanwhile; absent where there are no rooms. */
  readonly chat?: Latencies;
}

async function measure(
  title: string,
  bytes: number,
  { server, pulse, run }: {
    server: RunningServer;
    pulse?: ChatPulse | undefined;
    run: () => Promise<unknown>;
  },
): Promise<Transfer> {
  const rss = () => readProcessUsage(server.pid).rssBytes;
  const before = rss();
  let most = before;
  const looking = setInterval(() => most = Math.max(most, rss()), lookMs);
  pulse?.take();
  const startMs = performance.now();
  await run();
  const seconds = (performance.now() - startMs) / 1_000;
  clearInterval(looking);
  return {
    title,
    mebibytesPerSecond: bytes / mebibyte / seconds,
    grewBytes: most - before,
    ...(pulse && { chat: pulse.take() }),
  };
}

/** Sends a file in each of a server's ways, and fetches it again. */
async function transferAll(
  server: RunningServer,
  files: FileServer,
  { size, pulse }: { size: number; pulse?: ChatPulse },
): Promise<Transfer[]> {
  const transfers: Transfer[] = [];
  let address = "";
  let hash = "";
  for (const { title, upload } of files.ways) {
    const small = new MadeUpFile(warmUpBytes);
    await receive(await upload(small), small.hash());
    const file = new MadeUpFile(size);
    hash = file.hash();
    const run = async () => address = await upload(file);
    transfers.push(await measure(`up, ${title}`, size, { server, pulse, run }));
  }
  const run = () => receive(address, hash);
  transfers.push(await measure("down", size, { server, pulse, run }));
  return transfers;
}

async function plainNode(): Promise<Contender | undefined> {
  const version = await findVersion("node");
  if (version === undefined) return undefined;
  const program = join(import.meta.dirname!, "servers/plain_files.mjs");
  return {
    name: "Node",
    runsOn: `node ${version}`,
    dialect: "plain",
    command: ({ port, dataFolder }) => ["node", program, `${port}`, dataFolder],
  };
}

function withLimits(contender: Contender): Contender {
  const limits = "--max-upload 16GiB --room-quota 64GiB --person-quota 64GiB".split(" ");
  return { ...contender, command: (options) => [...contender.command(options), ...limits] };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      help: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      size: { type: "string" },
      parley: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  if (values.help) return tell(usage);
  if (values.write && values.quick) throw new TypeError(cannotWriteQuick);
  const given = values.size ?? (values.quick ? "64MiB" : "1GiB");
  const size = parseSize(given);
  if (!size) throw new TypeError(`Cannot use --size "${given}": it needs to be as 1GiB`);
  const folder = await Deno.makeTempDir({ prefix: "parley-bench-" });
  const { signal } = new AbortController();
  try {
    const own = withLimits(parley("sqlite", values.parley));
    let quiet: Latencies;
    let ours: Transfer[];
    {
      await using server = await startServer(own, { folder, signal });
      using pulse = await ChatPulse.open(server.port);
      await delay(quietMs);
      quiet = pulse.take();
      const files = await parleyFiles(`http://127.0.0.1:${server.port}`);
      tell("Parley … ");
      ours = await transferAll(server, files, { size, pulse });
    }
    const node = await plainNode();
    let theirs: Transfer[] = [];
    if (node) {
      await using server = await startServer(node, { folder, signal });
      tell("Node … ");
      theirs = await transferAll(server, plainFiles(`http://127.0.0.1:${server.port}`), { size });
    }
    tell("\n");
    const table = renderTable(
      ["", "MiB/s", "of plain Node", "memory grew by, MiB", "chat in another room, ms: p50 (p99)"],
      [
        ["nothing is sent", "", "", "", latencyText(quiet)],
        ...ours.map((transfer) => rowOf("Parley", transfer, theirs)),
        ...theirs.map((transfer) => rowOf("plain Node", transfer, [])),
      ],
    );
    const setting = [
      await describeMeasurement("bench-files"),
      `Parley: ${own.runsOn}`,
      node ? node.runsOn : "no Node here",
      `a file of ${size / mebibyte} MiB`,
      new Date().toISOString().slice(0, 10),
    ].join("; ");
    const report = `${setting}\n\n${table}`;
    await printReport(report);
    if (values.write) await writePage(report, "BENCHMARKS_FILES.md");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function rowOf(name: string, transfer: Transfer, others: readonly Transfer[]): string[] {
  const { title, mebibytesPerSecond, grewBytes, chat } = transfer;
  const other = others.find((other) => other.title.split(",")[0] === title.split(",")[0]);
  const ratio = other ? (mebibytesPerSecond / other.mebibytesPerSecond).toFixed(2) : "";
  return [
    `${name}, ${title}`,
    mebibytesPerSecond.toFixed(0),
    ratio,
    (grewBytes / mebibyte).toFixed(1),
    chat ? latencyText(chat) : "",
  ];
}

function latencyText({ p50, p99 }: Latencies): string {
  return `${p50.toFixed(1)} (${p99.toFixed(1)})`;
}

await main();
