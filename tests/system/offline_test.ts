/** What is left of Parley while there is no network, and what becomes of what was written then. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { violations } from "../support/axe.ts";
import { lacksChromium, launchProfile, patienceMs } from "../support/chromium.ts";
import { findPrograms, RunningProgram, TestFolder } from "../support/program.ts";
import { projectFolder, TestServer } from "../support/server.ts";
import { SeverableProxy } from "../support/severable_proxy.ts";

/** One profile of a browser that can be closed and opened again, and a network that can be cut. */
class Desk implements AsyncDisposable {
  readonly network: SeverableProxy;
  readonly #profile = new TestFolder();
  #browser: BrowserContext | undefined;

  private constructor(network: SeverableProxy) {
    this.network = network;
  }

  /** @param origin Of the server. */
  static async open(origin: string, options: BrowserContextOptions = {}): Promise<Desk> {
    const desk = new Desk(await SeverableProxy.open(origin));
    await desk.openBrowser(options);
    return desk;
  }

  async openBrowser(options: BrowserContextOptions = {}): Promise<void> {
    const baseURL = this.network.origin;
    this.#browser = await launchProfile(this.#profile.path, { baseURL, ...options });
    this.#browser.setDefaultTimeout(patienceMs);
  }

  async closeBrowser(): Promise<void> {
    await this.#browser?.close();
  }

  async visit(path: string): Promise<Page> {
    const page = await this.#browser!.newPage();
    await page.goto(path);
    return page;
  }

  /** Ada's page in a room, with all that is needed to do without a network. */
  async enter(room = "tea"): Promise<Page> {
    const page = await this.visit(`/chat?room=${room}&name=Ada`);
    await page.locator('[role="log"][aria-busy="false"]').waitFor();
    await page.evaluate(async () => {
      // deno-lint-ignore no-explicit-any
      await (navigator as any).serviceWorker.ready;
    });
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.closeBrowser();
    await this.network[Symbol.asyncDispose]();
    await this.#profile[Symbol.asyncDispose]();
  }
}

async function write(page: Page, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    await page.getByRole("textbox").fill(text);
    await page.getByRole("textbox").press("Enter");
    await page.getByRole("log").getByText(text, { exact: true }).waitFor();
  }
}

/** The texts of the rows that wait. */
function waiting(page: Page): Promise<string[]> {
  return page.locator('.message[data-status="waiting"] .prose').allInnerTexts();
}

/** Waits until so many are kept in the browser: a page that is left just before may lose the last. */
async function kept(page: Page, count: number): Promise<void> {
  await page.waitForFunction(async (count) => {
    // deno-lint-ignore no-explicit-any
    const opening = (globalThis as any).indexedDB.open("parley.outbox");
    await new Promise((resolve) => opening.onsuccess = resolve);
    const counting = opening.result.transaction("messages").objectStore("messages").count();
    await new Promise((resolve) => counting.onsuccess = resolve);
    opening.result.close();
    return counting.result === count;
  }, count);
}

/** Waits until no row waits any more. */
async function allSent(page: Page): Promise<void> {
  await page.getByText("Waits for the connection").first().waitFor({ state: "detached" });
  await page.locator(".message[data-status]").first().waitFor({ state: "detached" });
}

/** What a server has stored in a room. */
async function stored(server: { fetch(path: string): Promise<Response> }): Promise<string[]> {
  const response = await server.fetch("/api/rooms/tea/messages");
  const { messages }: { messages: { text: string }[] } = await response.json();
  return messages.map(({ text }) => text);
}

/** Names of the caches that a page's origin has. */
function cachesOf(page: Page): Promise<string[]> {
  return page.evaluate("caches.keys()");
}

/** Waits until a second version of the worker is installed. */
async function newVersion(page: Page): Promise<void> {
  const isWaiting = () =>
    page.evaluate("navigator.serviceWorker.ready.then(({ waiting }) => waiting !== null)");
  for (let looks = 0; !await isWaiting(); looks++) {
    if (looks === 200) throw new Error("Cannot wait for a new version any longer");
    await page.waitForTimeout(100);
  }
}

