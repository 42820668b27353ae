/** The interface in Arabic, in a real browser and with a real server. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { catalogueOf } from "../../../lib/texts/catalogues.ts";
import { english, findLanguage } from "../../../lib/texts/languages.ts";
import { violations } from "../../support/axe.ts";
import { lacksChromium, launchChromium, patienceMs } from "../../support/chromium.ts";
import type { TestClient } from "../../support/client.ts";
import { TestServer } from "../../support/server.ts";
import { spokenTexts } from "../../texts/spoken_texts.ts";
import { announced, listen } from "../../support/announced.ts";
import { Complaints } from "../../support/complaints.ts";

const { texts, late, pages } = catalogueOf(findLanguage("ar")!);

/** A server, a browser whose reader wants Arabic, and Salma and Bob in the room. */
class Stage implements AsyncDisposable {
  readonly complaints = new Complaints();
  #server!: TestServer;
  #browser!: Browser;
  #salma!: TestClient;
  #bob!: TestClient;

  static async open(): Promise<Stage> {
    const stage = new Stage();
    stage.#server = await TestServer.open();
    stage.#browser = await launchChromium();
    stage.#salma = await stage.#server.join({ room: "tea", name: "سلمى" });
    stage.#bob = await stage.#server.join({ room: "tea", name: "Bob" });
    return stage;
  }

  /** Somebody says something. */
  async say(who: "salma" | "bob", text: string, replyTo?: number): Promise<number> {
    const ref = crypto.randomUUID();
    const client = who === "bob" ? this.#bob : this.#salma;
    client.send({ type: "say", text, ref, ...(replyTo !== undefined && { replyTo }) });
    return (await client.hear("message", (message) => message.ref === ref)).seq;
  }

  /** Bob begins to write. */
  bobTypes(): void {
    this.#bob.send({ type: "typing", on: true });
  }

  /** A page of somebody whose browser speaks Arabic. */
  async visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const baseURL = this.#server.origin;
    const context = await this.#browser.newContext({ baseURL, locale: "ar-EG", ...options });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    this.complaints.watch(page);
    await page.goto(path);
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#salma.close();
    await this.#bob.close();
    await this.#server[Symbol.asyncDispose]();
    assertEquals(this.complaints.list, []);
  }
}

/** Middle of an element on the screen, in pixels from the left. */
async function middle(element: Locator): Promise<number> {
  const { x, width } = (await element.boundingBox())!;
  return x + width / 2;
}

/** Texts of the English catalogue that a page holds, names of the elements included. */
async function englishOn(page: Page): Promise<string[]> {
  const shown = await page.evaluate(() => {
    // deno-lint-ignore no-explicit-any
    const { document } = globalThis as any;
    const named = [...document.querySelectorAll("[aria-label], [placeholder], [title]")];
    const names = named.flatMap((it) => [it.ariaLabel, it.placeholder, it.title]);
    return [document.title, document.body.innerText, ...names].join("\n");
  });
  const ours = [...spokenTexts(catalogueOf(english), 3).values()];
  return ours.filter((text) => text.length > 5 && text !== "Parley" && shown.includes(text));
}

