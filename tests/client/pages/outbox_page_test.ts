/** Messages that wait, as a real browser keeps and shows them; the server is scripted. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Browser, BrowserContext, Page, WebSocketRoute } from "playwright-core";
import type { ServerMessage } from "../../../lib/wire/messages.ts";
import { asksToStay } from "../../support/asks_to_stay.ts";
import { violations } from "../../support/axe.ts";
import { lacksChromium, launchChromium, patienceMs } from "../../support/chromium.ts";
import { findPrograms, RunningProgram, TestFolder } from "../../support/program.ts";
import { announced, listen } from "../../support/announced.ts";
import { Complaints } from "../../support/complaints.ts";
import { message, welcome } from "../timeline/wire_samples.ts";

/** A real server for the pages, one browser profile, and sockets that the test answers. */
class Stage implements AsyncDisposable {
  /** Texts of what was said, and by which tab. */
  readonly said: { tab: string; text: string; ref: string; replyTo?: number }[] = [];
  /** Whether sockets are welcomed; otherwise they are closed at once. */
  isServing = true;
  /** Whether what is said is stored at once. */
  isStoring = true;
  /** Who the server says that one is. */
  you = welcome().you;
  readonly complaints = new Complaints();
  readonly #folder = new TestFolder();
  readonly #sockets = new Map<WebSocketRoute, string>();
  readonly #log: ServerMessage[] = [];
  #seq = 0;
  #parley!: RunningProgram;
  #browser!: Browser;
  #context!: BrowserContext;