if (!lacksChromium()) {
  for (const program of findPrograms()) {
    Deno.test(`${program.name}: what is written offline is sent once and in order, after all`, async () => {
      await using data = new TestFolder();
      const first = await RunningProgram.start(program, data.path);
      await using desk = await Desk.open(first.origin);
      let page = await desk.enter();
      await write(page, "before");
      await allSent(page);
      desk.network.cut();
      await write(page, "one", "two", "three");
      await kept(page, 3);
      await page.reload();
      await page.getByRole("heading", { name: "tea", level: 1 }).waitFor();
      await page.getByText("three", { exact: true }).waitFor();
      assertEquals(await waiting(page), ["one", "two", "three"]);
      await write(page, "four");
      await kept(page, 4);
      await first.end("SIGKILL");
      await desk.closeBrowser();
      await desk.openBrowser();
      page = await desk.visit("/chat?room=Tea");
      await page.getByText("four", { exact: true }).waitFor();
      await write(page, "five", "not this one");
      await page.getByRole("button", { name: "Cancel" }).last().click();
      assertEquals(await waiting(page), ["one", "two", "three", "four", "five"]);
      await using second = await RunningProgram.start(program, data.path);
      desk.network.leadTo(second.origin);
      desk.network.mend();
      await allSent(page);
      const all = ["before", "one", "two", "three", "four", "five"];
      assertEquals(await stored(second), all);
      assertEquals(await page.getByRole("log").locator(".prose").allInnerTexts(), all);
    });
  }

  const [program] = findPrograms().slice(-1);

  Deno.test("two tabs without a network send what waits in them once", async () => {
    await using data = new TestFolder();
    await using parley = await RunningProgram.start(program!, data.path);
    await using desk = await Desk.open(parley.origin);
    const [first, second] = [await desk.enter(), await desk.enter()];
    desk.network.cut();
    await write(first, "one");
    await second.getByText("one", { exact: true }).waitFor();
    await write(second, "two");
    await first.getByText("two", { exact: true }).waitFor();
    desk.network.mend();
    for (const page of [first, second]) await allSent(page);
    assertEquals(await stored(parley), ["one", "two"]);
  });

  Deno.test("the start page without a network leads to one's rooms, and comes back by itself", async () => {
    await using data = new TestFolder();
    await using parley = await RunningProgram.start(program!, data.path);
    await using desk = await Desk.open(parley.origin);
    const room = await desk.enter();
    desk.network.cut();
    await write(room, "one");
    const page = await desk.visit("/");
    await page.getByRole("heading", { name: "You are offline" }).waitFor();
    const link = page.getByRole("link", { name: "tea 1 message waits" });
    await link.waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      assertEquals(await violations(page), [], colorScheme);
      assertEquals(await violations(room), [], colorScheme);
    }
    await link.click();
    await page.getByText("one", { exact: true }).waitFor();
    assertEquals(await violations(page), [], "a room of which nothing is known");
    await page.goto("/");
    desk.network.mend();
    await page.getByRole("heading", { name: "A room, a link" }).waitFor();
  });

  Deno.test("nothing private is kept for the time without a network", async () => {
    await using data = new TestFolder();
    await using parley = await RunningProgram.start(program!, data.path);
    await using desk = await Desk.open(parley.origin);
    const page = await desk.enter();
    await write(page, "a secret");
    await page.reload();
    await page.getByText("a secret", { exact: true }).waitFor();
    const kept: string[] = await page.evaluate(async () => {
      const texts: string[] = [];
      // deno-lint-ignore no-explicit-any
      const { caches } = globalThis as any;
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
          const { pathname } = new URL(request.url);
          texts.push(`${pathname} ${await (await cache.match(request)).text()}`);
        }
      }
      return texts;
    });
    const paths = kept.map((text) => text.split(" ")[0]!);
    assert(paths.every((path) => /^\/(static\/|offline)/.test(path)), paths.join());
    const pages = kept.filter((text) => text.startsWith("/offline"));
    assert(pages.length === 2 && pages.every((text) => !/Ada|a secret/.test(text)));
  });

  Deno.test("a new version takes over when nobody has a page of the old one open", async () => {
    await using folder = new TestFolder();
    for (const name of ["static", "templates"]) {
      await copyFolder(join(projectFolder, name), join(folder.path, name));
    }
    const path = join(folder.path, "templates", "offline.html");
    await Deno.writeTextFile(path, `${await Deno.readTextFile(path)}<!-- new -->`);
    await using old = await TestServer.open();
    await using new_ = await TestServer.open({ folder: folder.path });
    await using desk = await Desk.open(old.origin);
    const [page, other] = [await desk.enter(), await desk.enter()];
    // The worker has to do only with pages that were loaded since it is there.
    for (const tab of [page, other]) await tab.reload();
    const before = await cachesOf(page);
    assertEquals(before.length, 1);
    desk.network.cut();
    desk.network.leadTo(new_.origin);
    desk.network.mend();
    await page.goto("/chat?room=tea&name=Ada");
    await newVersion(page);
    await page.reload();
    await page.getByRole("textbox").waitFor();
    assertEquals((await cachesOf(page)).length, 2, "the other page is still open");
    await other.close();
    // A browser may still count the other page for a moment.
    for (let loads = 0; (await cachesOf(page)).length > 1; loads++) {
      assert(loads < 10, "the new version did not take over");
      await page.reload();
      await page.waitForTimeout(500);
    }
    const after = await cachesOf(page);
    assert(after[0] !== before[0]);
    desk.network.cut();
    await page.reload();
    await page.getByText("Not connected", { exact: true }).waitFor();
  });
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(join(from, name), join(to, name));
    else await Deno.copyFile(join(from, name), join(to, name));
  }
}
