// `deno task bench-history`: how a room opens, pages back and searches as its log grows.
import { parseArgs } from "node:util";
import { join } from "@std/path";
import { createLog } from "../lib/log.ts";
import { systemClock } from "../lib/clock.ts";
import { SqliteStore } from "../lib/store/sqlite_store.ts";
import type { Draft } from "../lib/store/store.ts";
import { type Contender, parley } from "./contender.ts";
import { describeMeasurement } from "./provenance.ts";
import { cannotWriteQuick, printReport, renderTable, tell, writePage } from "./report_page.ts";
import { startServer } from "./running_server.ts";
import { roomDraft } from "../tests/support/room_draft.ts";

const usage = `deno task bench-history [--quick] [--sizes 10000,100000,1000000] [--write]

  --quick    10,000 and 30,000 messages only, some 20 s in all
  --sizes …  numbers of messages, growing
  --write    also writes docs/BENCHMARKS_HISTORY.md
`;

const room = "history";
/** Times that each thing is asked for, after once to warm up. */
const samples = 40;
/** Events that are stored at once while the room is filled. */
const batchSize = 2_000;
/** Milliseconds between two messages of the made-up log. */
const messageEveryMs = 60_000;
const startMs = Date.UTC(2024, 0, 1);
const vocabularySize = 20_000;
const people = 50;
const wordsPerMessage = 12;

/** Something that is asked of the server. */
interface Question {
  readonly title: string;
  /** The path for a log of `size` messages; each call may ask for another place in it. */
  readonly path: (size: number) => string;
}

const api = `/api/rooms/${room}`;
const search = (query: string) => `${api}/search?limit=20&q=${encodeURIComponent(query)}`;

const questions: readonly Question[] = [
  { title: "chat page", path: () => `/chat?room=${room}` },
  { title: "newest 50 messages", path: () => `${api}/messages` },
  { title: "200 messages back from anywhere", path: backFromAnywhere },
  { title: "search: a word of every second message", path: () => search(word(0)) },
  { title: "search: a word of few messages", path: () => search(word(vocabularySize - 1)) },
  { title: "search: a word of none", path: () => search("nowhere") },
  { title: "search: a phrase", path: () => search(`"${word(0)} ${word(1)}"`) },
  { title: "search: a beginning", path: () => search(`${word(9).slice(0, 3)}*`) },
  { title: "search: two common words", path: () => search(`${word(0)} ${word(1)}`) },
  { title: "search: common words that never meet", path: () => search(`even odd`) },
  { title: "search: a person and a word", path: () => search(`from:person7 ${word(3)}`) },
  {
    title: "search: a common word in the oldest tenth",
    path: (size) => {
      const end = new Date(startMs + size * messageEveryMs / 10).toISOString();
      return search(`${word(0)} before:${end}`);
    },
  },
];

function backFromAnywhere(size: number): string {
  return `${api}/messages?limit=200&before=${1 + Math.ceil(Math.random() * size)}`;
}

/** A made-up word, the same for the same number; no two are alike. */
function word(index: number): string {
  const syllables = ["ka", "lo", "mi", "ne", "ru", "so", "ta", "vi", "wo", "ze"];
  return String(index).padStart(3, "0").split("").map((digit) => syllables[Number(digit)]).join("");
}

/** Message number `seq`: words by Zipf's law, so that few are very common and most are rare. */
function draft(seq: number): Draft {
  const words = Array.from({ length: wordsPerMessage }, () => {
    return word(Math.floor(vocabularySize ** Math.random()) - 1);
  });
  const who = seq % people;
  return {
    type: "message",
    at: startMs + seq * messageEveryMs,
    from: { id: `g-${who}`.padEnd(18, "x"), name: `person${who}`, kind: "guest" },
    ref: `r-${seq}`,
    text: [...words, seq % 2 === 0 ? "even" : "odd"].join(" "),
  };
}

/** Lets the room grow to `size` messages; gives how many were put into the index a second. */
async function fill(path: string, size: number): Promise<number> {
  const log = createLog({ level: "error", format: "text", clock: systemClock });
  const store = await SqliteStore.open({ path, durability: "normal", log });
  await store.createRoom(roomDraft(room, "nobody"));
  const { seq: before } = (await store.findRoom(room))!;
  let seq = before;
  while (seq < size) {
    const count = Math.min(batchSize, size - seq);
    await store.append(room, Array.from({ length: count }, (_, index) => draft(seq + index + 1)));
    seq += count;
    tell(`\rfilling: ${seq.toLocaleString("en")} of ${size.toLocaleString("en")} messages `);
  }
  tell("\rindexing …                                        ");
  const startedAt = performance.now();
  await store.search(room, { text: "nowhere", limit: 1 });
  const indexedPerSecond = (seq - before) / (performance.now() - startedAt) * 1_000;
  tell("\r                                                  \r");
  await store.close();
  return indexedPerSecond;
}

