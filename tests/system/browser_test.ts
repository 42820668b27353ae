/** People in front of real browsers. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { announced, listen } from "../support/announced.ts";
import { violations } from "../support/axe.ts";
import { BrowserStage, connected, reads, say } from "../support/browser_stage.ts";
import { lacksChromium } from "../support/chromium.ts";
import { findPrograms } from "../support/program.ts";
import { SeverableProxy } from "../support/severable_proxy.ts";

if (!lacksChromium()) {
  for (const program of findPrograms()) {
    Deno.test(`${program.name}: two people enter by the landing page and talk`, async () => {
      await using stage = await BrowserStage.set(program);
      const ann = await stage.visit("/");
      await ann.getByRole("textbox", { name: "Room" }).fill("Tea-Kitchen");
      await ann.getByLabel("Your name").fill("Ann");
      await ann.getByRole("button", { name: "Enter the room" }).click();
      await connected(ann);
      assertMatch(ann.url(), /\/chat\?room=tea-kitchen$/);
      const bob = await stage.visit(ann.url());
      await bob.getByLabel("Your name").fill("Bob");
      await bob.getByRole("button", { name: "Enter the room" }).click();
      await connected(bob);
      await say(ann, "hello Bob");
      await reads(bob, "hello Bob");
      await say(bob, "hello Ann");
      await reads(ann, "hello Ann");
    });

    Deno.test(`${program.name}: who loses the network misses nothing and sends what waits`, async () => {
      await using stage = await BrowserStage.set(program);
      await using network = await SeverableProxy.open(stage.parley.origin);
      const ann = await stage.enter("tea", "Ann");
      const bob = await stage.enter("tea", "Bob", { baseURL: network.origin });
      await say(ann, "before");
      await reads(bob, "before");
      await listen(bob);
      stage.expectNetworkFailures();
      network.cut();
      await bob.getByRole("status").getByText("Connection lost. Reconnecting…").waitFor();
      for (const text of ["missed 1", "missed 2", "missed 3"]) await say(ann, text);
      await say(bob, "written without a network");
      network.mend();
      // As a browser says; after some failures the next try by itself may be half a minute off.
      await bob.evaluate(() => void dispatchEvent(new Event("online")));
      await reads(ann, "written without a network");
      await reads(bob, "missed 3");
      await say(ann, "after");
      await reads(bob, "after");
      const heard = await announced(bob);
      assertEquals(heard.slice(0, 4), [
        "Connection lost. Reconnecting…",
        "Your message waits. It goes out when you are back.",
        "Connected again.",
        "No message waits any more.",
      ]);
      assertMatch(heard.slice(4).join("\n"), /^Ann: after, [^\n]*$/);
      const texts = await bob.getByRole("log").locator(".prose").allInnerTexts();
      assertEquals(texts.filter((text) => text.startsWith("missed")), [
        "missed 1",
        "missed 2",
        "missed 3",
      ]);
      assertEquals(texts.filter((text) => text === "written without a network").length, 1);
    });
  }

  const [program] = findPrograms().slice(-1);

  Deno.test("the landing page and its form work without script", async () => {
    await using stage = await BrowserStage.set(program!);
    const page = await stage.visit("/", { javaScriptEnabled: false });
    await page.getByRole("textbox", { name: "Room" }).fill("tea");
    await page.getByLabel("Your name").fill("Ann");
    await page.getByRole("button", { name: "Enter the room" }).click();
    assertMatch(page.url(), /\/chat\?room=tea$/);
    await page.locator(".noscript").waitFor();
  });

  Deno.test("a room is found by a name with spaces, and the field says what it may hold", async () => {
    await using stage = await BrowserStage.set(program!);
    const ann = await stage.visit("/");
    const field = ann.getByRole("textbox", { name: "Room" });
    const help = await field.getAttribute("aria-describedby");
    await ann.locator(`#${help}`).getByText(/spaces or \. _ - between/).waitFor();
    await field.fill("  Tea   Kitchen ");
    await ann.getByLabel("Your name").fill("Ann");
    await ann.getByRole("button", { name: "Enter the room" }).click();
    await connected(ann);
    assertMatch(ann.url(), /\/chat\?room=tea-kitchen$/);
  });

  Deno.test("hostile text stays text, in messages and in names", async () => {
    await using stage = await BrowserStage.set(program!);
    const name = encodeURIComponent("<img src=x onerror=x()>");
    const eve = await stage.enter("tea", name);
    const ann = await stage.enter("tea", "Ann");
    const messages = [
      "<script>document.title='pwned'</script>",
      '<img src=x onerror="document.title=`pwned`">',
      "[click](javascript:document.title='pwned')",
      "[click](data:text/html,<script>alert(1)</script>)",
    ];
    for (const text of messages) await say(eve, text);
    await say(eve, "the end");
    await reads(ann, "the end");
    const log = ann.getByRole("log");
    assertEquals(await log.locator("script, img, iframe, [onerror]").count(), 0);
    assertEquals(await log.locator('a[href^="javascript:" i], a[href^="data:" i]').count(), 0);
    assert(!(await ann.title()).includes("pwned"));
    await log.getByText("<img src=x onerror=x()>").first().waitFor();
  });

  Deno.test("markdown, links, code and emoji are shown as such", async () => {
    await using stage = await BrowserStage.set(program!);
    const ann = await stage.enter("tea", "Ann");
    await say(ann, "**bold** and `code`, see https://example.org/path :) 🎉");
    await say(ann, "```\nlet x = 1;\n```");
    const log = ann.getByRole("log");
    await log.locator("strong", { hasText: "bold" }).waitFor();
    await log.locator("pre code", { hasText: "let x = 1;" }).waitFor();
    const link = log.getByRole("link", { name: "https://example.org/path" });
    assertMatch((await link.getAttribute("rel"))!, /noopener.*noreferrer|noreferrer.*noopener/);
  });

  Deno.test("Shift+Enter makes a line, Enter sends both", async () => {
    await using stage = await BrowserStage.set(program!);
    const ann = await stage.enter("tea", "Ann");
    const box = ann.getByRole("textbox");
    await box.pressSequentially("one");
    await box.press("Shift+Enter");
    await box.pressSequentially("two");
    await box.press("Enter");
    // Not at once: of a row that was not drawn yet a browser gives the text without its lines.
    await ann.waitForFunction(() => {
      // deno-lint-ignore no-explicit-any
      const { document } = globalThis as any;
      return document.querySelector("[role=log] .prose")?.innerText === "one\ntwo";
    });
    assertEquals(await ann.getByRole("log").locator(".prose").count(), 1);
    assertEquals(await box.inputValue(), "");
    assert(await box.evaluate((element) => element === element.ownerDocument.activeElement));
  });

  Deno.test("typing is shown to the others and goes with the message", async () => {
    await using stage = await BrowserStage.set(program!);
    const ann = await stage.enter("tea", "Ann");
    const bob = await stage.enter("tea", "Bob");
    await ann.getByRole("textbox").pressSequentially("hm");
    await bob.getByText("Ann is typing…").waitFor();
    await ann.getByRole("textbox").press("Enter");
    await reads(bob, "hm");
    await bob.getByText("Ann is typing…").waitFor({ state: "hidden" });
  });

  Deno.test("older messages come as one scrolls up, and the view does not jump", async () => {
    await using stage = await BrowserStage.set(program!, ["--rate-limit", "0"]);
    await using writer = await stage.parley.join({ room: "tea", name: "writer" });
    for (let n = 1; n <= 400; n++) writer.send(`message number ${n}`);
    await writer.settled();
    const ann = await stage.enter("tea", "Ann");
    await reads(ann, "message number 400");
    const number = (n: number) => ann.getByText(`message number ${n}`, { exact: true });
    assertEquals(await number(1).count(), 0);
    for (let n = 351; n > 1; n -= 50) {
      await number(n).evaluate((row) => row.scrollIntoView());
      const before = (await number(n).boundingBox())!.y;
      await number(n - 50).waitFor({ state: "attached" });
      const after = (await number(n).boundingBox())!.y;
      assert(Math.abs(after - before) <= 2, `message ${n} moved from ${before} to ${after}`);
    }
  });

  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`axe finds nothing to mend on any page, ${colorScheme}`, async () => {
      await using stage = await BrowserStage.set(program!);
      const empty = await stage.visit("/", { colorScheme });
      assertEquals(await violations(empty), [], "the landing page without rooms");
      const chat = await stage.enter("tea", "Ann", { colorScheme });
      assertEquals(await violations(chat), [], "an empty room");
      await say(chat, "**hello** `code` https://example.org");
      await say(chat, "```\ncode\n```");
      await chat.locator("pre code").waitFor();
      assertEquals(await violations(chat), [], "a room with messages");
      const landing = await stage.visit("/", { colorScheme });
      assertEquals(await violations(landing), [], "the landing page with a room");
      stage.expectNetworkFailures();
      for (const path of ["/chat?room=tea", "/chat?room=no%2Froom", "/nowhere"]) {
        assertEquals(await violations(await stage.visit(path, { colorScheme })), [], path);
      }
    });
  }

  Deno.test("no page is wider than a phone of 360 pixels", async () => {
    await using stage = await BrowserStage.set(program!);
    const viewport = { width: 360, height: 740 };
    const chat = await stage.enter("tea", "Ann", { viewport });
    await say(chat, "x".repeat(300));
    await say(chat, "```\n" + "y".repeat(300) + "\n```");
    await chat.locator("pre").waitFor();
    for (
      const page of [
        chat,
        await stage.visit("/", { viewport }),
        await stage.visit("/chat?room=a", { viewport }),
      ]
    ) {
      const width = await page.locator("html").evaluate((html) => html.scrollWidth);
      assertEquals(width, 360, page.url());
    }
  });
}