if (!lacksChromium()) {
  Deno.test("an Arabic reader enters by the landing page, and talks", async () => {
    await using stage = await Stage.open();
    const page = await stage.visit("/");
    await page.getByLabel(pages.landing.room).fill("tea");
    await page.getByLabel(pages.entry.name).fill("ليلى");
    await page.getByRole("button", { name: pages.entry.enter }).click();
    await page.getByText(texts.empty.heading).waitFor();
    await listen(page);
    const seq = await stage.say("bob", "Good morning!");
    await stage.say("salma", "صباح الخير يا Bob!", seq);
    const box = page.getByRole("textbox", { name: texts.composer.label("tea") });
    await box.fill("أهلًا");
    await box.press("Enter");
    await page.getByRole("log").getByText("أهلًا", { exact: true }).waitFor();
    stage.bobTypes();
    await page.getByText(texts.typing.one("Bob"), { exact: true }).waitFor();
    await page.getByText(texts.days.today, { exact: true }).waitFor();
    assertEquals(await englishOn(page), []);
    await page.locator(".announcements").getByText("صباح الخير").waitFor();
    const heard = (await announced(page)).join("\n");
    assertMatch(heard, /Bob\u2069: \u2068Good morning!/);
    assert(heard.includes(texts.announcement.repliedTo("سلمى", "Bob")), heard);
  });

  Deno.test("the Arabic chat page is the mirror image of the English one", async () => {
    await using stage = await Stage.open();
    await stage.say("salma", "صباح الخير");
    const [arabic, other] = await Promise.all(
      ["ar-EG", "en-GB"].map((locale) => stage.visit("/chat?room=tea&name=ليلى", { locale })),
    );
    const places = [".header h1", ".message .avatar", ".message .byline b", ".copy-link", ".send"];
    for (const page of [arabic!, other!]) await page.locator(".message").waitFor();
    for (const place of places) {
      const isRight = await middle(arabic!.locator(place).first()) > 640;
      const isRightInEnglish = await middle(other!.locator(place).first()) > 640;
      assertEquals(isRight, !isRightInEnglish, place);
    }
    const people = [arabic!, other!].map((page) => middle(page.locator(".people-list")));
    assert(await people[0]! < await people[1]!);
  });

  Deno.test("what is written in another direction begins beside its author's name", async () => {
    await using stage = await Stage.open();
    await stage.say("bob", "Good morning!");
    const page = await stage.visit("/chat?room=tea&name=ليلى");
    const prose = (await page.locator(".message .prose").boundingBox())!;
    const name = (await page.locator(".message .byline b").boundingBox())!;
    assert(Math.abs(prose.x + prose.width - (name.x + name.width)) < 2);
    assertEquals(await page.locator(".prose").evaluate((it) => it.matches(":dir(ltr)")), true);
  });

  Deno.test("an empty field shows its placeholder where Arabic begins, a filled one its own way", async () => {
    await using stage = await Stage.open();
    const page = await stage.visit("/chat?room=tea&name=ليلى");
    const box = page.getByRole("textbox");
    const direction = () =>
      // deno-lint-ignore no-explicit-any
      box.evaluate((it) => (globalThis as any).getComputedStyle(it).direction);
    await page.getByText(texts.empty.heading).waitFor();
    assertEquals(await direction(), "rtl");
    await box.fill("hello");
    assertEquals(await direction(), "ltr");
    await box.fill("أهلًا");
    assertEquals(await direction(), "rtl");
  });

  Deno.test("the switch of languages works without script, and comes back", async () => {
    await using stage = await Stage.open();
    const page = await stage.visit("/chat?room=tea", { javaScriptEnabled: false });
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Join tea" }).waitFor();
    assertMatch(page.url(), /\/chat\?room=tea$/);
    await page.getByRole("button", { name: "العربية" }).click();
    await page.getByRole("heading", { name: pages.join.heading }).waitFor();
    assertEquals(await page.locator("html").getAttribute("dir"), "rtl");
  });

  Deno.test("the settings change the language of the page, and of the others", async () => {
    await using stage = await Stage.open();
    const page = await stage.visit("/chat?room=tea&name=Ann", { locale: "en-GB" });
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByLabel("Language").selectOption("العربية");
    await page.getByRole("button", { name: texts.header.settings }).click();
    assertEquals(await page.getByLabel(late.settings.language).inputValue(), "ar");
    assertEquals(await violations(page), []);
    await page.goto("/");
    await page.getByRole("button", { name: pages.entry.enter }).waitFor();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`axe finds nothing on the Arabic pages, ${colorScheme}`, async () => {
      await using stage = await Stage.open();
      await stage.say("bob", "Good morning!");
      await stage.say("salma", "صباح الخير");
      for (const path of ["/", "/chat?room=tea", "/chat?room=tea&name=ليلى"]) {
        const page = await stage.visit(path, { colorScheme });
        if (path.includes("name")) await page.locator(".message").nth(1).waitFor();
        assertEquals(await violations(page), [], path);
        await page.context().close();
      }
    });
  }

  Deno.test("an English page loads no other catalogue, an Arabic one its own", async () => {
    await using stage = await Stage.open();
    for (const [locale, count] of [["en-GB", 0], ["ar", 1]] as const) {
      const page = await stage.visit("/chat?room=tea&name=Ann", { locale });
      await page.locator(".composer").waitFor();
      const loaded = await page.evaluate(() =>
        performance.getEntriesByType("resource").filter(({ name }) => name.includes("speak_"))
          .length
      );
      assertEquals(loaded, count, locale);
    }
  });
}