/** Times a question, in milliseconds from asking to the last byte of the answer. */
async function time(origin: string, cookie: string, path: string): Promise<number> {
  const askedAt = performance.now();
  const response = await fetch(origin + path, { headers: { cookie } });
  await response.arrayBuffer();
  const tookMs = performance.now() - askedAt;
  if (!response.ok) {
    throw new Error(`Cannot measure ${path}: it is answered with ${response.status}`);
  }
  return tookMs;
}

/** Times from asking to join until the newest message is there. */
function timeJoin(port: number): Promise<number> {
  const askedAt = performance.now();
  const socket = new WebSocket(`ws://127.0.0.1:${port}/room?room=${room}&name=bench`);
  return new Promise((resolve, reject) => {
    let newest = Infinity;
    socket.onerror = () => reject(new Error("Cannot measure a join: the socket failed"));
    socket.onmessage = ({ data }) => {
      for (const { type, seq } of data.split("\n").map((line: string) => JSON.parse(line))) {
        if (type === "welcome") newest = seq;
        if (type !== "message" || seq !== newest) continue;
        resolve(performance.now() - askedAt);
        socket.onclose = null;
        socket.close();
      }
    };
  });
}

/** The middle and the slowest of some times, as `1.2 (3.4)`. */
function render(timesMs: readonly number[]): string {
  const sorted = timesMs.toSorted((a, b) => a - b);
  return `${sorted[sorted.length >> 1]!.toFixed(1)} (${sorted.at(-1)!.toFixed(1)})`;
}

/** Asks everything of a server on a log of `size` messages. */
async function measure(dataFolder: string, size: number): Promise<string[]> {
  const base = parley("sqlite");
  const contender: Contender = {
    ...base,
    command: ({ port }) => base.command({ port, dataFolder }),
  };
  const { signal } = new AbortController();
  await using server = await startServer(contender, { folder: dataFolder, signal });
  const origin = `http://127.0.0.1:${server.port}`;
  const welcome = await fetch(`${origin}/chat?room=${room}&name=bench`, { redirect: "manual" });
  await welcome.body?.cancel();
  const cookie = welcome.headers.get("set-cookie")!.split(";")[0]!;
  const cells: string[] = [];
  const ask: (() => Promise<number>)[] = [
    ...questions.map(({ path }) => () => time(origin, cookie, path(size))),
    () => timeJoin(server.port),
  ];
  for (const question of ask) {
    await question();
    const timesMs: number[] = [];
    for (let sample = 0; sample < samples; sample++) timesMs.push(await question());
    cells.push(render(timesMs));
  }
  return cells;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      help: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      sizes: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  if (values.help) return tell(usage);
  if (values.write && values.quick) throw new TypeError(cannotWriteQuick);
  const given = values.sizes ?? (values.quick ? "10000,30000" : "10000,100000,1000000");
  const sizes = given.split(",").map(Number);
  if (!sizes.every((size, index) => Number.isInteger(size) && size > (sizes[index - 1] ?? 0))) {
    throw new TypeError(`Cannot use --sizes "${given}": they need to be numbers that grow`);
  }
  const folder = await Deno.makeTempDir({ prefix: "parley-bench-" });
  try {
    const columns: string[][] = [];
    for (const size of sizes) {
      const indexed = await fill(join(folder, "parley.db"), size);
      columns.push([...await measure(folder, size), Math.round(indexed).toLocaleString("en")]);
    }
    const titles = [
      ...questions.map(({ title }) => title),
      "joining, until the newest 50 are there",
      "messages put into the index a second",
    ];
    const table = renderTable(
      ["ms: middle (slowest)", ...sizes.map((size) => `${size.toLocaleString("en")} messages`)],
      titles.map((title, index) => [title, ...columns.map((cells) => cells[index]!)]),
    );
    const setting = `${await describeMeasurement(
      "bench-history",
    )}; deno ${Deno.version.deno}; ${samples} samples each; ` +
      new Date().toISOString().slice(0, 10);
    const report = `${setting}\n\n${table}`;
    await printReport(report);
    if (values.write) await writePage(report, "BENCHMARKS_HISTORY.md");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

await main();
