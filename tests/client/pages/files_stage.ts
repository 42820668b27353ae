import { assertEquals } from "@std/assert";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { launchChromium, patienceMs } from "../../support/chromium.ts";
import { drawnPng } from "../../support/drawn_png.ts";
import { FileStage } from "../../support/file_stage.ts";
import { Complaints } from "../../support/complaints.ts";
import { desk, joined } from "./rooms_stage.ts";

/** A file that is to be sent: its name, its bytes, and what is to be seen. */
export type Sent = readonly [name: string, bytes: Uint8Array<ArrayBuffer> | string, alt?: string];

/** A real server with the room "tea", in which Ada sends files, and a browser for those who read. */
export class FilesStage implements AsyncDisposable {
  readonly complaints = new Complaints();
  readonly #files: FileStage;
  readonly #browser: Browser;

  private constructor(files: FileStage, browser: Browser) {
    this.#files = files;
    this.#browser = browser;
  }

  static async open(): Promise<FilesStage> {
    return new FilesStage(await FileStage.open(), await launchChromium());
  }

  /** Ada says something with files; gives its place in the log. */
  async say(text: string, ...files: readonly Sent[]): Promise<number> {
    const named = [];
    for (const [name, bytes, alt] of files) {
      const { json: { id } } = await this.#files.upload(name, bytes);
      named.push(alt === undefined ? id : { id, alt });
    }
    return await this.#post({ text, files: named });
  }

  /** Ada sends a picture that has a smaller one; gives the id of that. */
  async sayWithThumbnail(name: string): Promise<string> {
    const { json: { id: thumbnail } } = await this.#files.upload("small.png", drawnPng(40, 30));
    const bytes = drawnPng(400, 300);
    const location = await this.#files.begin(bytes.length, { filename: name, thumbnail });
    await this.#files.append(location, 0, bytes);
    const { json: { id } } = await this.#files.ask("GET", location);
    await this.#post({ text: "", files: [id] });
    return thumbnail;
  }

  /** Ada answers a message. */
  reply(text: string, replyTo: number): Promise<number> {
    return this.#post({ text, replyTo });
  }

  /** Ada deletes a message. */
  remove(seq: number): Promise<void> {
    return this.#files.remove(seq);
  }

  /** Somebody's page in the room, Ada's own with her cookie. */
  async enter(
    { name = "Cleo", script, prepare, ...options }: BrowserContextOptions & {
      name?: string;
      /** Runs before the page's own. */
      script?: string;
      prepare?(page: Page): Promise<void>;
    } = {},
  ): Promise<Page> {
    const baseURL = this.#files.server.origin;
    const context = await this.#browser.newContext({ ...desk, ...options, baseURL });
    context.setDefaultTimeout(patienceMs);
    if (name === "Ada") {
      const [key, value] = this.#files.ada.split("=") as [string, string];
      await context.addCookies([{ name: key, value, url: baseURL }]);
    }
    const page = await context.newPage();
    this.complaints.watch(page);
    if (script) await page.addInitScript(script);
    await prepare?.(page);
    await page.goto(name === "Ada" ? "/chat?room=tea" : `/chat?room=tea&name=${name}`);
    await joined(page);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#files[Symbol.asyncDispose]();
    assertEquals(this.complaints.list, []);
  }

  async #post(json: unknown): Promise<number> {
    const said = await this.#files.ask("POST", "/api/rooms/tea/messages", { json });
    assertEquals(said.status, 201, said.text);
    return said.json.seq;
  }
}

/** The link around a picture in the log. */
export function picture(page: Page, alt: string): Locator {
  return page.getByRole("log").getByRole("link", { name: alt, exact: true });
}

/** Waits until all pictures that are in view have come. */
export async function loaded(page: Page): Promise<void> {
  const areThere = `(() => {
    const inView = [...document.querySelectorAll("img")].filter((image) => {
      const { top, bottom, width } = image.getBoundingClientRect();
      return width > 0 && bottom > 0 && top < innerHeight;
    });
    return inView.length > 0 && inView.every((it) => it.complete && it.naturalWidth > 0);
  })()`;
  for (let looks = 0; looks < 200; looks++) {
    if (await page.evaluate(areThere)) return;
    await page.waitForTimeout(20);
  }
  throw new Error("Cannot wait for the pictures any longer");
}
