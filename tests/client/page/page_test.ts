/** The chat page in a real browser, with a server that says what a test needs. */
import { assert, assertEquals } from "@std/assert";
import type { Browser, BrowserContextOptions, Page, WebSocketRoute } from "playwright-core";
import type { ServerMessage } from "../../../lib/wire/messages.ts";
import { violations } from "../../support/axe.ts";
import { lacksChromium, launchChromium, patienceMs } from "../../support/chromium.ts";
import { findPrograms, RunningProgram, TestFolder } from "../../support/program.ts";
import { announced, listen } from "../../support/announced.ts";
import { Complaints } from "../../support/complaints.ts";
import { message, welcome } from "../timeline/wire_samples.ts";

/** A real server for the pages, and a browser whose sockets the test answers. */
class Stage implements AsyncDisposable {
  /** The commands that the page sent, of every socket. */
  // deno-lint-ignore no-explicit-any
  readonly sent: any[] = [];
  readonly #complaints = new Complaints();
  readonly #folder = new TestFolder();
  readonly #sockets: WebSocketRoute[] = [];
  #parley!: RunningProgram;
  #browser!: Browser;

  static async open(): Promise<Stage> {
    const stage = new Stage();
    const [sources] = findPrograms();
    stage.#parley = await RunningProgram.start(sources!, stage.#folder.path);
    stage.#browser = await launchChromium();
    return stage;
  }

