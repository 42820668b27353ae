import { assertEquals } from "@std/assert";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { launchChromium, patienceMs } from "../../support/chromium.ts";
import type { TestClient } from "../../support/client.ts";
import { TestServer } from "../../support/server.ts";
import { Complaints } from "../../support/complaints.ts";

/** A phone's window, and fingers. */
export const phone = {
  viewport: { width: 360, height: 740 },
  hasTouch: true,
  isMobile: true,
} as const satisfies BrowserContextOptions;

/** A real server and a browser; Bob is in the room "tea" and says what a test needs. */
export class RoomStage implements AsyncDisposable {
  readonly complaints: Complaints = new Complaints();
  #server!: TestServer;
  #browser!: Browser;
  #bob: TestClient | undefined;

  /** Opens it; unless told otherwise Bob comes first, and so owns the room. */
  static async open({ isBobFirst = true } = {}): Promise<RoomStage> {
    const stage = new RoomStage();
    stage.#server = await TestServer.open();
    stage.#browser = await launchChromium();
    if (isBobFirst) await stage.letBobIn();
    return stage;
  }

  async letBobIn(): Promise<void> {
    this.#bob = await this.#server.join({ room: "tea", name: "Bob" });
  }

  /** Bob, once he is in. */
  get bob(): TestClient {
    return this.#bob!;
  }

  get origin(): string {
    return this.#server.origin;
  }

  /** Bob says something; gives its place in the log. */
  async say(text: string): Promise<number> {
    const ref = crypto.randomUUID();
    this.bob.send({ type: "say", text, ref });
    return (await this.bob.hear("message", (message) => message.ref === ref)).seq;
  }

  /** Bob reacts. */
  async react(target: number, emoji: string): Promise<void> {
    this.bob.send({ type: "react", target, emoji, on: true });
    await this.bob.hear("reacted");
  }

  /** Ada's page in the room; waits until it shows `text`, if one is given. */
  async enter(text?: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ baseURL: this.origin, ...options });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    this.complaints.watch(page);
    await page.goto("/chat?room=tea&name=Ada");
    // By then what loads after the page is there as well.
    await page.waitForLoadState("networkidle");
    if (text !== undefined) await row(page, text).waitFor();
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#bob?.close();
    await this.#server[Symbol.asyncDispose]();
    assertEquals(this.complaints.list, []);
  }
}

/** The row of the message with this text. */
export function row(page: Page, text: string): Locator {
  const prose = page.locator(".prose").getByText(text, { exact: true });
  return page.locator(".message[data-seq]").filter({ has: prose });
}

/** Ada says something, and it is stored. */
export async function write(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox").fill(text);
  await page.getByRole("textbox").press("Enter");
  await row(page, text).waitFor();
}

/** Whether something has the focus. */
export function hasFocus(place: Locator): Promise<boolean> {
  return place.evaluate((element) => element === element.ownerDocument.activeElement);
}

/** Walks by keyboard from the log to its newest row. */
export async function walkToNewest(page: Page): Promise<void> {
  await page.getByRole("log").focus();
  await page.keyboard.press("ArrowUp");
}

/** A finger rests on something for longer than a tap. */
export async function press(page: Page, place: Locator): Promise<void> {
  const { x, y, width, height } = (await place.boundingBox())!;
  const point = { x: x + Math.min(width / 2, 60), y: y + height / 2 };
  const session = await page.context().newCDPSession(page);
  await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [point] });
  await page.waitForTimeout(700);
  await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}
