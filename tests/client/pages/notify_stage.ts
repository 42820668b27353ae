/** One reader's tabs in a real browser, with rooms that say what a test needs. */
import { assertEquals } from "@std/assert";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { Told } from "../../../client/notifications/note.ts";
import type { ServerMessage } from "../../../lib/wire/messages.ts";
import { launchChromium, patienceMs } from "../../support/chromium.ts";
import { TestServer } from "../../support/server.ts";
import { Complaints } from "../../support/complaints.ts";
import { welcome } from "../timeline/wire_samples.ts";

/** A notification as a page asked the browser to show it. */
export interface ShownNotification {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
}

/** What a {@linkcode NotifyStage} may be told. */
export interface NotifyStageOptions extends BrowserContextOptions {
  /** What the server answers when it is asked for levels; what is so without. */
  push?: { key: string; levels: Record<string, string> };
}

/** See the module's words. */
export class NotifyStage implements AsyncDisposable {
  readonly context: BrowserContext;
  /** What was shown, of all tabs, oldest first. */
  readonly shown: ShownNotification[] = [];
  /** Tags of what was closed. */
  readonly closed: string[] = [];
  /** What the API was asked to change: method, path and body. */
  readonly asked: string[] = [];
  /** How often the reader was asked for permission, which they give. */
  asks = 0;
  /** Whether the API refuses. */
  isRefusing = false;
  readonly complaints = new Complaints();
  /** Whether there is a service worker. */
  readonly #hasWorker: boolean;
  readonly #server: TestServer;
  readonly #browser: Browser;
  readonly #tell = new Map<Page, (...messages: ServerMessage[]) => void>();

  private constructor(
    server: TestServer,
    browser: Browser,
    context: BrowserContext,
    hasWorker: boolean,
  ) {
    this.#hasWorker = hasWorker;
    this.#server = server;
    this.#browser = browser;
    this.context = context;
  }

  static async open({ push, ...options }: NotifyStageOptions = {}): Promise<NotifyStage> {
    const server = await TestServer.open();
    const browser = await launchChromium();
    const context = await browser.newContext({ baseURL: server.origin, ...options });
    context.setDefaultTimeout(patienceMs);
    const stage = new NotifyStage(server, browser, context, options.serviceWorkers !== "block");
    await stage.#answer(push);
    await stage.#spy();
    return stage;
  }

  /** Opens a tab; its room begins with `messages`. */
  async enter(messages: ServerMessage[] = [welcome()]): Promise<Page> {
    const page = await this.context.newPage();
    this.complaints.watch(page);
    await page.routeWebSocket(/\/room\?/, (socket) => {
      const tell = (...messages: ServerMessage[]) =>
        socket.send(messages.map((it) => JSON.stringify(it)).join("\n"));
      this.#tell.set(page, tell);
      tell(...messages);
    });
    await page.goto("/chat?room=tea&name=Ada");
    await page.getByRole("textbox").waitFor();
    if (this.#hasWorker) await page.evaluate("navigator.serviceWorker.ready.then(() => {})");
    return page;
  }

  /** Says something in the room, to every tab. */
  say(...messages: ServerMessage[]): void {
    for (const tell of this.#tell.values()) tell(...messages);
  }

  /** Hands a push to the worker, as the browser's push service would. */
  async push(page: Page, told: Told): Promise<void> {
    const session = await this.context.newCDPSession(page);
    const registered = new Promise<string>((resolve) => {
      session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        if (registrations[0]) resolve(registrations[0].registrationId);
      });
    });
    await session.send("ServiceWorker.enable");
    const { origin } = new URL(page.url());
    const [registrationId, data] = [await registered, JSON.stringify(told)];
    await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data });
    await session.detach();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#server[Symbol.asyncDispose]();
    assertEquals(this.complaints.list, []);
  }

  /** Answers for the server where a test says how; what is to be changed never gets there. */
  async #answer(push: NotifyStageOptions["push"]): Promise<void> {
    const isOfPush = (url: URL) => /^\/api\/push|\/notifications$/.test(url.pathname);
    await this.context.route(isOfPush, async (route) => {
      const request = route.request();
      if (request.method() === "GET") {
        return await (push === undefined ? route.continue() : route.fulfill({ json: push }));
      }
      const { pathname } = new URL(request.url());
      this.asked.push(`${request.method()} ${pathname} ${request.postData()}`);
      await route.fulfill({ status: this.isRefusing ? 503 : 204 });
    });
  }

  /** Has this stage hear of what is shown and closed, by the worker or without one. */
  async #spy(): Promise<void> {
    await this.context.exposeFunction("noteShown", (it: ShownNotification) => {
      this.shown.push(it);
    });
    await this.context.exposeFunction("permissionAsked", () => void this.asks++);
    await this.context.exposeFunction("noteClosed", (tag: string) => void this.closed.push(tag));
    await this.context.addInitScript(() => {
      // deno-lint-ignore no-explicit-any
      const page = globalThis as any;
      const real = page.Notification;
      // deno-lint-ignore no-explicit-any
      const tell = (title: string, { body, tag }: any) => void page.noteShown({ title, body, tag });
      class SpiedNotification extends real {
        static newest: SpiedNotification | undefined;
        static get permission() {
          return this.#answer ?? real.permission;
        }
        static async requestPermission() {
          await page.permissionAsked();
          return this.#answer = "granted";
        }
        static #answer: string | undefined;
        constructor(title: string, options: unknown) {
          super(title, options);
          SpiedNotification.newest = this;
          tell(title, options);
        }
      }
      page.Notification = SpiedNotification;
      const { close } = real.prototype;
      real.prototype.close = function () {
        void page.noteClosed(this.tag);
        close.call(this);
      };
      const worker = page.ServiceWorkerRegistration?.prototype;
      const show = worker?.showNotification;
      if (show === undefined) return;
      worker.showNotification = async function (title: string, options: unknown) {
        await show.call(this, title, options);
        tell(title, options);
      };
    });
  }
}

/** Has a page believe that it is out of view, or in view again. */
export async function turn(page: Page, visibility: "hidden" | "visible"): Promise<void> {
  await page.evaluate((value) => {
    // deno-lint-ignore no-explicit-any
    const { document } = globalThis as any;
    Object.defineProperty(document, "visibilityState", { value, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, visibility);
}

/** Waits until something is so, at most 10 s. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let looks = 0; !await isSo(); looks++) {
    if (looks === 500) throw new Error(`Cannot wait for ${what} any longer: 10 s have passed`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
