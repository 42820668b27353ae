/** Replies on the chat page, in a real browser and with a real server. */
import { assert, assertEquals } from "@std/assert";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { violations } from "../../support/axe.ts";
import { lacksChromium, launchChromium, patienceMs } from "../../support/chromium.ts";
import type { TestClient } from "../../support/client.ts";
import { TestServer } from "../../support/server.ts";
import { announced, listen } from "../../support/announced.ts";
import { Complaints } from "../../support/complaints.ts";

/** Messages after which one is not loaded: the newest come, and a page of history for the screen. */
const beyond = 300;

/** A server, a browser, and Bob, who is in the room and says what a test needs. */
class Stage implements AsyncDisposable {
  /** The paths, with their queries, of single messages that the page fetched. */
  readonly originals: string[] = [];
  readonly complaints = new Complaints();
  #server!: TestServer;
  #browser!: Browser;
  #bob!: TestClient;

  static async open(): Promise<Stage> {
    const stage = new Stage();
    stage.#server = await TestServer.open();
    stage.#browser = await launchChromium();
    stage.#bob = await stage.#server.join({ room: "tea", name: "Bob" });
    return stage;
  }

  /** Bob says something; gives its place in the log. */
  async say(text: string, replyTo?: number): Promise<number> {
    const ref = crypto.randomUUID();
    this.#bob.send({ type: "say", text, ref, ...(replyTo !== undefined && { replyTo }) });
    return (await this.#bob.hear("message", (message) => message.ref === ref)).seq;
  }

  /** Bob says a lot. */
  async chatter(count: number): Promise<void> {
    for (let n = 1; n < count; n++) this.#bob.send(`chatter ${n}`);
    await this.say(`chatter ${count}`);
  }

  /** Bob changes what he said. */
  change(command: { type: "edit" | "delete"; target: number; text?: string }): void {
    this.#bob.send(command);
  }

  /** Ada's page. */
  async enter(options: BrowserContextOptions = {}): Promise<Page> {
    const baseURL = this.#server.origin;
    const context = await this.#browser.newContext({ baseURL, ...options });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    this.complaints.watch(page);
    page.on("request", (request) => {
      const { pathname, search } = new URL(request.url());
      if (/after=\d+&before=/.test(search)) this.originals.push(pathname + search);
    });
    return page;
  }

  /** Lets Ada's page into the room and waits until it shows `text`. */
  async show(page: Page, text: string): Promise<void> {
    await page.goto("/chat?room=tea&name=Ada");
    await page.getByText(text, { exact: true }).waitFor();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#bob.close();
    await this.#server[Symbol.asyncDispose]();
    assertEquals(this.complaints.list, []);
  }
}

/** The line of a reply that shows what it answers. */
function quote(page: Page, text: string | RegExp): Locator {
  return page.locator(".reply-quote").filter({ hasText: text });
}

/** The row of the message with this text. */
function row(page: Page, text: string): Locator {
  const prose = page.locator(".prose").getByText(text, { exact: true });
  return page.locator(".message").filter({ has: prose });
}

/** Waits until the reader was taken to a row: it is in view, has the focus and stands out. */
async function taken(page: Page, text: string): Promise<void> {
  await page.locator('[data-pointed-out="true"]').filter({ hasText: text }).waitFor();
  const isThere = await row(page, text).evaluate(async (row) => {
    // deno-lint-ignore no-explicit-any
    const { requestAnimationFrame } = globalThis as any;
    // Rows that come into sight take their places within two frames.
    for (let frames = 0; frames < 4; frames++) await new Promise(requestAnimationFrame);
    const view = row.closest(".log")!.getBoundingClientRect();
    const { top, bottom } = row.getBoundingClientRect();
    const hasFocus = row === row.ownerDocument.activeElement;
    return { hasFocus, isInView: top >= view.top && bottom <= view.bottom };
  });
  assertEquals(isThere, { hasFocus: true, isInView: true });
}

if (!lacksChromium()) {
  Deno.test("a reply shows what it answers, in words for eye and ear", async () => {
    await using stage = await Stage.open();
    const original = await stage.say("Who has the **key**?\n\nI have not.");
    await stage.say("I have", original);
    const page = await stage.enter();
    await stage.show(page, "I have");
    const button = page.getByRole("button", {
      name: "In reply to Bob: Who has the key? I have not.",
    });
    await button.waitFor();
    const words = (await row(page, "I have").innerText()).replaceAll(/\s+/g, " ");
    assert(/^Bob .* In reply to Bob: Who has the key\? I have not\. I have$/.test(words), words);
    assertEquals(stage.originals, [], "the original is loaded");
  });

  Deno.test("a reply to a message beyond the loaded page fetches it, once for all", async () => {
    await using stage = await Stage.open();
    const original = await stage.say("Who has the key?");
    await stage.chatter(beyond);
    await stage.say("I have", original);
    await stage.say("No, I have", original);
    const page = await stage.enter();
    await stage.show(page, "No, I have");
    await quote(page, "Bob: Who has the key?").nth(1).waitFor();
    assertEquals(stage.originals, ["/api/rooms/tea/messages?after=0&before=2&limit=1"]);
  });

  Deno.test("what a reply shows follows an edit and a deletion", async () => {
    await using stage = await Stage.open();
    const far = await stage.say("far away");
    await stage.chatter(beyond);
    const near = await stage.say("near by");
    await stage.say("first", far);
    await stage.say("second", near);
    const page = await stage.enter();
    await stage.show(page, "second");
    await quote(page, "far away").waitFor();
    stage.change({ type: "edit", target: far, text: "farther away" });
    stage.change({ type: "edit", target: near, text: "nearer by" });
    await quote(page, "Bob: farther away").waitFor();
    await quote(page, "Bob: nearer by").waitFor();
    stage.change({ type: "delete", target: far });
    stage.change({ type: "delete", target: near });
    await quote(page, "Bob: This message was deleted.").nth(1).waitFor();
    assertEquals(await quote(page, /away|by/).count(), 0);
    assertEquals(stage.originals.length, 1);
  });

  Deno.test("a reply leads to what it answers, and back to the box one is as ever", async () => {
    await using stage = await Stage.open();
    await stage.chatter(10);
    const original = await stage.say("Who has the key?");
    await stage.chatter(35);
    await stage.say("I have", original);
    const page = await stage.enter();
    await stage.show(page, "I have");
    await quote(page, "Who has the key?").press("Enter");
    await taken(page, "Who has the key?");
    assertEquals(await violations(page), [], "while it stands out");
    await page.locator("[data-pointed-out]").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "To the newest" }).click();
    await quote(page, "Who has the key?").click();
    await taken(page, "Who has the key?");
    assertEquals(stage.originals, []);
  });

  Deno.test("a reply leads to what it answers through pages that were not loaded", async () => {
    await using stage = await Stage.open();
    await stage.chatter(10);
    const original = await stage.say("Who has the key?");
    // Of very different heights, which nobody knows before they were seen.
    for (let n = 0; n < 9; n++) {
      await stage.chatter(60);
      await stage.say("line\n".repeat(80));
    }
    await stage.say("I have", original);
    const page = await stage.enter();
    await stage.show(page, "I have");
    await quote(page, "Who has the key?").click();
    await taken(page, "Who has the key?");
    await page.getByRole("button", { name: "To the newest" }).click();
    await quote(page, "Who has the key?").click();
    await taken(page, "Who has the key?");
  });

  Deno.test("a reply leads thousands of messages back, and the way down joins the newest", async () => {
    await using stage = await Stage.open();
    const original = await stage.say("Who has the key?");
    await stage.chatter(2_300);
    await stage.say("I have", original);
    const page = await stage.enter();
    await stage.show(page, "I have");
    await quote(page, "Who has the key?").click();
    await taken(page, "Who has the key?");
    assertEquals(await page.getByText("I have", { exact: true }).count(), 0);
    assertEquals(await violations(page), []);
    await stage.say("meanwhile");
    await page.getByRole("button", { name: "1 new message" }).click();
    await page.getByText("meanwhile", { exact: true }).waitFor();
    await page.getByText("I have", { exact: true }).waitFor();
  });

  Deno.test("a reply to a message that is gone says so and leads nowhere", async () => {
    await using stage = await Stage.open();
    const original = await stage.say("Who has the key?");
    await stage.chatter(beyond);
    await stage.say("I have", original);
    const page = await stage.enter();
    await page.route(
      "**/messages?after=*&before=*",
      (route) => route.fulfill({ json: { messages: [], more: false } }),
    );
    await stage.show(page, "I have");
    await quote(page, "Original message is gone.").waitFor();
    assertEquals(await page.locator("button.reply-quote").count(), 0);
    assertEquals(await violations(page), []);
  });

  Deno.test("a reply keeps its height whatever becomes of what it answers", async () => {
    await using stage = await Stage.open();
    const original = await stage.say("ใครมีกุญแจ 🗝️ ྄ཱིྀ Zͨ̊̑ͯ");
    await stage.chatter(beyond);
    await stage.say("I have", original);
    const page = await stage.enter();
    const answer = Promise.withResolvers<void>();
    await page.route("**/messages?after=*&before=*", async (route) => {
      await answer.promise;
      await route.continue();
    });
    await stage.show(page, "I have");
    const height = async () => (await row(page, "I have").boundingBox())!.height;
    await quote(page, "Reply to an earlier message").waitFor();
    const before = await height();
    assertEquals(await violations(page), [], "while it loads");
    answer.resolve();
    await quote(page, "ใครมีกุญแจ").waitFor();
    assertEquals(await height(), before);
  });

  Deno.test("a reply whose original did not load says so after three tries, and still leads there", async () => {
    await using stage = await Stage.open();
    stage.complaints.expectNetworkFailures();
    const original = await stage.say("Who has the key?");
    await stage.chatter(beyond);
    await stage.say("I have", original);
    const page = await stage.enter();
    await page.clock.install();
    await page.route("**/messages?after=*&before=*", (route) => route.abort(), { times: 3 });
    await stage.show(page, "I have");
    const failed = quote(page, "Original message did not load.");
    while (!await failed.isVisible()) await page.clock.runFor(250);
    assertEquals(stage.originals.length, 3);
    assertEquals(await violations(page), []);
    await failed.click();
    await taken(page, "Who has the key?");
    // That is far from the reply: what is loaded went along.
    await page.clock.resume();
    await page.locator(".to-newest").click();
    await quote(page, "Bob: Who has the key?").waitFor();
  });

  Deno.test("hostile text stays text where it is quoted", async () => {
    await using stage = await Stage.open();
    const hostile = '<img src=x onerror="document.title=1"><script>1</script>';
    const original = await stage.say(hostile);
    await stage.chatter(beyond);
    await stage.say("I have", original);
    const page = await stage.enter();
    await stage.show(page, "I have");
    await quote(page, hostile).waitFor();
    assertEquals(await page.locator(".reply-quote").locator("img, script, a").count(), 0);
    assert(/tea/.test(await page.title()));
  });

  Deno.test("a live reply is read out with whom it answers", async () => {
    await using stage = await Stage.open();
    const original = await stage.say("Who has the key?");
    const page = await stage.enter();
    await stage.show(page, "Who has the key?");
    await listen(page);
    await stage.say("I have", original);
    await page.locator(".announcements").getByText("I have").waitFor();
    assertEquals(
      (await announced(page)).map((line) => line.replace(/, [^,]*$/, "")),
      ["Bob, in reply to Bob: I have"],
    );
  });

  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`axe finds nothing to mend in replies on a phone, ${colorScheme}`, async () => {
      await using stage = await Stage.open();
      const long = await stage.say("long ".repeat(100));
      const doomed = await stage.say("wide".repeat(100));
      await stage.say("first", long);
      await stage.say("second", doomed);
      stage.change({ type: "delete", target: doomed });
      await stage.say("third", long);
      const viewport = { width: 360, height: 740 };
      const page = await stage.enter({ colorScheme, viewport, reducedMotion: "reduce" });
      await stage.show(page, "third");
      await quote(page, "This message was deleted.").click();
      await page.locator('[data-pointed-out="true"]').waitFor();
      assertEquals(await violations(page), []);
      const hidden = await page.locator(".log").evaluate((it) => it.scrollWidth - it.clientWidth);
      assertEquals(hidden, 0);
    });
  }
}
