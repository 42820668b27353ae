/** Details of a room, and searching it, in a real browser and with a real server. */
import { assert, assertEquals } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { focused, link, phone, RoomsStage, shows } from "./rooms_stage.ts";

function search(page: Page): Locator {
  return page.getByRole("searchbox", { name: "What to search for" });
}

/** Opens the search by its keys; what is typed then goes into its field. */
async function openSearch(page: Page): Promise<void> {
  await page.keyboard.press("Control+Shift+F");
  await focused(page, search(page));
}

function result(page: Page, text: string): Locator {
  return page.locator(".search-result").filter({ hasText: text });
}

/** Waits until the reader was taken to a message. */
async function taken(page: Page, text: string): Promise<void> {
  const row = page.locator('.message[data-pointed-out="true"]').filter({ hasText: text });
  await row.waitFor();
  await focused(page, row);
}

if (!lacksChromium()) {
  Deno.test("a search leads to a message, and stays open beside the room", async () => {
    await using stage = await RoomsStage.open();
    await stage.say("tea", "Who has the **kettle**, <b>Ada</b>?");
    await stage.chatter("tea", 120);
    const page = await stage.enter(["tea"]);
    await openSearch(page);
    await page.keyboard.type("kettle");
    await result(page, "kettle").waitFor();
    await page.getByRole("status").getByText("1 message found").waitFor();
    assertEquals(await result(page, "kettle").locator("mark").allInnerTexts(), ["kettle"]);
    assertEquals(await page.locator(".snippet b").count(), 0, "text is never HTML");
    await page.keyboard.press("ArrowDown");
    await focused(page, result(page, "kettle"));
    await page.keyboard.press("Enter");
    await taken(page, "kettle");
    assert(await search(page).isVisible());
    await search(page).focus();
    await page.keyboard.press("Escape");
    await search(page).waitFor({ state: "detached" });
  });

  Deno.test("Escape closes a search and leads back to where one was", async () => {
    await using stage = await RoomsStage.open();
    const page = await stage.enter(["tea"]);
    await openSearch(page);
    await page.keyboard.type("something");
    await page.keyboard.press("Escape");
    await focused(page, page.getByRole("textbox", { name: "Message to tea" }));
    await page.getByRole("heading", { name: "Here now" }).waitFor();
    const button = page.getByRole("button", { name: "Search in tea" });
    await button.click();
    await focused(page, search(page));
    await page.getByRole("button", { name: "Close the search" }).click();
    await focused(page, button);
  });

  Deno.test("Up and Down lead through what was found, and to older results", async () => {
    await using stage = await RoomsStage.open();
    await stage.chatter("tea", 45);
    const page = await stage.enter(["tea"]);
    await openSearch(page);
    await page.keyboard.type("chatter");
    await page.getByText("30+ messages found").waitFor();
    for (let n = 0; n < 31; n++) await page.keyboard.press("ArrowDown");
    await focused(page, page.getByRole("button", { name: "Show older ones" }));
    await page.keyboard.press("Enter");
    await page.getByText("45 messages found").waitFor();
    await focused(page, page.locator(".search-result").nth(30));
    assertEquals(await page.locator(".search-result").count(), 45);
    assertEquals(await page.locator(".snippet").last().innerText(), "chatter 1");
    for (let n = 0; n < 60; n++) await page.keyboard.press("ArrowUp");
    await focused(page, search(page));
  });

  Deno.test("a search says that nothing was found, and what else may be written", async () => {
    await using stage = await RoomsStage.open();
    await stage.say("tea", "hello");
    const page = await stage.enter(["tea"]);
    await openSearch(page);
    await page.getByRole("button", { name: "from:ada what somebody said" }).click();
    assertEquals(await search(page).inputValue(), "from:ada");
    await page.getByText("Nothing was found", { exact: true }).waitFor();
    await search(page).fill("from:bob");
    await result(page, "hello").waitFor();
    await search(page).fill("");
    await page.getByText("You can also write").waitFor();
  });

  Deno.test("a search that failed can be tried again", async () => {
    await using stage = await RoomsStage.open();
    stage.complaints.expectNetworkFailures();
    await stage.say("tea", "hello");
    const page = await stage.enter(["tea"]);
    await page.route("**/search?*", (route) => route.fulfill({ status: 503 }), { times: 1 });
    await openSearch(page);
    await page.keyboard.type("hello");
    await page.getByText("The search did not work.").waitFor();
    assertEquals(await violations(page), []);
    await page.getByRole("button", { name: "Try again" }).click();
    await result(page, "hello").waitFor();
  });

  Deno.test("on a phone a search makes way for the message that it led to", async () => {
    await using stage = await RoomsStage.open();
    await stage.say("tea", "the kettle");
    await stage.chatter("tea", 60);
    const page = await stage.enter(["tea"], phone);
    await page.getByRole("button", { name: "Search in tea" }).click();
    await focused(page, search(page));
    await search(page).fill("kettle");
    await result(page, "kettle").click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await taken(page, "the kettle");
  });

  Deno.test("another room ends the search in the last one", async () => {
    await using stage = await RoomsStage.open();
    const page = await stage.enter(["design", "tea"]);
    await openSearch(page);
    await link(page, "design").click();
    await shows(page, "design");
    await search(page).waitFor({ state: "detached" });
    await page.getByRole("complementary", { name: "About design" }).waitFor();
  });

  Deno.test("the details are opened and closed by keys, which move the focus there and back", async () => {
    await using stage = await RoomsStage.open();
    const page = await stage.enter(["tea"]);
    const heading = page.getByRole("complementary").getByRole("heading", { name: "tea" });
    await heading.waitFor();
    await page.keyboard.press("Control+.");
    await heading.waitFor({ state: "detached" });
    await focused(page, page.getByRole("textbox"));
    await page.keyboard.press("Control+.");
    await focused(page, heading);
    await page.keyboard.press("Control+.");
    await focused(page, page.getByRole("textbox"));
    await page.reload();
    await page.getByRole("button", { name: /show who/ }).waitFor();
    assertEquals(await heading.count(), 0);
  });

  Deno.test("the details show more people than the socket names", async () => {
    await using stage = await RoomsStage.open();
    await stage.crowd("tea", 205);
    const page = await stage.enter(["tea"]);
    await page.getByRole("button", { name: /^Show \d more$/ }).click();
    await page.getByRole("button", { name: /^Show \d more$/ }).waitFor({ state: "detached" });
    assertEquals(await page.locator(".people-list > li").count(), 206);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`axe finds nothing to mend in panels and sheets, ${colorScheme}`, async () => {
      await using stage = await RoomsStage.open();
      await stage.say("tea", "the kettle");
      const page = await stage.enter(["tea"], { colorScheme, reducedMotion: "reduce" });
      for (const where of ["wide", "narrow"]) {
        if (where === "narrow") {
          await page.setViewportSize(phone.viewport);
          await page.getByRole("button", { name: /show who/ }).click();
        }
        await page.getByRole("heading", { name: "Here now" }).waitFor();
        assertEquals(await violations(page), [], `details, ${where}`);
        if (where === "narrow") await page.keyboard.press("Escape");
        await openSearch(page);
        assertEquals(await violations(page), [], `search, ${where}`);
        await page.keyboard.type("kettle");
        await result(page, "kettle").waitFor();
        assertEquals(await violations(page), [], `results, ${where}`);
        await search(page).fill("nothing");
        await page.getByText("Nothing was found", { exact: true }).waitFor();
        assertEquals(await violations(page), [], `no results, ${where}`);
        await page.keyboard.press("Escape");
      }
    });
  }
}
