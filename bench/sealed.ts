// `deno task bench-sealed`: how long a message takes from Enter into the socket, plain and sealed.
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../tests/support/chromium.ts";
import { parley } from "./contender.ts";
import { describeMeasurement } from "./provenance.ts";
import { printReport, renderTable, tell } from "./report_page.ts";
import { startServer } from "./running_server.ts";
import { sendProbeSource } from "./send_probe.ts";

const usage = `deno task bench-sealed [--quick] [--plain]

  --quick  20 messages of each kind instead of 200
  --plain  leaves out the direct room
`;

/** Where the two meet. */
const room = "tea";
/** Sent before anything is measured, for the script to be warm and the session to be there. */
const warmUps = 5;
/** Milliseconds within which sealing is to be done at the 95th percentile. */
const aimMs = 30;
const columns = ["from Enter into the socket", "median ms", "95 % ms", "slowest ms"] as const;
const texts: readonly [string, string][] = [
  ["a short message", "Does anybody know what became of the good cups?"],
  ["4,000 characters", "It takes a while. ".repeat(223).slice(0, 4_000)],
];

/** Opens the page of a guest of this name in the room where the two meet. */
async function enter(browser: Browser, origin: string, name: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: origin });
  await context.addInitScript(sendProbeSource);
  const page = await context.newPage();
  await page.goto(`/chat?room=${room}&name=${name}`);
  await page.getByRole("textbox").waitFor();
  return page;
}

/** The name of the direct room of the two who have these pages. */
async function openDirect(page: Page, peer: Page): Promise<string> {
  const { id } = await peer.evaluate(async () => await (await fetch("/api/me")).json());
  const answer = await page.evaluate(async (body) => {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch("/api/direct", { method: "POST", headers, body });
    return { status: answer.status, text: await answer.text() };
  }, JSON.stringify({ person: id, room }));
  if (answer.status !== 201 && answer.status !== 200) {
    throw new Error(`Cannot open a direct room: the server answers ${answer.status}`);
  }
  return JSON.parse(answer.text).name;
}

/** Says `text` so many times, each when the one before is stored; gives what each took. */
async function sendMany(page: Page, text: string, count: number): Promise<number[]> {
  const composer = page.getByRole("textbox").first();
  for (let sent = 0; sent < count; sent++) {
    const mark = crypto.randomUUID();
    await composer.fill(`${mark} ${text}`);
    await composer.press("Enter");
    await page.locator(".message[data-seq]").filter({ hasText: mark }).waitFor();
  }
  return await page.evaluate("parleySends()") as number[];
}

function renderRow(title: string, took: readonly number[]): string[] {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]!.toFixed(1);
  return [title, at(0.5), at(0.95), at(1)];
}

/** Measures one room; gives its rows of the table. */
async function measure(page: Page, kind: string, count: number): Promise<string[][]> {
  const rows: string[][] = [];
  await sendMany(page, "good morning", warmUps);
  for (const [title, text] of texts) {
    tell(`\r${kind}: ${title} …          `);
    const took = await sendMany(page, text, count);
    if (took.length !== count) {
      throw new Error(`Cannot measure ${kind}: ${took.length} of ${count} messages were noted`);
    }
    rows.push(renderRow(`${kind}: ${title}`, took));
  }
  return rows;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      help: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      plain: { type: "boolean", default: false },
    },
  });
  if (values.help) return tell(usage);
  const count = values.quick ? 20 : 200;
  const folder = await Deno.makeTempDir({ prefix: "parley-bench-" });
  try {
    const { signal } = new AbortController();
    await using server = await startServer(parley("sqlite"), { folder, signal });
    const browser = await launchChromium();
    try {
      const origin = `http://127.0.0.1:${server.port}`;
      const [ada, bob] = [await enter(browser, origin, "Ada"), await enter(browser, origin, "Bob")];
      const rows = await measure(ada, "plain", count);
      if (!values.plain) {
        const direct = await openDirect(ada, bob);
        for (const page of [ada, bob]) await page.goto(`/chat?room=${direct}`);
        rows.push(...await measure(ada, "sealed", count));
      }
      tell("\r                                                  \r");
      await printReport(
        `${await describeMeasurement(
          "bench-sealed",
        )}; Chromium ${browser.version()}, without a graphics processor; ` +
          `${count} messages for each row; sealing is to take less than ${aimMs} ms\n\n` +
          renderTable(columns, rows),
      );
    } finally {
      await browser.close();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

await main();
