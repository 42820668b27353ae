/** A real server with rooms in which Bob talks, and a browser in front of it. */
import { assertEquals } from "@std/assert";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { launchChromium, patienceMs } from "../../support/chromium.ts";
import type { TestClient } from "../../support/client.ts";
import type { ServerOptions } from "../../support/server.ts";
import { TestServer } from "../../support/server.ts";
import { Complaints } from "../../support/complaints.ts";

/** A screen on which one's rooms are a drawer and panels are sheets. */
export const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
/** A screen with space for both columns. */
export const desk = { viewport: { width: 1280, height: 800 } };

/** See the module's words. */
export class RoomsStage implements AsyncDisposable {
  readonly complaints = new Complaints();
  /** Addresses of the pages that were loaded, the first of each page included. */
  readonly loads: string[] = [];
  readonly #bobs = new Map<string, TestClient>();
  #server!: TestServer;
  #browser!: Browser;

  static async open(options: ServerOptions = {}): Promise<RoomsStage> {
    const stage = new RoomsStage();
    stage.#server = await TestServer.open(options);
    stage.#browser = await launchChromium();
    return stage;
  }

  /** Bob says something in a room; gives its place in the log. */
  async say(room: string, text: string): Promise<number> {
    const bob = this.#bobs.get(room) ?? await this.#server.join({ room, name: "Bob" });
    this.#bobs.set(room, bob);
    const ref = crypto.randomUUID();
    bob.send({ type: "say", text, ref });
    return (await bob.hear("message", (message) => message.ref === ref)).seq;
  }

  /** Bob says a lot in a room. */
  async chatter(room: string, count: number): Promise<void> {
    await this.say(room, "chatter 1");
    for (let n = 2; n < count; n++) this.#bobs.get(room)!.send(`chatter ${n}`);
    await this.say(room, `chatter ${count}`);
  }

  /** So many people come into a room. */
  async crowd(room: string, count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      this.#bobs.set(`${room} ${n}`, await this.#server.join({ room, name: `Guest ${n}` }));
    }
  }

  get origin(): string {
    return this.#server.origin;
  }

  /** A page in a browser profile of its own. */
  async visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const baseURL = this.#server.origin;
    const context = await this.#browser.newContext({ ...desk, ...options, baseURL });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    this.complaints.watch(page);
    await page.goto(path);
    return page;
  }

  /** Somebody's page in a room; who is first owns it. */
  async enterAs(name: string, room: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.visit(`/chat?${new URLSearchParams({ room, name })}`, options);
    await joined(page);
    return page;
  }

  /** Asks the API as whoever has a page open. */
  async ask(page: Page, method: string, path: string, data?: unknown): Promise<unknown> {
    const headers = { origin: this.origin };
    const answer = await page.request.fetch(path, { method, headers, data });
    assertEquals(answer.ok(), true, `${method} ${path}: ${answer.status()}`);
    return answer.status() === 204 ? undefined : await answer.json();
  }

  /** Somebody makes a link; gives its path. */
  async link(page: Page, room: string, draft: object = {}): Promise<string> {
    const made = await this.ask(page, "POST", `/api/rooms/${room}/invites`, draft);
    return `/join#${(made as { token: string }).token}`;
  }

  /** Ada's page in the last of `rooms`, in which she has been one after the other. */
  async enter(rooms: string[], options: BrowserContextOptions = {}): Promise<Page> {
    const baseURL = this.#server.origin;
    const context = await this.#browser.newContext({ ...desk, ...options, baseURL });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    this.complaints.watch(page);
    page.on("load", () => void this.loads.push(page.url().slice(baseURL.length)));
    const welcomed = watchWelcomes(page);
    for (const room of rooms) {
      await page.goto(`/chat?${new URLSearchParams({ room, name: "Ada" })}`);
      await joined(page);
    }
    while (!rooms.every((room) => welcomed.has(room))) await page.waitForTimeout(20);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    for (const bob of this.#bobs.values()) await bob.close();
    await this.#server[Symbol.asyncDispose]();
    assertEquals(this.complaints.list, []);
  }
}

/** Names of the rooms whose sockets have let a page in, since it was loaded. */
function watchWelcomes(page: Page): Set<string> {
  const welcomed = new Set<string>();
  page.on("framenavigated", () => welcomed.clear());
  page.on("websocket", (socket) => {
    const room = new URL(socket.url()).searchParams.get("room")!;
    socket.on("framereceived", ({ payload }) => {
      if (String(payload).includes('"type":"welcome"')) welcomed.add(room);
    });
  });
  return welcomed;
}

/** Waits until the room that a page shows is there. */
export async function joined(page: Page): Promise<void> {
  await page.locator('[role="log"][aria-busy="false"]').waitFor();
}

/** One of one's rooms on the list. */
export function link(page: Page, room: string): Locator {
  return page.getByRole("navigation").getByRole("link", { name: new RegExp(`^${room}\\b`) });
}

/** Waits until a page shows a room. */
export async function shows(page: Page, room: string): Promise<void> {
  await page.getByRole("heading", { level: 1, name: room, exact: true }).waitFor();
  await page.waitForURL((url) => url.searchParams.get("room") === room);
}

/** What has the focus, as its name and role say; waits until it is `expected`. */
export async function focused(page: Page, expected: Locator): Promise<void> {
  await expected.waitFor();
  for (let looks = 0; looks < 200; looks++) {
    if (await expected.evaluate((it) => it === it.ownerDocument.activeElement)) return;
    await page.waitForTimeout(20);
  }
  const html = await page.evaluate("document.activeElement.outerHTML.slice(0, 200)");
  throw new Error(`Cannot wait for the focus any longer: it is on ${html}`);
}
