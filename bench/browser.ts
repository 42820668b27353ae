// `deno task bench-browser`: how fast the page answers a key while much is shown and much comes.
import { parseArgs } from "node:util";
import { join } from "@std/path";
import { delay } from "@std/async";
import type { CDPSession, Page } from "playwright-core";
import { createLog } from "../lib/log.ts";
import { systemClock } from "../lib/clock.ts";
import { SqliteStore } from "../lib/store/sqlite_store.ts";
import type { Draft } from "../lib/store/store.ts";
import { launchChromium } from "../tests/support/chromium.ts";
import { columns, renderRow } from "./browser_report.ts";
import { type Contender, parley } from "./contender.ts";
import { describeMeasurement } from "./provenance.ts";
import { type Noted, probeSource } from "./page_probe.ts";
import { cannotWriteQuick, printReport, renderTable, tell, writePage } from "./report_page.ts";
import { startServer } from "./running_server.ts";
import { roomDraft } from "../tests/support/room_draft.ts";

const usage = `deno task bench-browser [--quick] [--messages 5000] [--rate 50] [--write]

  --quick       500 messages and 3 s for each row, some 30 s in all
  --messages …  how many are shown
  --rate …      how many come a second
  --write       also writes docs/BENCHMARKS_BROWSER.md
`;

const room = "busy";
/** People who talk at the same time, each on a socket of their own. */
const talkers = 5;
/** Milliseconds between two keys of somebody who types fast. */
const keyEveryMs = 90;
const batchSize = 1_000;

/** Things that people say: most are short, some are long, a few have code, links and lists. */
const sayings: readonly string[] = [
  "Good morning!",
  "yes",
  "I am on it, give me ten minutes.",
  "Does anybody know what became of the *good* cups?",
  "The release is out: https://example.org/parley/0.1 — **thanks** to everybody who helped.",
  "It takes a while, because the index has to be built anew and nobody wants to stop the server " +
  "for that; so it runs in steps, in lulls, and says how far it has come.",
  "```ts\nfor (const message of messages) {\n  await store.append(room, message);\n}\n```",
  "- first\n- second\n- `third`",
  "> for that\n\nFor what?",
  "👍",
];

/** What is done while the page is measured. */
interface Scene {
  readonly title: string;
  /** Messages that come a second. */
  readonly rate: number;
  /** Puts the page in order before it is measured. */
  prepare?(page: Page): Promise<void>;
  /** Does it, until `endMs`. */
  act(page: Page, endMs: number): Promise<void>;
}

async function type(page: Page, endMs: number): Promise<void> {
  await page.locator(".composer textarea").focus();
  for (let keys = 0; performance.now() < endMs; keys++) {
    await page.keyboard.press(keys % 6 === 5 ? "Space" : "abcdef"[keys % 6]!);
    if (keys % 120 === 119) await page.locator(".composer textarea").fill("");
    await delay(keyEveryMs);
  }
  await page.locator(".composer textarea").fill("");
}

async function switchRooms(page: Page, endMs: number): Promise<void> {
  while (performance.now() < endMs) {
    await page.keyboard.press("Control+k");
    await delay(400);
    await page.keyboard.press("t");
    await delay(200);
    await page.keyboard.press("Escape");
    await delay(400);
  }
}

async function read(page: Page, endMs: number): Promise<void> {
  await page.locator(".log").focus();
  for (let keys = 0; performance.now() < endMs; keys++) {
    await page.keyboard.press(keys % 20 < 10 ? "ArrowUp" : "ArrowDown");
    await delay(keyEveryMs);
  }
}

async function goBack(page: Page): Promise<void> {
  await page.locator(".log").evaluate((log) => log.scrollTop = log.scrollHeight / 2);
  await delay(500);
}

async function goToEnd(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await delay(500);
}

function scenes(rate: number): readonly Scene[] {
  return [
    { title: "typing, nothing comes", rate: 0, act: type },
    { title: "typing, at the newest", rate, prepare: goToEnd, act: type },
    { title: "typing, far up in the log", rate, prepare: goBack, act: type },
    { title: "from message to message by arrow keys", rate, prepare: goBack, act: read },
    {
      title: "opening the room switcher, typing there, closing it",
      rate,
      prepare: goToEnd,
      act: switchRooms,
    },
  ];
}

/** Writes a room of `count` messages, one a minute until now. */
async function fill(path: string, count: number): Promise<void> {
  const log = createLog({ level: "error", format: "text", clock: systemClock });
  const store = await SqliteStore.open({ path, durability: "normal", log });
  const now = Date.now();
  await store.createRoom(roomDraft(room, "nobody"));
  for (let seq = 1; seq <= count; seq += batchSize) {
    const drafts = Array.from(
      { length: Math.min(batchSize, count - seq + 1) },
      (_, index): Draft => {
        const number = seq + index;
        const who = Math.floor(number / 3) % 20;
        return {
          type: "message",
          at: now - (count - number) * 60_000,
          from: { id: `g-${who}`.padEnd(18, "x"), name: `Person ${who}`, kind: "guest" },
          ref: `r-${number}`,
          text: sayings[number % sayings.length]!,
          ...(number % 8 === 0 && { replyTo: number - 3 }),
        };
      },
    );
    await store.append(room, drafts);
  }
  await store.close();
}

