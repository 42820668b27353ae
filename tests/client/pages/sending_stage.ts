import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import type { Browser, BrowserContextOptions, Locator, Page, Route } from "playwright-core";
import type { Config } from "../../../lib/config/config.ts";
import type { Attachment, Message } from "../../../lib/wire/messages.ts";
import { launchChromium, patienceMs } from "../../support/chromium.ts";
import type { TestClient } from "../../support/client.ts";
import { TestServer } from "../../support/server.ts";
import { SeverableProxy } from "../../support/severable_proxy.ts";
import { Complaints } from "../../support/complaints.ts";

/** A file for the picker. */
export interface PickedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** A file of some bytes. */
export function file(name: string, content: Uint8Array | string, mimeType = ""): PickedFile {
  return { name, mimeType, buffer: Buffer.from(content) };
}

/** A real server behind a network that can be cut, and a browser; Bob hears what is said in "tea". */
export class SendingStage implements AsyncDisposable {
  readonly complaints: Complaints = new Complaints();
  #server!: TestServer;
  #proxy!: SeverableProxy;
  #browser!: Browser;
  #bob!: TestClient;

  static async open(config: Partial<Config> = {}): Promise<SendingStage> {
    const stage = new SendingStage();
    stage.#server = await TestServer.open({ config });
    stage.#proxy = await SeverableProxy.open(stage.#server.origin);
    stage.#browser = await launchChromium();
    stage.#bob = await stage.#server.join({ room: "tea", name: "Bob" });
    return stage;
  }

  /** Ada's page in the room, ready to attach something unless nothing can be. */
  async enter(options: BrowserContextOptions = {}): Promise<Page> {
    const baseURL = this.#proxy.origin;
    const context = await this.#browser.newContext({ baseURL, ...options });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    this.complaints.watch(page);
    await page.goto("/chat?room=tea&name=Ada");
    await page.waitForLoadState("networkidle");
    return page;
  }

  /** The next message, as Bob hears it. */
  hear(): Promise<Message> {
    return this.#bob.hear("message");
  }

  /** Bob says something. */
  async say(text: string): Promise<void> {
    this.#bob.send({ type: "say", text });
    await this.hear();
  }

  /** What the server has of a file. */
  async read({ id, name }: Attachment): Promise<Uint8Array> {
    const cookie = await this.#server.cookieOf("Bob");
    const answer = await this.#server.fetch(`/files/${id}/${encodeURIComponent(name)}`, {
      headers: { cookie },
    });
    assertEquals(answer.status, 200);
    return new Uint8Array(await answer.arrayBuffer());
  }

  /** The network is gone. */
  cut(): void {
    this.complaints.expectNetworkFailures();
    this.#proxy.cut();
  }

  /** The network is back. */
  mend(): void {
    this.#proxy.mend();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#bob.close();
    await this.#proxy[Symbol.asyncDispose]();
    await this.#server[Symbol.asyncDispose]();
    assertEquals(this.complaints.list, []);
  }
}

/** Picks files as one does in the dialog of the system. */
export async function pick(page: Page, ...files: PickedFile[]): Promise<void> {
  await page.locator("input[type=file]").setInputFiles(files);
}

/** The card of a file that is attached. */
export function cardOf(page: Page, name: string): Locator {
  return page.locator(".attachment-card").filter({ has: page.getByTitle(name, { exact: true }) });
}

/** Waits until a file is there. */
export async function isReady(page: Page, name: string): Promise<void> {
  await page.locator(".attachment-card[data-state=done]")
    .filter({ has: page.getByTitle(name, { exact: true }) }).waitFor();
}

/** The box to write in. */
export function boxOf(page: Page): Locator {
  return page.getByRole("textbox", { name: "Message to" });
}

export function sendButton(page: Page): Locator {
  return page.getByRole("button", { name: "Send", exact: true });
}

/** Requests that bring bytes are held up until they are let go. */
export async function holdUploads(page: Page): Promise<() => Promise<void>> {
  const held: Route[] = [];
  let isHeld = true;
  await page.route(/\/files\//, async (route) => {
    if (isHeld && route.request().method() === "PATCH") held.push(route);
    else await route.continue();
  });
  return async () => {
    isHeld = false;
    await Promise.all(held.map((route) => route.continue()));
  };
}

/** A picture that the browser draws, PNG unless told otherwise. */
export async function draw(
  page: Page,
  size: { width: number; height: number },
  type = "image/png",
): Promise<Uint8Array> {
  const bytes = await page.evaluate(async ({ width, height, type }) => {
    // deno-lint-ignore no-explicit-any
    const { OffscreenCanvas } = globalThis as any;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    const sky = context.createLinearGradient(0, 0, width, height);
    sky.addColorStop(0, "#e7a6b2");
    sky.addColorStop(1, "#3377cc");
    context.fillStyle = sky;
    context.fillRect(0, 0, width, height);
    const blob = await canvas.convertToBlob({ type });
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, { ...size, type });
  return Uint8Array.from(bytes);
}