  static async open(): Promise<Stage> {
    const stage = new Stage();
    const [sources] = findPrograms();
    stage.#parley = await RunningProgram.start(sources!, stage.#folder.path);
    stage.#browser = await launchChromium();
    const baseURL = stage.#parley.origin;
    // Nothing is asked for behind the back of the test.
    stage.#context = await stage.#browser.newContext({ baseURL, serviceWorkers: "block" });
    stage.#context.setDefaultTimeout(patienceMs);
    await stage.#context.request.get("/chat?room=tea&name=Ada");
    stage.you = { ...stage.you, ...await (await stage.#context.request.get("/api/me")).json() };
    return stage;
  }

  /** One more tab of the same profile. */
  async enter(tab = "first", script?: () => void): Promise<Page> {
    const page = await this.#context.newPage();
    this.complaints.watch(page);
    if (script) await page.addInitScript(script);
    await page.routeWebSocket(/\/room\?/, (socket) => this.#connected(socket, tab));
    await page.goto("/chat?room=tea");
    await page.getByRole("textbox").waitFor();
    return page;
  }

  /** Breaks every connection; new ones fail until {@linkcode serve}. */
  async away(): Promise<void> {
    this.isServing = false;
    for (const socket of this.#sockets.keys()) await socket.close({ code: 1001 });
    this.#sockets.clear();
  }

  /** Lets pages connect again, and has them try. */
  async serve(...pages: Page[]): Promise<void> {
    this.isServing = true;
    for (const page of pages) {
      await page.evaluate(() => void dispatchEvent(new Event("online")));
    }
  }

  /** Says something to everybody; who comes later is told what they missed. */
  say(...messages: ServerMessage[]): void {
    this.#log.push(...messages);
    const frame = messages.map((it) => JSON.stringify(it)).join("\n");
    for (const socket of this.#sockets.keys()) socket.send(frame);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#parley[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
    assertEquals(this.complaints.list, []);
  }

  #connected(socket: WebSocketRoute, tab: string): void {
    if (!this.isServing) return void socket.close({ code: 1001 });
    this.#sockets.set(socket, tab);
    socket.onMessage((frame) => {
      const command = JSON.parse(String(frame));
      if (command.type !== "say") return;
      const { text, ref, replyTo } = command;
      this.said.push({ tab, text, ref, ...(replyTo !== undefined && { replyTo }) });
      if (this.isStoring) this.say(message(++this.#seq, { from: this.you, ref, text }));
    });
    const since = new URL(socket.url()).searchParams.get("since");
    const missed = this.#log.filter((it) => "seq" in it && it.seq > Number(since));
    const first = welcome({ seq: this.#seq, you: this.you, resumed: since !== null });
    socket.send([first, ...missed].map((it) => JSON.stringify(it)).join("\n"));
  }
}

async function write(page: Page, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    await page.getByRole("textbox").fill(text);
    await page.getByRole("textbox").press("Enter");
  }
}

/** The texts of the rows that wait, or were not sent. */
function waiting(page: Page): Promise<string[]> {
  return page.locator(".message[data-status] .prose").allInnerTexts();
}

/** Waits until no row waits any more. */
async function allSent(page: Page): Promise<void> {
  await page.locator(".message[data-status]").first().waitFor({ state: "detached" });
}

if (!lacksChromium()) {
  Deno.test("what waits is shown, survives a reload and a closed tab, and is sent in order", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await stage.away();
    await write(page, "one", "two");
    await page.getByText("2 messages wait").waitFor();
    assertEquals(await waiting(page), ["one", "two"]);
    await page.reload();
    await page.getByText("two", { exact: true }).waitFor();
    await write(page, "three");
    assertEquals(await waiting(page), ["one", "two", "three"]);
    await page.close();
    stage.isServing = true;
    const next = await stage.enter("next");
    await next.getByText("three", { exact: true }).waitFor();
    await allSent(next);
    assertEquals(stage.said.map(({ text }) => text), ["one", "two", "three"]);
  });

  Deno.test("two tabs show the same and send each message once", async () => {
    await using stage = await Stage.open();
    const [first, second] = [await stage.enter("first"), await stage.enter("second")];
    await stage.away();
    await write(first, "one");
    await second.getByText("one", { exact: true }).waitFor();
    await write(second, "two");
    await first.getByText("two", { exact: true }).waitFor();
    await stage.serve(first, second);
    for (const page of [first, second]) await allSent(page);
    assertEquals(stage.said.map(({ text }) => text), ["one", "two"]);
  });

  Deno.test("a tab sends what another one has left that was closed", async () => {
    await using stage = await Stage.open();
    const [first, second] = [await stage.enter("first"), await stage.enter("second")];
    stage.isStoring = false;
    await write(first, "one");
    await second.getByText("one", { exact: true }).waitFor();
    stage.isStoring = true;
    await first.close();
    await allSent(second);
    assertEquals(stage.said.map(({ tab }) => tab), ["first", "second"]);
    assertEquals(new Set(stage.said.map(({ ref }) => ref)).size, 1);
  });

  Deno.test("without Web Locks tabs take turns as well", async () => {
    await using stage = await Stage.open();
    const noLocks = () => {
      // deno-lint-ignore no-explicit-any
      delete ((globalThis as any).Navigator.prototype as any).locks;
    };
    const first = await stage.enter("first", noLocks);
    const second = await stage.enter("second", noLocks);
    assertEquals(await first.evaluate(() => "locks" in navigator), false);
    await stage.away();
    await write(first, "one");
    await second.getByText("one", { exact: true }).waitFor();
    await write(second, "two");
    await stage.serve(first, second);
    for (const page of [first, second]) await allSent(page);
    assertEquals(stage.said.map(({ text }) => text), ["one", "two"]);
  });

  Deno.test("what waits can be cancelled, and goes from every tab", async () => {
    await using stage = await Stage.open();
    const [first, second] = [await stage.enter("first"), await stage.enter("second")];
    await stage.away();
    await write(first, "one", "two");
    await second.getByText("two", { exact: true }).waitFor();
    await first.getByRole("button", { name: "Cancel" }).first().press("Enter");
    await second.getByText("one", { exact: true }).waitFor({ state: "detached" });
    assert(await first.getByRole("textbox").evaluate((box) => box.matches(":focus")));
    await stage.serve(first, second);
    await allSent(first);
    assertEquals(stage.said.map(({ text }) => text), ["two"]);
  });

  Deno.test("one that was cancelled on the wire shows up when it was stored all the same", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    stage.isStoring = false;
    await write(page, "too late");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("too late").waitFor({ state: "detached" });
    const { ref } = stage.said[0]!;
    stage.say(message(1, { from: stage.you, ref, text: "too late" }));
    await page.getByRole("log").getByText("too late").waitFor();
    assertEquals(await waiting(page), []);
  });

  Deno.test("a refused message is still there after a reload, and can be sent again", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    stage.isStoring = false;
    await write(page, "please");
    await page.locator('[data-status="waiting"]').waitFor();
    while (stage.said.length === 0) await page.waitForTimeout(10);
    const { ref } = stage.said[0]!;
    stage.say({ type: "error", code: "unavailable", message: "Cannot", ref });
    await page.locator(".refusal").getByText("Not sent.").waitFor();
    await page.reload();
    await page.locator(".refusal").getByText("Not sent.").waitFor();
    assertEquals(stage.said.length, 1);
    stage.isStoring = true;
    await page.getByRole("button", { name: "Try again" }).click();
    await allSent(page);
    assertEquals(stage.said.map((say) => say.ref), [ref, ref]);
  });

  Deno.test("what somebody else wrote here is shown under their name, and never sent", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await stage.away();
    await write(page, "of Ada");
    await page.getByText("1 message waits").waitFor();
    stage.you = { ...stage.you, id: "b", name: "Bob" };
    await stage.serve(page);
    await page.getByText("Written as Ada, and not sent.").waitFor();
    await write(page, "of Bob");
    await page.locator('[data-status="waiting"]').waitFor({ state: "detached" });
    assertEquals(stage.said.map(({ text }) => text), ["of Bob"]);
    assertEquals(await violations(page), []);
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByText("of Ada").waitFor({ state: "detached" });
  });

  Deno.test("a browser that keeps nothing says so once, sends all the same, and asks before it closes", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter("first", () => {
      // deno-lint-ignore no-explicit-any
      (globalThis as any).IDBFactory.prototype.open = () => {
        throw new Error("no");
      };
    });
    await stage.away();
    assertEquals(await asksToStay(page), false);
    await write(page, "one");
    await page.getByText("This browser cannot keep what waits.").waitFor();
    assertEquals(await asksToStay(page), true);
    await page.getByRole("button", { name: "Dismiss" }).click();
    await write(page, "two");
    await page.getByText("2 messages wait").waitFor();
    assertEquals(await page.getByText("This browser cannot keep").count(), 0);
    await stage.serve(page);
    await allSent(page);
    assertEquals(stage.said.map(({ text }) => text), ["one", "two"]);
    assertEquals(await asksToStay(page), false);
  });

  Deno.test("that messages wait is read out once, and axe finds nothing to mend in them", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await listen(page);
    await stage.away();
    await page.locator(".announcements").getByText("Connection lost.").waitFor();
    await write(page, "one", "two", "three");
    await page.getByText("3 messages wait").waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      assertEquals(await violations(page), [], colorScheme);
    }
    await stage.serve(page);
    await allSent(page);
    await page.locator(".announcements").getByText("No message waits any more.").waitFor();
    const heard = (await announced(page)).join("\n");
    assertMatch(heard, /^Connection lost[^\n]*\nYour message waits[^\n]*\n(Conn[^\n]*\n)?No mess/);
  });
}
