/** The log in a real browser: where it opens, what stays in place, how one gets about in it. */
import { assert, assertEquals } from "@std/assert";
import type { Browser, BrowserContextOptions, Page, WebSocketRoute } from "playwright-core";
import type { Message, Person, ServerMessage, Welcome } from "../../../lib/wire/messages.ts";
import { violations } from "../../support/axe.ts";
import { lacksChromium, launchChromium, patienceMs } from "../../support/chromium.ts";
import { TestServer } from "../../support/server.ts";
import { Complaints } from "../../support/complaints.ts";
import { link, RoomsStage, shows } from "./rooms_stage.ts";
import { bob, edited, message, welcome } from "../timeline/wire_samples.ts";

const minute = 60_000;

/** A room whose log the test makes up: its socket and its pages are the test's. */
class Stage implements AsyncDisposable {
  /** What was said, oldest first. */
  messages: Message[] = [];
  /** The places that the page said to have read up to. */
  readonly read: number[] = [];
  readonly #complaints = new Complaints();
  #server!: TestServer;
  #browser!: Browser;
  #socket!: WebSocketRoute;

  /** @param now When the last of them was said. */
  static async open(count: number, now = Date.now()): Promise<Stage> {
    const stage = new Stage();
    stage.#server = await TestServer.open();
    stage.#browser = await launchChromium();
    // Of very different heights, which nobody knows before they were seen.
    stage.messages = Array.from(
      { length: count },
      (_, index) => stage.#say(index + 1, now - (count - index) * minute),
    );
    return stage;
  }

