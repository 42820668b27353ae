import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { securityHeaders } from "../../../lib/web/headers.ts";
import { launchChromium, patienceMs } from "../../support/chromium.ts";
import { Complaints } from "../../support/complaints.ts";

const build = new URL("../../../static/build/", import.meta.url);
/** A name that no test resolves; pages of it count as secure. */
const origin = "http://localhost";

/** What a page is opened with. */
export interface SealedViewOptions extends BrowserContextOptions {
  language?: "en" | "ar";
  /** What the other is called. */
  peer?: string;
  /** Runs before the page's own. */
  script?: string;
}

/** The views of sealed messages in a browser, in front of what a test sets; there is no server. */
export class SealedViewStage implements AsyncDisposable {
  readonly complaints = new Complaints();
  readonly #browser: Browser;
  readonly #script: string;
  readonly #style: string;

  private constructor(browser: Browser, script: string, style: string) {
    this.#browser = browser;
    this.#script = script;
    this.#style = style;
  }

  static async open(): Promise<SealedViewStage> {
    const script = await (bundled ??= bundle());
    const style = await Deno.readTextFile(new URL("app.css", build));
    return new SealedViewStage(await launchChromium(), script, style);
  }

  /** A page with nothing to complain of, under the policy of the real one. */
  async enter(
    { language = "en", peer = "Bob", script, ...options }: SealedViewOptions = {},
  ): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: { width: 1_100, height: 800 },
      serviceWorkers: "block",
      timezoneId: "UTC",
      ...options,
    });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    this.complaints.watch(page);
    if (script !== undefined) await page.addInitScript(script);
    const direction = language === "ar" ? "rtl" : "ltr";
    const bodies: Record<string, [type: string, body: string]> = {
      "/": [
        "text/html",
        `<!DOCTYPE html><html lang="${language}" dir="${direction}" data-peer="${peer}"><title>Parley</title>
        <meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <link rel="stylesheet" href="/app.css"><body data-page="chat"><div class="chat"></div>
        <script type="module" src="/page.js"></script>`,
      ],
      "/app.css": ["text/css", this.#style],
      "/page.js": ["text/javascript", this.#script],
    };
    await page.route(`${origin}/**`, (route) => {
      const [contentType, body] = bodies[new URL(route.request().url()).pathname] ??
        ["text/plain", ""];
      return route.fulfill({ contentType, body, headers: { ...securityHeaders } });
    });
    await page.goto(`${origin}/`);
    await page.locator(".sealed-bar").waitFor({ state: "attached" });
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    assertEquals(this.complaints.list, []);
  }
}

/** Made once for all tests of a file. */
let bundled: Promise<string> | undefined;

async function bundle(): Promise<string> {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["bundle", "--quiet", "--platform", "browser"],
      fromFileUrl(new URL("sealed_view_page.js", import.meta.url)),
    ],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