  /** Ada's page in a room; its first socket hears `messages`. */
  async enter(
    { room = "tea", hash = "", messages = [welcome()], options = {} }: {
      room?: string;
      hash?: string;
      messages?: ServerMessage[];
      options?: BrowserContextOptions;
    } = {},
  ): Promise<Page> {
    const context = await this.#browser.newContext({ baseURL: this.#parley.origin, ...options });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    this.#complaints.watch(page);
    await page.routeWebSocket(/\/room\?/, (socket) => {
      this.#sockets.push(socket);
      socket.onMessage((frame) => void this.sent.push(JSON.parse(String(frame))));
      if (this.#sockets.length === 1) this.say(...messages);
    });
    await page.goto(`/chat?room=${encodeURIComponent(room)}&name=Ada${hash}`);
    await page.getByRole("textbox").waitFor();
    return page;
  }

  /** From now on a request may fail without anybody having to complain. */
  expectNetworkFailures(): void {
    this.#complaints.expectNetworkFailures();
  }

  /** Says something on the newest socket. */
  say(...messages: ServerMessage[]): void {
    this.#sockets.at(-1)!.send(messages.map((it) => JSON.stringify(it)).join("\n"));
  }

  /** Closes the newest socket. */
  async close(code: number): Promise<void> {
    await this.#sockets.at(-1)!.close({ code });
  }

  /** Closes the newest socket and has the page open another without its usual wait. */
  async bounce(page: Page, code: number): Promise<void> {
    const before = this.#sockets.length;
    await this.close(code);
    while (this.#sockets.length === before) {
      // Heard only once the page knows that the socket is gone, hence again and again.
      await page.evaluate(() => void dispatchEvent(new Event("online")));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits until another socket was opened. */
  async reconnected(): Promise<void> {
    const before = this.#sockets.length;
    await until(() => this.#sockets.length > before, "another socket");
  }

  /** Waits for the next command of a type. */
  // deno-lint-ignore no-explicit-any
  async hear(type: string): Promise<any> {
    const find = () => this.sent.findIndex((command) => command.type === type);
    await until(() => find() >= 0, type);
    return this.sent.splice(find(), 1)[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#parley[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
    assertEquals(this.#complaints.list, []);
  }
}

/** Waits until something is so, at most 10 s. */
async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let looks = 0; !isSo(); looks++) {
    if (looks === 1_000) throw new Error(`Cannot wait for ${what} any longer: 10 s have passed`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox").fill(text);
  await page.getByRole("textbox").press("Enter");
}

/** Says something that the server refuses, and waits until the page shows it. */
async function writeRefused(stage: Stage, page: Page, code = "forbidden"): Promise<void> {
  await write(page, "no good");
  const { ref } = await stage.hear("say");
  stage.say({ type: "error", code, message: "Cannot", ref });
  await page.locator(".refusal").getByText("Not sent.").waitFor();
}

function hasFocus(page: Page): Promise<boolean> {
  return page.getByRole("textbox").evaluate((box) => box === box.ownerDocument.activeElement);
}

function many(count: number, from = 1): ServerMessage[] {
  return Array.from({ length: count }, (_, index) => message(from + index));
}

const phone = { viewport: { width: 360, height: 740 } };

if (!lacksChromium()) {
  Deno.test("the page keeps the focus when the button that had it goes", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter({ messages: [welcome({ seq: 50 }), ...many(50)] });
    await page.getByText("text 50", { exact: true }).waitFor();
    await writeRefused(stage, page);
    await page.getByRole("button", { name: "Try again" }).press("Enter");
    assert(await hasFocus(page), "after Try again");
    const { ref } = await stage.hear("say");
    stage.say({ type: "error", code: "forbidden", message: "Cannot", ref });
    await page.getByRole("button", { name: "Discard" }).press("Enter");
    await page.locator(".refusal").getByText("Not sent.").waitFor({ state: "detached" });
    assert(await hasFocus(page), "after Discard");
    await page.getByRole("log").evaluate((log) => log.scrollTop = 0);
    await page.getByRole("button", { name: "To the newest" }).press("Enter");
    await page.getByRole("button", { name: "To the newest" }).waitFor({ state: "detached" });
    assert(await hasFocus(page), "after To the newest");
  });

  Deno.test("the page leaves the focus alone when something else goes", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await writeRefused(stage, page);
    await page.getByRole("link", { name: /start page/ }).focus();
    stage.say({ type: "error", code: "forbidden", message: "Cannot" });
    await page.getByRole("button", { name: "Dismiss" }).evaluate((button) => {
      (button as unknown as { click(): void }).click();
    });
    await page.getByRole("button", { name: "Dismiss" }).waitFor({ state: "detached" });
    assert(
      await page.getByRole("link", { name: /start page/ }).evaluate((link) =>
        link === link.ownerDocument.activeElement
      ),
    );
  });

  Deno.test("the page shows what is written before the server has answered", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter({ messages: [] });
    await write(page, "hello");
    await page.getByRole("log").getByText("hello", { exact: true }).waitFor();
    await page.getByRole("log").getByText("Ada", { exact: true }).waitFor();
  });

  Deno.test("the page asks again for earlier messages once it is back, without being scrolled", async () => {
    await using stage = await Stage.open();
    stage.expectNetworkFailures();
    const page = await stage.enter({ messages: [] });
    await page.route("**/messages?before=41&*", (route) => route.abort(), { times: 1 });
    stage.say(welcome({ seq: 90 }), ...many(50, 41));
    await page.getByText("text 90", { exact: true }).waitFor();
    await page.getByRole("log").evaluate((log) => log.scrollTop = 0);
    await page.locator(".log-edge").getByText("Those messages did not load.").waitFor();
    await page.route(
      "**/messages?before=41&*",
      (route) => route.fulfill({ json: { messages: [message(40)], more: false } }),
    );
    await stage.close(1001);
    await stage.reconnected();
    stage.say(welcome({ seq: 90, resumed: true }));
    await page.getByText("text 40", { exact: true }).waitFor({ state: "attached" });
  });

  Deno.test("the page reads out a live message once, and neither history nor a replay", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter({ messages: [] });
    await listen(page);
    await page.route(
      "**/messages?before=41&*",
      (route) => route.fulfill({ json: { messages: [message(40)], more: false } }),
    );
    stage.say(welcome({ seq: 90 }), ...many(50, 41));
    await page.getByText("text 90", { exact: true }).waitFor();
    await page.getByRole("log").evaluate((log) => log.scrollTop = 0);
    await page.getByText("text 40", { exact: true }).waitFor({ state: "attached" });
    await stage.bounce(page, 4000);
    stage.say(welcome({ seq: 92, resumed: true }), ...many(2, 91));
    await page.getByText("text 92", { exact: true }).waitFor({ state: "attached" });
    stage.say(message(93, { from: welcome().you, text: "mine" }), message(94, { text: "**now**" }));
    await page.locator(".announcements").getByText("Bob: now").waitFor();
    const heard = (await announced(page)).filter((line) => !/^Connect/.test(line));
    assertEquals(heard.map((line) => line.replace(/, .*/, "")), ["Bob: now"]);
    assertEquals(await page.getByRole("log").getAttribute("aria-live"), "off");
  });

  Deno.test("the page reads out once that the connection is lost, and once that it is back", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter({ messages: [welcome({ seq: 1 }), message(1)] });
    await page.getByText("text 1", { exact: true }).waitFor();
    await listen(page);
    for (let tries = 0; tries < 3; tries++) {
      await stage.bounce(page, 4000);
    }
    await page.locator(".announcements").getByText("Connection lost.").waitFor();
    assertEquals(await page.locator("[role=status], [aria-live]").getByText(/in \d+ s/).count(), 0);
    stage.say(welcome({ seq: 1, resumed: true }));
    await page.locator(".announcements").getByText("Connected again.").waitFor();
    assertEquals(await announced(page), ["Connection lost. Reconnecting…", "Connected again."]);
  });

  Deno.test("the page says that the server was restarted, until dismissed", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter({ messages: [welcome({ seq: 1 }), message(1)] });
    await page.getByText("text 1", { exact: true }).waitFor();
    await stage.bounce(page, 1001);
    stage.say(welcome({ epoch: "e2" }));
    const notice = page.getByRole("status").getByText(/The server was restarted/);
    await notice.waitFor();
    assertEquals(await violations(page), []);
    await page.getByRole("button", { name: "Dismiss" }).click();
    await notice.waitFor({ state: "detached" });
  });