  /** Ada's page; she has read up to `read`, or was never here. */
  async enter(
    { read, options = {}, ...more }: {
      read?: number;
      hash?: string;
      script?: string;
      options?: BrowserContextOptions;
    } = {},
  ): Promise<Page> {
    const context = await this.#browser.newContext({ baseURL: this.#server.origin, ...options });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    if (more.script) await page.addInitScript(more.script);
    this.#complaints.watch(page);
    const first = this.messages.slice(-50);
    await page.route(
      "**/api/rooms/tea/messages?*",
      (route) => route.fulfill({ json: this.#page(new URL(route.request().url()).searchParams) }),
    );
    await page.routeWebSocket(/\/room\?/, (socket) => {
      this.#socket = socket;
      socket.onMessage((frame) => {
        const command = JSON.parse(String(frame));
        if (command.type === "read") this.read.push(command.seq);
        if (command.type === "ping") this.say({ type: "pong", seq: this.messages.length });
      });
      this.say(this.#welcome(read), ...first);
    });
    await page.goto(`/chat?room=tea&name=Ada${more.hash ?? ""}`);
    await page.locator(".message").first().waitFor();
    // Older pages come by themselves; one that comes just as a test scrolls would keep the end in view.
    await page.waitForLoadState("networkidle");
    return page;
  }

  /** Says something on the socket. */
  say(...messages: ServerMessage[]): void {
    this.#socket.send(messages.map((it) => JSON.stringify(it)).join("\n"));
  }

  /** Bob says something now; gives its place. */
  chat(text?: string): number {
    const seq = this.messages.length + 1;
    this.messages.push({ ...this.#say(seq, Date.now()), ...(text !== undefined && { text }) });
    this.say(this.messages.at(-1)!);
    return seq;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#server[Symbol.asyncDispose]();
    assertEquals(this.#complaints.list, []);
  }

  #say(seq: number, at: number): Message {
    const people: Person[] = [bob, { ...bob, id: "c", name: "Cleo" }];
    const text = `number ${seq}` + "\n\nmore".repeat(seq % 7 === 0 ? 12 : seq % 3);
    return message(seq, { at, from: people[seq % 4 >> 1]!, text });
  }

  #welcome(read: number | undefined): Welcome {
    return welcome({ seq: this.messages.length, ...(read !== undefined && { read }) });
  }

  #page(query: URLSearchParams): { messages: Message[]; more: boolean } {
    const [before, after] = ["before", "after"].map((name) => query.get(name));
    const limit = Number(query.get("limit"));
    const all = this.messages.filter(({ seq }) =>
      seq < Number(before ?? Infinity) && seq > Number(after ?? 0)
    );
    const messages = after === null ? all.slice(-limit) : all.slice(0, limit);
    return { messages, more: all.length > messages.length };
  }
}

/** The places of all rows that are there, in their order. */
function rows(page: Page): Promise<number[]> {
  return page.locator(".message[data-seq]").evaluateAll((rows) =>
    rows.map((row) => Number(row.getAttribute("data-seq")))
  );
}

/** Pixels from the upper edge of the log to a row, once two frames were drawn. */
function topOf(page: Page, seq: number): Promise<number> {
  return page.locator(`.message[data-seq="${seq}"]`).evaluate(async (row) => {
    // deno-lint-ignore no-explicit-any
    const { requestAnimationFrame } = globalThis as any;
    for (let frames = 0; frames < 4; frames++) await new Promise(requestAnimationFrame);
    return row.getBoundingClientRect().top - row.closest(".log")!.getBoundingClientRect().top;
  });
}

/** Whether a row is in view. */
async function isInView(page: Page, seq: number): Promise<boolean> {
  const top = await topOf(page, seq);
  const height = await page.locator(".log").evaluate((log) => log.clientHeight);
  return top >= 0 && top < height;
}

/** The row that is so many pixels below the upper edge of the log, or the next one. */
async function rowAt(page: Page, px: number): Promise<number> {
  const { x, y, width } = (await page.locator(".log").boundingBox())!;
  return await page.evaluate(([x, y]) => {
    // deno-lint-ignore no-explicit-any
    const { document } = globalThis as any;
    let row;
    for (let below = y!; !row; below += 20) {
      row = document.elementFromPoint(x, below).closest("[data-seq]");
    }
    return Number(row.dataset.seq);
  }, [x + width / 4, y + px]);
}

/** Scrolls, and waits until the page has heard of it. */
function scroll(page: Page, by: number): Promise<void> {
  return page.locator(".log").evaluate(async (log, by) => {
    // deno-lint-ignore no-explicit-any
    const { requestAnimationFrame } = globalThis as any;
    log.scrollTop += by;
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
  }, by);
}

/** Pixels that are left below the view. */
function left(page: Page): Promise<number> {
  return page.locator(".log").evaluate((log) =>
    log.scrollHeight - log.scrollTop - log.clientHeight
  );
}

/** The place of the message that has the focus. */
function focused(page: Page): Promise<number> {
  return page.evaluate(() =>
    // deno-lint-ignore no-explicit-any
    Number((globalThis as any).document.activeElement?.closest("[data-seq]")?.dataset.seq)
  );
}

/** Waits until something is so, at most 10 s. */
async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let looks = 0; !await isSo(); looks++) {
    if (looks === 200) throw new Error(`Cannot wait any longer until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** The last noon there was, Unix milliseconds. */
function lastNoon(): number {
  const noon = new Date().setHours(12, 0, 0, 0);
  return noon <= Date.now() ? noon : noon - 24 * 60 * minute;
}

if (!lacksChromium()) {
  Deno.test("a room opens at the first message one has not read", async () => {
    await using stage = await Stage.open(300);
    const page = await stage.enter({ read: 275 });
    await page.getByRole("separator", { name: "New" }).waitFor();
    assert(await isInView(page, 276), "the first unread message is in view");
    assert(await isInView(page, 275), "and what was said before");
    assert(await left(page) > 100, "the end is not");
    const line = page.locator(".unread-line + .message");
    assertEquals(await line.getAttribute("data-seq"), "276");
    assertEquals(await violations(page), []);
    await page.getByRole("button", { name: /^\d+ new messages$/ }).click();
    await until(async () => await left(page) === 0, "the end is there");
    await until(() => stage.read.at(-1) === 300, "all is read");
    assertEquals(await line.getAttribute("data-seq"), "276");
    assertEquals(await page.locator(".unread-bar").count(), 0, "the line was seen");
  });

  Deno.test("only what was in view counts as read", async () => {
    await using stage = await Stage.open(300);
    const page = await stage.enter({ read: 260 });
    await page.getByRole("separator", { name: "New" }).waitFor();
    await until(() => stage.read.length > 0, "something is read");
    const last = stage.read.at(-1)!;
    assert(last > 260 && last < 290, `${last}`);
    const name = `${300 - last} new messages`;
    await page.getByRole("button", { name, exact: true }).waitFor();
  });

  Deno.test("a link to a message far back shows it first, and nothing else counts as read", async () => {
    await using stage = await Stage.open(300);
    // Notes the places that were drawn, frame by frame.
    const script = `globalThis.drawn = new Set(); requestAnimationFrame(function look() {
      for (const row of document.querySelectorAll(".message[data-seq]")) {
        const { top, bottom } = row.getBoundingClientRect();
        if (bottom > 0 && top < innerHeight) drawn.add(Number(row.dataset.seq));
      }
      requestAnimationFrame(look);
    })`;
    const page = await stage.enter({ read: 5, hash: "#m20", script });
    await page.locator('.message[data-seq="20"]').waitFor();
    await page.waitForTimeout(500);
    const drawn = await page.evaluate("[...drawn]") as number[];
    // The newest begin at 251; a frame may have been in between before heights were known.
    assert(drawn.includes(20) && Math.max(...drawn) < 150, `drawn: ${drawn}`);
    assert(stage.read.every((seq) => seq < 60), `read: ${stage.read}`);
    await page.getByRole("button", { name: /new messages/ }).first().waitFor();
  });

  Deno.test("who goes on from a message has its place no more in the address", async () => {
    await using stage = await Stage.open(300);
    const page = await stage.enter({ read: 300, hash: "#m20" });
    await page.locator('.message[data-seq="20"]').waitFor();
    assertEquals(new URL(page.url()).hash, "#m20");
    await page.locator(".to-newest").click();
    await page.locator('.message[data-seq="300"]').waitFor();
    assertEquals(new URL(page.url()).hash, "");
  });

  Deno.test("hundreds of accents on one letter stay off the messages above", async () => {
    await using stage = await Stage.open(3);
    const page = await stage.enter({ read: 3 });
    const rowOf = (seq: number) => page.locator(`.message[data-seq="${seq}"]`);
    // Both as if in one go: a name and a time of their own would part them.
    stage.chat("plain");
    stage.chat("plain");
    stage.chat("Z");
    await rowOf(6).waitFor();
    stage.say(edited(7, 6, "Y"));
    await rowOf(6).getByText("edited").waitFor();
    const before = (await rowOf(4).screenshot()).toString();
    stage.say(edited(8, 6, `Z${"\u0301".repeat(2_000)}`));
    await rowOf(6).getByText("Z").waitFor();
    assertEquals((await rowOf(4).screenshot()).toString() === before, true);
  });

  for (const [zoom, viewport] of [["200 %", [640, 400]], ["400 %", [320, 256]]] as const) {
    const [width, height] = viewport;
    Deno.test(`at ${zoom} nothing is beside the page, and one can read and write`, async () => {
      await using stage = await Stage.open(40);
      const page = await stage.enter({ read: 40, options: { viewport: { width, height } } });
      assertEquals(await page.evaluate("document.documentElement.scrollWidth"), width);
      const log = (await page.getByRole("log").boundingBox())!;
      assert(log.height >= 60, `the log is ${log.height} px high`);
      await page.getByRole("textbox").click();
      const box = (await page.getByRole("textbox").boundingBox())!;
      assert(box.y + box.height <= height && box.width >= 120, JSON.stringify(box));
    });
  }

  Deno.test("where less motion is wanted nothing moves by itself", async () => {
    await using stage = await Stage.open(300);
    const page = await stage.enter({ read: 5, hash: "#m20", options: { reducedMotion: "reduce" } });
    await page.locator(".to-newest").click();
    const longest = await page.evaluate(`Math.max(0, ...document.getAnimations().map((it) =>
      it.effect.getComputedTiming().activeDuration))`) as number;
    assert(longest <= 1, `something moves for ${longest} ms`);
  });

  Deno.test("nothing shifts while a room loads, at its end or at a message", async () => {
    // Of one day: where an earlier one comes in above, the browser counts a shift of the later one.
    await using stage = await Stage.open(300, lastNoon());
    const script = `globalThis.shifts = []; new PerformanceObserver((list) => {
      for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) shifts.push(value);
    }).observe({ type: "layout-shift", buffered: true })`;
    for (const hash of ["", "#m20"]) {
      const page = await stage.enter({ read: 300, hash, script });
      await page.waitForTimeout(700);
      const shifted = await page.evaluate("shifts.reduce((sum, it) => sum + it, 0)") as number;
      assert(shifted < 0.01, `${hash}: shifted by ${shifted}`);
    }
  });

  Deno.test("a room opens at the end when what is unread begins further back, with a way there", async () => {
    await using stage = await Stage.open(900);
    const page = await stage.enter({ read: 300 });
    await page.getByRole("button", { name: "50+ new messages" }).waitFor();
    assert(await left(page) < 1);
    assertEquals(await violations(page), []);
    await page.getByRole("button", { name: "50+ new messages" }).click();
    await page.getByRole("separator", { name: "New" }).waitFor();
    assert(await isInView(page, 301));
    assertEquals(await focused(page), 301);
    assertEquals(await page.locator(".unread-bar").count(), 0);
  });

  Deno.test("what is unread can be taken for read", async () => {
    await using stage = await Stage.open(900);
    const page = await stage.enter({ read: 300 });
    await page.getByRole("button", { name: "Mark as read" }).click();
    await page.locator(".unread-bar").waitFor({ state: "detached" });
    await until(() => stage.read.at(-1) === 900, "all is read");
  });

  Deno.test("Escape goes to the newest, takes the line away and leads back to the box", async () => {
    await using stage = await Stage.open(900);
    const page = await stage.enter({ read: 880 });
    await page.getByRole("separator", { name: "New" }).waitFor();
    await page.getByRole("log").focus();
    await page.keyboard.press("Escape");
    await page.getByRole("separator", { name: "New" }).waitFor({ state: "detached" });
    await until(async () => await left(page) < 1, "the end is there");
    assert(await page.getByRole("textbox").evaluate((it) => it === it.ownerDocument.activeElement));
  });

  Deno.test("a jump goes anywhere, and reading on from there joins the newest without gap or double", async () => {
    await using stage = await Stage.open(700);
    const page = await stage.enter();
    stage.say({ ...message(701, { replyTo: 120, at: Date.now() }) });
    stage.messages.push(message(701, { replyTo: 120, at: Date.now() }));
    await page.locator(".reply-quote").click();
    await until(async () => await focused(page) === 120, "the message has the focus");
    assert(await isInView(page, 120));
    assertEquals((await rows(page)).includes(701), false);
    stage.chat();
    stage.say(edited(703, 120, "better"));
    stage.messages.push(message(703));
    await page.getByText("better", { exact: true }).waitFor();
    await page.getByRole("button", { name: "1 new message" }).waitFor();
    for (let pages = 0; (await rows(page)).at(-1) !== 702; pages++) {
      assert(pages < 100, "the newest is never reached");
      await scroll(page, 4_000);
      await page.waitForTimeout(50);
    }
    const there = await rows(page);
    assertEquals(there, range(there[0]!, 702));
    await scroll(page, 100_000);
    await page.getByRole("button", { name: /newest|new message/ }).waitFor({ state: "detached" });
    stage.say(message(704, { text: "and on", at: Date.now() }));
    await page.getByText("and on", { exact: true }).waitFor();
    await until(async () => await left(page) < 1, "the end is in view again");
  });

  Deno.test("the way to the newest leads back at once from anywhere", async () => {
    await using stage = await Stage.open(700);
    const page = await stage.enter();
    stage.chat();
    stage.say(message(702, { replyTo: 120, at: Date.now() }));
    await page.locator(".reply-quote").click();
    await until(async () => await focused(page) === 120, "the message has the focus");
    await page.getByRole("button", { name: "To the newest" }).click();
    await page.locator('[data-seq="702"]').waitFor();
    assert(await left(page) < 1);
  });

  for (
    const [browser, script] of [
      ["a browser that anchors", ""],
      [
        "a browser that does not anchor",
        'CSS.supports = () => false; addEventListener("DOMContentLoaded", () => {' +
        'const sheet = new CSSStyleSheet(); sheet.replaceSync("* { overflow-anchor: none }");' +
        "document.adoptedStyleSheets.push(sheet) })",
      ],
    ] as const
  ) {
    Deno.test(`what is read stays in its place whatever comes or changes, in ${browser}`, async () => {
      await using stage = await Stage.open(900);
      const page = await stage.enter({ script });
      const checkStays = async (seq: number, what: string, change: () => Promise<unknown>) => {
        const before = await topOf(page, seq);
        await change();
        const after = await topOf(page, seq);
        assert(Math.abs(after - before) <= 1, `${what}: from ${before} to ${after}`);
      };
      await scroll(page, -900);
      const seq = await rowAt(page, 250);
      await checkStays(seq, "a message below", async () => {
        await page.locator(`[data-seq="${stage.chat()}"]`).waitFor();
      });
      await checkStays(seq, "an edit above", async () => {
        stage.say(edited(902, seq - 8, "longer\n\n".repeat(30)));
        await page.locator(`[data-seq="${seq - 8}"]`).getByText("longer").first().waitFor();
      });
      await checkStays(
        seq,
        "a height above",
        () =>
          page.locator(`[data-seq="${seq - 6}"] .prose`).evaluate((prose) => {
            // deno-lint-ignore no-explicit-any
            (prose as any).style.blockSize = "300px";
          }),
      );
      await scroll(page, -100_000);
      const first = await rowAt(page, 100);
      await checkStays(
        first,
        "a page above",
        () => until(async () => (await rows(page))[0]! < first, "a page above is there"),
      );
    });
  }

  Deno.test("reading back through the whole room never jumps", async () => {
    await using stage = await Stage.open(250);
    const page = await stage.enter();
    let seq = 245;
    for (let steps = 0; (await rows(page))[0] !== 1; steps++) {
      assert(steps < 300, "the beginning is never reached");
      const before = await topOf(page, seq);
      await scroll(page, -450);
      const after = await topOf(page, seq);
      assert(Math.abs(after - before - 450) <= 1, `${seq}: from ${before} to ${after}`);
      if (after > 100) seq = await rowAt(page, 100);
    }
    assertEquals(await rows(page), range(1, 250));
  });

  Deno.test("the keys of a list move from message to message, and the log is one stop of Tab", async () => {
    await using stage = await Stage.open(300);
    const page = await stage.enter();
    const log = page.getByRole("log");
    await log.focus();
    await page.keyboard.press("ArrowUp");
    assertEquals(await focused(page), 300);
    await page.keyboard.press("ArrowUp");
    assertEquals(await focused(page), 299);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assertEquals(await focused(page), 300);
    await page.keyboard.press("PageUp");
    const up = await focused(page);
    assert(up < 299 && await isInView(page, up), `${up}`);
    await page.keyboard.press("PageDown");
    assert(await focused(page) > up);
    const first = (await rows(page))[0]!;
    await page.keyboard.press("Home");
    assertEquals(await focused(page), first);
    assert(await isInView(page, first));
    await page.keyboard.press("End");
    await until(async () => await focused(page) === 300, "the last has the focus");
    assert(await left(page) < 1);
    await log.focus();
    await page.keyboard.press("Tab");
    assertEquals(await page.getByRole("log").evaluate((it) => it.matches(":focus-within")), false);
  });

  Deno.test("a message higher than the view is read through before the focus goes on", async () => {
    await using stage = await Stage.open(20);
    stage.messages[10] = { ...stage.messages[10]!, text: "line\n\n".repeat(60) };
    const page = await stage.enter({ options: { viewport: { width: 360, height: 500 } } });
    await page.locator('[data-seq="10"]').evaluate((row) => {
      row.setAttribute("tabindex", "-1");
      // deno-lint-ignore no-explicit-any
      (row as any).focus();
    });
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assertEquals(await focused(page), 11);
    for (let presses = 0; await focused(page) === 11; presses++) {
      assert(presses < 100);
      await page.keyboard.press("ArrowDown");
      await page.waitForTimeout(30);
    }
    assertEquals(await focused(page), 12);
  });

  Deno.test("each day has a heading that stays in view while the day does", async () => {
    await using stage = await Stage.open(120);
    const day = 24 * 60 * minute;
    const now = Date.now();
    stage.messages = range(1, 120).map((seq) =>
      message(seq, { at: now - Math.floor((120 - seq) / 40) * day })
    );
    const page = await stage.enter();
    await page.getByText("text 1", { exact: true }).waitFor({ state: "attached" });
    const names = await page.getByRole("heading", { level: 2 }).locator("time").allInnerTexts();
    assertEquals(names.slice(1), ["Yesterday", "Today"]);
    const today = page.getByRole("heading", { name: "Today" });
    const log = (await page.locator(".log").boundingBox())!.y;
    await until(async () => Math.abs((await today.boundingBox())!.y - log) < 30, "it stays on top");
    await page.keyboard.press("Shift+Tab");
    await page.getByRole("log").focus();
    // What takes the focus is not hidden behind it.
    for (let presses = 0; presses < 30; presses++) await page.keyboard.press("ArrowUp");
    const { y, height } = (await today.boundingBox())!;
    assert(await topOf(page, await focused(page)) >= y + height - log - 1);
    assertEquals(await violations(page), []);
  });

  Deno.test("a room that one comes back to opens at what came meanwhile", async () => {
    await using stage = await RoomsStage.open();
    await stage.chatter("milk", 2);
    await stage.chatter("tea", 60);
    const page = await stage.enter(["milk", "tea"]);
    await page.getByText("chatter 60", { exact: true }).waitFor();
    await link(page, "milk").click();
    await shows(page, "milk");
    const first = await stage.say("tea", "meanwhile");
    await stage.chatter("tea", 40);
    await link(page, "tea 41 unread").waitFor();
    await link(page, "tea").click();
    await page.getByRole("separator", { name: "New" }).waitFor();
    assertEquals(
      await page.locator(".unread-line + .message").getAttribute("data-seq"),
      `${first}`,
    );
    assert(await isInView(page, first), "the first message that came is in view");
    assert(await left(page) > 100, "the end is not");
    await page.keyboard.press("Escape");
    await link(page, "milk").click();
    await shows(page, "milk");
    await link(page, "tea").click();
    await shows(page, "tea");
    await until(async () => await left(page) < 1, "the end is there");
    assertEquals(await page.locator(".unread-line").count(), 0);
  });
}