/** Says things, `rate` a second in all, until the signal comes. */
async function talk(port: number, rate: number, signal: AbortSignal): Promise<void> {
  const sockets = await Promise.all(Array.from({ length: talkers }, async (_, index) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/room?room=${room}&name=Talker${index}`);
    await new Promise((resolve) => socket.onopen = resolve);
    return socket;
  }));
  for (let count = 0; !signal.aborted; count++) {
    const text = sayings[count % sayings.length]!;
    const say = { type: "say", text, ...(count % 8 === 0 && { replyTo: 1 + count }) };
    sockets[count % talkers]!.send(JSON.stringify(say));
    await delay(1_000 / rate);
  }
  for (const socket of sockets) socket.close();
}

/** Opens the room and scrolls back until at least `count` messages are shown. */
async function enter(page: Page, count: number): Promise<void> {
  await page.goto(`/chat?room=${room}&name=Reader`);
  await page.locator(".message").first().waitFor();
  while (await page.locator(".message").count() < count) {
    await page.locator(".log").evaluate((log) => log.scrollTop = 0);
    await delay(20);
    tell(`\rscrolling back: ${await page.locator(".message").count()} messages `);
  }
  await goToEnd(page);
}

/** Measures a scene; gives its row of the table. */
async function measure(
  page: Page,
  scene: Scene,
  { port, forMs }: { port: number; forMs: number },
): Promise<string[]> {
  const talking = new AbortController();
  const talked = scene.rate === 0 ? undefined : talk(port, scene.rate, talking.signal);
  await scene.prepare?.(page);
  await delay(1_000);
  await page.evaluate("parleyProbe()");
  const thread = await page.context().newCDPSession(page);
  await thread.send("Performance.enable", { timeDomain: "threadTicks" });
  const [startMs, workedBefore] = [performance.now(), await workedSeconds(thread)];
  await scene.act(page, startMs + forMs);
  const worked = await workedSeconds(thread) - workedBefore;
  const share = worked * 1_000 / (performance.now() - startMs);
  const noted = await page.evaluate("parleyProbe()") as Noted;
  talking.abort();
  await talked;
  await thread.detach();
  return renderRow(scene.title, noted, share);
}

/** Seconds of processor time that the page's main thread has spent on tasks. */
async function workedSeconds(thread: CDPSession): Promise<number> {
  const { metrics } = await thread.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")!.value;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      help: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      messages: { type: "string" },
      rate: { type: "string", default: "50" },
      write: { type: "boolean", default: false },
    },
  });
  if (values.help) return tell(usage);
  if (values.write && values.quick) throw new TypeError(cannotWriteQuick);
  const count = Number(values.messages ?? (values.quick ? 500 : 5_000));
  const rate = Number(values.rate);
  const forMs = values.quick ? 3_000 : 20_000;
  if (!(count > 0 && rate > 0)) {
    throw new TypeError("Cannot use --messages and --rate: they need to be numbers above 0");
  }
  const folder = await Deno.makeTempDir({ prefix: "parley-bench-" });
  try {
    await fill(join(folder, "parley.db"), count);
    const base = parley("sqlite");
    const contender: Contender = {
      ...base,
      command: ({ port }) => base.command({ port, dataFolder: folder }),
    };
    const { signal } = new AbortController();
    await using server = await startServer(contender, { folder, signal });
    const browser = await launchChromium();
    const context = await browser.newContext({
      baseURL: `http://127.0.0.1:${server.port}`,
      viewport: { width: 1280, height: 800 },
    });
    await context.addInitScript(probeSource);
    const rows: string[][] = [];
    for (const scene of scenes(rate)) {
      // Each begins alike, with a page of its own.
      const page = await context.newPage();
      await enter(page, count);
      tell(`\r${scene.title} …                              `);
      rows.push(await measure(page, scene, { port: server.port, forMs }));
      await page.close();
    }
    const version = browser.version();
    await browser.close();
    tell("\r                                                            \r");
    const setting = `${await describeMeasurement(
      "bench-browser",
    )}; Chromium ${version}, without a graphics processor; ` +
      `${count.toLocaleString("en")} messages shown, ${rate} more coming a second; ` +
      `${forMs / 1_000} s for each row; ${new Date().toISOString().slice(0, 10)}`;
    const report = `${setting}\n\n${renderTable(columns, rows)}`;
    await printReport(report);
    if (values.write) await writePage(report, "BENCHMARKS_BROWSER.md");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

await main();
