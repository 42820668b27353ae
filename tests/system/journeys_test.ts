/** What people do with Parley from beginning to end, in front of the programs that they run. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { violations } from "../support/axe.ts";
import { BrowserStage, connected, reads, say } from "../support/browser_stage.ts";
import { lacksChromium } from "../support/chromium.ts";
import { TestClient } from "../support/client.ts";
import { findPrograms } from "../support/program.ts";

/** The row of the stored message with this text. */
function row(page: Page, text: string): Locator {
  const prose = page.locator(".prose").getByText(text, { exact: true });
  return page.locator(".message[data-seq]").filter({ has: prose });
}

/** Presses keys one after the other. */
async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

function hasFocus(place: Locator): Promise<boolean> {
  return place.evaluate((element) => element === element.ownerDocument.activeElement);
}

/** Fills a room with numbered messages. */
async function fill(origin: string, room: string, count: number): Promise<void> {
  await using client = await TestClient.open(origin, { room, name: "Bob" });
  for (let number = 1; number <= count; number++) {
    client.send({ type: "say", text: `number ${number}`, ref: `n${number}` });
  }
  await client.hear("message", ({ ref }) => ref === `n${count}`);
}

if (!lacksChromium()) {
  for (const program of findPrograms()) {
    Deno.test(`${program.name}: by keyboard alone from the start page to a message`, async () => {
      await using stage = await BrowserStage.set(program);
      const page = await stage.visit("/");
      const room = page.getByRole("textbox", { name: "Room" });
      for (let tabs = 0; tabs < 10 && !await hasFocus(room); tabs++) await press(page, "Tab");
      assert(await hasFocus(room));
      await page.keyboard.type("tea");
      await press(page, "Tab");
      await page.keyboard.type("Ada");
      await press(page, "Enter");
      await connected(page);
      await page.keyboard.type("written without a mouse");
      await press(page, "Enter");
      await reads(page, "written without a mouse");
    });

    Deno.test(`${program.name}: two people see each other come, type and go`, async () => {
      await using stage = await BrowserStage.set(program);
      const ada = await stage.enter("tea", "Ada");
      await ada.getByRole("button", { name: "1 person here, show who" }).waitFor();
      const bob = await stage.enter("tea", "Bob");
      await ada.getByRole("button", { name: "2 people here, show who" }).waitFor();
      await bob.getByRole("textbox").pressSequentially("hm");
      await ada.getByText("Bob is typing…").waitFor();
      await bob.close();
      await ada.getByRole("button", { name: "1 person here, show who" }).waitFor();
    });

    Deno.test(`${program.name}: a message is answered, reacted to, edited and deleted`, async () => {
      await using stage = await BrowserStage.set(program);
      const ada = await stage.enter("tea", "Ada");
      const bob = await stage.enter("tea", "Bob");
      await say(ada, "is there tea, @bob?");
      await reads(bob, "is there tea, @bob?");
      await bob.locator(".prose .mention").getByText("@bob").waitFor();

      const asked = row(bob, "is there tea, @bob?");
      await asked.hover();
      await asked.getByRole("button", { name: /^Reply/ }).click();
      await say(bob, "plenty");
      await row(ada, "plenty").getByText("is there tea, @bob?").waitFor();

      await asked.hover();
      await asked.getByRole("button", { name: "React with 👍" }).click();
      await ada.getByRole("button", { name: "👍 1: Bob" }).waitFor();

      await bob.getByRole("textbox").focus();
      await press(bob, "ArrowUp");
      await bob.getByText("Editing your message", { exact: true }).waitFor();
      await say(bob, "plenty of it");
      await row(ada, "plenty of it").getByText("edited").waitFor();

      await bob.getByRole("log").focus();
      await press(bob, "ArrowUp", "Delete");
      await bob.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await ada.getByText("This message was deleted.").waitFor();
      assertEquals(await row(ada, "plenty of it").count(), 0);
    });

    Deno.test(`${program.name}: 300 messages are paged through, and one far back is found`, async () => {
      await using stage = await BrowserStage.set(program, ["--rate-limit", "0"]);
      await fill(stage.parley.origin, "tea", 300);
      const page = await stage.enter("tea", "Ada");
      await reads(page, "number 300");
      const log = page.getByRole("log");
      while (await row(page, "number 1").count() === 0) {
        await log.evaluate((log) => log.scrollTop = 0);
        await page.waitForTimeout(50);
      }
      const texts = await log.locator(".prose").allTextContents();
      assertEquals(texts, Array.from({ length: 300 }, (_, index) => `number ${index + 1}`));

      const again = await stage.enter("tea", "Eve");
      await again.getByRole("button", { name: "Search in tea" }).first().click();
      await again.getByRole("searchbox").fill('"number 7"');
      await again.getByRole("button", { name: /number 7/ }).click();
      await reads(again, "number 7");
      const { y } = (await row(again, "number 7").boundingBox())!;
      assert(y > 0 && y < again.viewportSize()!.height, `it stands at ${y} px`);
    });

    Deno.test(`${program.name}: a link leads to a message, and back to the newest`, async () => {
      await using stage = await BrowserStage.set(program, ["--rate-limit", "0"]);
      await fill(stage.parley.origin, "tea", 400);
      const first = await stage.enter("tea", "Ada");
      await first.goto("/chat?room=tea#m9");
      await first.reload();
      await reads(first, "number 9");
      assert(await row(first, "number 9").isVisible());
      await first.locator(".to-newest").click();
      await reads(first, "number 400");
    });

    Deno.test(`${program.name}: on a phone in the dark nothing is out of reach`, async () => {
      await using stage = await BrowserStage.set(program);
      const page = await stage.enter("tea", "Ada", {
        viewport: { width: 360, height: 740 },
        hasTouch: true,
        isMobile: true,
        colorScheme: "dark",
      });
      await say(page, "from a phone");
      await page.getByRole("button", { name: /Show your rooms/ }).click();
      await page.getByRole("dialog").getByRole("link", { name: /tea/ }).first().waitFor();
      await press(page, "Escape");
      const width = await page.locator("html").evaluate((html) => html.scrollWidth);
      assert(width <= 360, `the page is ${width} px wide`);
      assertEquals(await violations(page), []);
      assertMatch(page.url(), /room=tea/);
    });
  }
}
