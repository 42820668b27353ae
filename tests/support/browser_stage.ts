import { assertEquals } from "@std/assert";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { Complaints } from "./complaints.ts";
import { launchChromium, patienceMs } from "./chromium.ts";
import type { Program } from "./program.ts";
import { RunningProgram, TestFolder } from "./program.ts";

/** One program, one browser, and every page in it watched for errors. */
export class BrowserStage implements AsyncDisposable {
  readonly parley: RunningProgram;
  readonly #folder: TestFolder;
  readonly #browser: Browser;
  readonly #complaints = new Complaints();

  private constructor(parley: RunningProgram, folder: TestFolder, browser: Browser) {
    this.parley = parley;
    this.#folder = folder;
    this.#browser = browser;
  }

  static async set(program: Program, args: string[] = []): Promise<BrowserStage> {
    const folder = new TestFolder();
    const parley = await RunningProgram.start(program, folder.path, args);
    return new BrowserStage(parley, folder, await launchChromium());
  }

  /** A page in a browser profile of its own. */
  async visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ baseURL: this.parley.origin, ...options });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    this.#complaints.watch(page);
    await page.goto(path);
    return page;
  }

  /** From now on failures of the network are part of the test. */
  expectNetworkFailures(): void {
    this.#complaints.expectNetworkFailures();
  }

  /** Somebody in a room, connected. */
  async enter(room: string, name: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.visit(`/chat?room=${room}&name=${name}`, options);
    await connected(page);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.parley[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
    assertEquals(this.#complaints.list, []);
  }
}

/** Waits until the log has been filled. */
export async function connected(page: Page): Promise<void> {
  await page.locator('[role="log"][aria-busy="false"]').waitFor();
}

/** Writes something and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  const box = page.getByRole("textbox");
  await box.fill(text);
  await box.press("Enter");
}

/** Waits until `text` stands in the log. */
export async function reads(page: Page, text: string): Promise<void> {
  await page.getByRole("log").getByText(text, { exact: true }).waitFor();
}
