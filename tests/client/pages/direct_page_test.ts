/** Direct rooms around the page: how they are found, named and left. What is said is not tested here. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { asksToStay } from "../../support/asks_to_stay.ts";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { until } from "../../support/until.ts";
import { directWithBob, directWithSalma, listedDirect, visitAsAda } from "./direct_stage.ts";
import { phone, RoomsStage } from "./rooms_stage.ts";

const both = [listedDirect(directWithBob, "Bob Byte"), listedDirect(directWithSalma, "سلمى")];

/** Resolves once the page shows the direct room with somebody. */
async function isWith(page: Page, name: string): Promise<void> {
  await page.getByRole("heading", { level: 1, name }).waitFor();
  await page.getByPlaceholder(`Write to ${name}`).waitFor();
}

/** What lies in plain storage. */
function stored(page: Page): Promise<string> {
  return page.evaluate("JSON.stringify(localStorage)");
}

function isSealedScript(path: string): boolean {
  return path.includes("open_sealed");
}

if (!lacksChromium()) {
  Deno.test("the sealed script is not loaded before a direct room opens", async () => {
    await using stage = await RoomsStage.open();
    stage.complaints.expectNetworkFailures();
    await stage.say("tea", "Hello");
    const { page, scripts, asked } = await visitAsAda(stage);
    // Everything that loads by itself is there by then, the tools of a row among it.
    await page.waitForLoadState("networkidle");
    await page.locator(".message").last().hover();
    await page.getByRole("button", { name: "More" }).click();
    assertEquals(scripts.some(isSealedScript), false);
    const menu = page.getByRole("dialog");
    await menu.getByRole("button", { name: "Write to Bob privately" }).click();
    await isWith(page, "Bob");
    assertEquals(scripts.some(isSealedScript), true);
    assertEquals(asked.map((it) => Object.keys(it as object)), [["person", "room"]]);
    assertEquals(new URL(page.url()).search, `?room=${directWithBob}`);
  });

  Deno.test("direct rooms are listed apart, and all that names one names the person", async () => {
    await using stage = await RoomsStage.open();
    stage.complaints.expectNetworkFailures();
    const { page } = await visitAsAda(stage, { listed: both });
    const list = page.getByRole("list", { name: "Direct" });
    assertEquals(await list.getByRole("link").allInnerTexts(), ["BB\nBob Byte", "س\nسلمى"]);
    await list.getByRole("link", { name: "Bob Byte" }).click();
    await isWith(page, "Bob Byte");
    await page.getByText("Direct messages with Bob Byte").waitFor({ state: "attached" });
    assertEquals(await page.title(), "Bob Byte · Parley");
    await page.getByRole("button", { name: "Search in Bob Byte" }).waitFor();
    assert(!(await page.locator("body").innerText()).includes("direct."));
    assertEquals(await violations(page), []);
  });

  Deno.test("the switcher finds a direct room by the person's name", async () => {
    await using stage = await RoomsStage.open();
    stage.complaints.expectNetworkFailures();
    const { page } = await visitAsAda(stage, { listed: both });
    await page.getByRole("list", { name: "Direct" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Name of a room" }).fill("byte");
    await page.getByRole("option", { name: "Bob Byte" }).waitFor();
    await page.keyboard.press("Enter");
    await isWith(page, "Bob Byte");
  });

  Deno.test("a direct room offers nothing that makes no sense there, and can be hidden", async () => {
    await using stage = await RoomsStage.open();
    stage.complaints.expectNetworkFailures();
    const { page } = await visitAsAda(stage, { listed: both });
    await page.getByRole("link", { name: "Bob Byte" }).click();
    await isWith(page, "Bob Byte");
    const panel = page.locator(".side-panel");
    await panel.getByText("write here is sealed").waitFor();
    for (const name of ["Copy link", "Invite people", "Settings", "Members", "Leave this room"]) {
      assertEquals(await panel.getByRole("button", { name }).count(), 0, name);
    }
    await panel.getByRole("button", { name: "Hide this conversation" }).click();
    await page.getByRole("heading", { level: 1, name: "tea" }).waitFor();
    assertEquals(await page.getByRole("link", { name: "Bob Byte" }).count(), 0);
  });

  Deno.test("one writes to somebody from the list of people, by keyboard", async () => {
    await using stage = await RoomsStage.open();
    stage.complaints.expectNetworkFailures();
    await stage.say("tea", "Hello");
    const { page } = await visitAsAda(stage);
    const people = page.locator(".people-list");
    await people.getByRole("button", { name: "Write to Bob privately" }).press("Enter");
    await isWith(page, "Bob");
    assertEquals(await page.getByRole("button", { name: /privately/ }).count(), 0);
  });

  Deno.test("the list of people says why one cannot be written to", async () => {
    await using stage = await RoomsStage.open();
    stage.complaints.expectNetworkFailures();
    await stage.say("tea", "Hello");
    const { page } = await visitAsAda(stage, { refusal: "forbidden", ...phone });
    await page.getByRole("button", { name: /show who$/ }).click();
    await page.getByRole("button", { name: "Write to Bob privately" }).click();
    await page.getByRole("dialog").getByText("only with somebody who is in this room").waitFor();
    assertEquals(await violations(page), []);
  });

  Deno.test("what is being written in a direct room does not lie in plain storage", async () => {
    await using stage = await RoomsStage.open();
    stage.complaints.expectNetworkFailures();
    const { page } = await visitAsAda(stage, { listed: both });
    // It cannot be reached: one may write all the same, for that can change.
    await page.context().route("**/api/rooms/direct.*", (route) => route.abort());
    await page.getByRole("textbox").fill("a plain kettle");
    await page.getByRole("link", { name: "Bob Byte" }).click();
    await isWith(page, "Bob Byte");
    const box = page.getByRole("textbox", { name: "Message to Bob Byte" });
    await box.fill("a sealed kettle");
    await page.getByRole("link", { name: "tea" }).click();
    await until(async () => (await stored(page)).includes("a plain kettle"));
    assert(!(await stored(page)).includes("a sealed kettle"));
    await page.getByRole("link", { name: "Bob Byte" }).click();
    assertEquals(await box.inputValue(), "a sealed kettle");
  });

  Deno.test("the browser asks before what is being written in a direct room is lost", async () => {
    await using stage = await RoomsStage.open();
    stage.complaints.expectNetworkFailures();
    const { page } = await visitAsAda(stage, { listed: both });
    await page.context().route("**/api/rooms/direct.*", (route) => route.abort());
    await page.getByRole("textbox").fill("a plain kettle");
    assertEquals(await asksToStay(page), false, "it is stored");
    await page.getByRole("link", { name: "Bob Byte" }).click();
    await isWith(page, "Bob Byte");
    const box = page.getByRole("textbox", { name: "Message to Bob Byte" });
    await box.fill(" ");
    assertEquals(await asksToStay(page), false, "there is nothing to lose");
    await box.fill("a sealed kettle");
    assertEquals(await asksToStay(page), true);
    await box.fill("");
    assertEquals(await asksToStay(page), false, "it is taken back");
  });

  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`axe finds nothing to mend beside direct rooms on a phone, ${colorScheme}`, async () => {
      await using stage = await RoomsStage.open();
      stage.complaints.expectNetworkFailures();
      const { page } = await visitAsAda(stage, { listed: both, colorScheme, ...phone });
      await page.getByRole("button", { name: /^Show your rooms/ }).click();
      const drawer = page.getByRole("dialog", { name: "Your rooms" });
      await drawer.getByRole("heading", { name: "Direct" }).waitFor();
      assertEquals(await violations(page), []);
      await drawer.getByRole("link", { name: "Bob Byte" }).click();
      await isWith(page, "Bob Byte");
      assertEquals(await violations(page), []);
    });
  }
}