  Deno.test("the page lets what was not sent be copied once the conversation has ended", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter({ options: { permissions: ["clipboard-read"] } });
    const copied = () => page.evaluate("navigator.clipboard.readText()");
    await write(page, "on its **way**");
    await stage.hear("say");
    await page.getByRole("textbox").fill("a draft");
    await stage.close(4501);
    await page.locator(".refusal").getByText("Not sent.").waitFor();
    assertEquals(await page.getByText("Sending…").count(), 0);
    assertEquals(await page.getByRole("button", { name: /Try again|Edit/ }).count(), 0);
    const buttons = page.getByRole("button", { name: "Copy text" });
    assertEquals(await buttons.count(), 2);
    await buttons.nth(1).click();
    await page.getByText("Copied").waitFor();
    assertEquals(await copied(), "a draft");
    await buttons.first().click();
    await page.getByText("Copied").nth(1).waitFor();
    assertEquals(await copied(), "on its **way**");
    assertEquals(await violations(page), []);
  });

  Deno.test("the page tells nobody who is out of the room that they are muted, and keeps their draft", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await page.getByRole("textbox").fill("a draft");
    stage.say({ type: "you", role: "member", mutedUntil: Date.now() + 600_000 });
    const muted = page.locator(".read-only");
    await muted.waitFor();
    await stage.close(4501);
    await page.getByRole("alert").getByText("You are no longer in this room").waitFor();
    assertEquals(await muted.count(), 0);
    assertEquals(await page.getByRole("button", { name: "Copy text" }).count(), 1);
  });

  Deno.test("Edit puts a refused message back, before what was begun since", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter();
    await writeRefused(stage, page);
    await page.getByRole("textbox").fill("next");
    await page.getByRole("button", { name: "Edit" }).press("Enter");
    await page.locator(".refusal").getByText("Not sent.").waitFor({ state: "detached" });
    assertEquals(await page.getByRole("textbox").inputValue(), "no good\n\nnext");
    assert(await hasFocus(page));
    await page.keyboard.type(" enough");
    await page.keyboard.press("Enter");
    assertEquals((await stage.hear("say")).text, "no good enough\n\nnext");
  });

  for (const code of ["too_long", "empty"]) {
    Deno.test(`a message refused as ${code} can be edited and discarded, not sent again`, async () => {
      await using stage = await Stage.open();
      const page = await stage.enter();
      await writeRefused(stage, page, code);
      const names = await page.locator(".refusal").getByRole("button").allInnerTexts();
      assertEquals(names, ["Edit", "Discard"]);
    });
  }

  Deno.test("the link that loads the page again does so with a #hash too", async () => {
    await using stage = await Stage.open();
    const page = await stage.enter({ hash: "#m1" });
    await page.getByText("It is quiet here").waitFor();
    await stage.close(4503);
    assertEquals(await violations(page), [], "an ended conversation");
    const loaded = page.waitForEvent("load");
    await page.getByRole("link", { name: "Load the page again" }).click();
    await loaded;
  });

  Deno.test("the list of people can be closed on a tablet that was turned", async () => {
    await using stage = await Stage.open();
    const viewport = { width: 820, height: 1180 };
    const page = await stage.enter({ options: { viewport } });
    await page.getByRole("button", { name: /show who/ }).click();
    await page.setViewportSize({ width: 1180, height: 820 });
    await page.getByRole("button", { name: "Close the details" }).click();
    await page.getByRole("textbox").click();
  });

  Deno.test("the longest names fit a phone", async () => {
    await using stage = await Stage.open();
    const you = { ...welcome().you, name: "W".repeat(32) };
    const page = await stage.enter({
      room: "w".repeat(64),
      messages: [
        welcome({ room: "w".repeat(64), seq: 1, you, members: [you] }),
        message(1, { from: you }),
      ],
      options: phone,
    });
    await page.getByText("text 1", { exact: true }).waitFor();
    await page.getByRole("button", { name: /show who/ }).click();
    for (const place of [".log", ".sheet"]) {
      const hidden = await page.locator(place).evaluate((it) => it.scrollWidth - it.clientWidth);
      assertEquals(hidden, 0, place);
    }
  });

  Deno.test("axe finds nothing to mend in a refused message and a wide table", async () => {
    await using stage = await Stage.open();
    const row = `| ${"wide".repeat(20)} | ${"wide".repeat(20)} |`;
    const page = await stage.enter({
      messages: [welcome({ seq: 1 }), message(1, { text: `${row}\n|---|---|\n${row}` })],
      options: phone,
    });
    await page.getByRole("table").waitFor();
    await writeRefused(stage, page);
    assertEquals(await violations(page), []);
  });
}
