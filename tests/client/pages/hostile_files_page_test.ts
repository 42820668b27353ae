/** Files of people who mean harm, in a real browser and with a real server. */
import { assertEquals } from "@std/assert";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { lacksChromium, launchChromium, patienceMs } from "../../support/chromium.ts";
import { FileStage } from "../../support/file_stage.ts";
import { beacon, harmed, hostileFiles } from "../files/hostile_files.ts";
import type { Opened } from "../files/hostile_files.ts";
import { joined } from "./rooms_stage.ts";

/** Ways in which a page may use a file, and what comes of each on one of ours. */
const refusals = {
  script: "error",
  module: "error",
  style: "error",
  frame: "frame-src",
  object: "object-src",
  embed: "object-src",
  worker: "error",
  "module worker": "error",
  "service worker": "SecurityError",
};

/**
 * Runs in a page: uses the file at `address` in each way, one after the other. Gives what it came
 * to: the element's event, the directive that forbade it, or the name of the error.
 */
const use = `async (address) => {
  const put = (tag, attributes) => {
    const element = Object.assign(document.createElement(tag), attributes);
    const come = settled(element);
    document.body.append(element);
    return come;
  };
  // A worker that runs, and what is not forbidden, may say nothing: the test fails, and soon.
  const soon = (start) => new Promise((resolve) => {
    setTimeout(resolve, 10_000, "nothing");
    start(resolve);
  });
  const settled = (target) => soon((resolve) => {
    for (const type of ["load", "message", "error"]) {
      target.addEventListener(type, () => resolve(type), { once: true });
    }
  });
  const forbidden = (tag, attributes) => soon((resolve) => {
    const hear = ({ effectiveDirective }) => resolve(effectiveDirective);
    document.addEventListener("securitypolicyviolation", hear, { once: true });
    put(tag, attributes);
  });
  const { serviceWorker } = navigator;
  return {
    script: await put("script", { src: address }),
    module: await put("script", { type: "module", src: address }),
    style: await put("link", { rel: "stylesheet", href: address }),
    frame: await forbidden("iframe", { src: address }),
    object: await forbidden("object", { data: address }),
    embed: await forbidden("embed", { src: address }),
    worker: await settled(new Worker(address)),
    "module worker": await settled(new Worker(address, { type: "module" })),
    "service worker": await serviceWorker.register(address).then(() => "ready", ({ name }) => name),
  };
}`;

/** Somebody's browser in a room to which files were sent, and what they did to it. */
class Victim implements AsyncDisposable {
  /** Requests that no page of ours makes, dialogs, and a title that is not ours. */
  readonly harm: string[] = [];
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext) {
    this.#context = context;
    context.setDefaultTimeout(patienceMs);
    context.on("request", (request) => {
      if (new URL(request.url()).pathname === beacon) this.harm.push(request.url());
    });
    context.on("dialog", async (dialog) => {
      this.harm.push(dialog.message());
      await dialog.dismiss();
    });
  }

  static async open(browser: Browser, baseURL: string): Promise<Victim> {
    return new Victim(await browser.newContext({ baseURL }));
  }

  /** A page in the room, where the file is in the log. */
  async enter(): Promise<Page> {
    const page = await this.#context.newPage();
    await page.goto("/chat?room=tea&name=Eve");
    await joined(page);
    await page.locator(".attachment").first().waitFor();
    return page;
  }

  /** Opens a file in a page of its own. */
  async follow(address: string): Promise<Opened> {
    const page = await this.#context.newPage();
    const { promise: kept, resolve: keep } = Promise.withResolvers<"kept">();
    page.on("download", () => keep("kept"));
    const opened = await page.goto(address).then(
      async () => `shown as ${await page.evaluate<string>("document.contentType")}` as const,
      () => kept,
    );
    if (await page.title() === harmed) this.harm.push("title");
    await page.close();
    return opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
  }
}

if (!lacksChromium()) {
  let browser: Browser;
  Deno.test.beforeAll(async () => void (browser = await launchChromium()));
  Deno.test.afterAll(() => browser.close());

  for (const [what, name, opened, bytes] of hostileFiles) {
    Deno.test(`${what} is ${opened}, and runs in no page`, async () => {
      await using stage = await FileStage.open();
      const { id } = await stage.share(name, bytes);
      const address = `/files/${id}/${name}`;
      await using victim = await Victim.open(browser, stage.server.origin);
      const page = await victim.enter();
      assertEquals(await victim.follow(address), opened);
      const title = await page.title();
      assertEquals(await page.evaluate(`(${use})("${address}")`), refusals);
      assertEquals(await page.title(), title);
      assertEquals(victim.harm, []);
    });
  }
}
