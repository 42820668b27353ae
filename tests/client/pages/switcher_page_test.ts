/** Going to rooms by name and making new ones, in a real browser and with a real server. */
import { assertEquals } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { MemoryStore } from "../../../lib/store/memory_store.ts";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { focused, joined, link, phone, RoomsStage, shows } from "./rooms_stage.ts";
import { roomDraft } from "../../support/room_draft.ts";

function field(page: Page): Locator {
  return page.getByRole("combobox", { name: "Name of a room" });
}

/** Opens the switcher by its keys; what is typed then goes into its field. */
async function openSwitcher(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await focused(page, field(page));
}

/** The texts of what is suggested; the chosen one in brackets. */
async function suggested(page: Page): Promise<string[]> {
  return await page.locator(".switcher-list > li").evaluateAll((options) =>
    options.map((option) => {
      const name = option.querySelector(".name")!.textContent;
      return option.getAttribute("aria-selected") === "true" ? `[${name}]` : `${name}`;
    })
  );
}

/** What is said of the name that is typed for a new room; at a pause it is read out as well. */
function help(page: Page): Locator {
  return page.locator("#new-room-help");
}

if (!lacksChromium()) {
  Deno.test("the switcher leads to a room by keys alone, and Escape back to the box", async () => {
    await using stage = await RoomsStage.open();
    await stage.say("public", "hello");
    const page = await stage.enter(["design", "release", "tea"]);
    await page.getByRole("textbox").pressSequentially("be");
    await openSwitcher(page);
    await page.getByRole("option", { name: "public" }).waitFor();
    assertEquals(await suggested(page), ["[release]", "design", "tea", "public"]);
    await page.keyboard.press("ArrowUp");
    assertEquals((await suggested(page)).at(-1), "[public]");
    await page.keyboard.press("Escape");
    await focused(page, page.getByRole("textbox"));
    await openSwitcher(page);
    await page.keyboard.type("dsg");
    assertEquals(await suggested(page), ["[design]", "Create room “dsg”"]);
    await page.keyboard.press("Enter");
    await shows(page, "design");
    await focused(page, page.getByRole("textbox", { name: "Message to design" }));
    await openSwitcher(page);
    assertEquals((await suggested(page))[0], "[tea]");
    await page.keyboard.press("Control+k");
    await field(page).waitFor({ state: "detached" });
  });

  Deno.test("the switcher leads to a room of the server's, and makes one that is not there", async () => {
    await using stage = await RoomsStage.open();
    await stage.say("public", "hello");
    const page = await stage.enter(["tea"]);
    await openSwitcher(page);
    await page.getByRole("option", { name: "public 1 person here" }).click();
    await shows(page, "public");
    await link(page, "public").waitFor();
    await openSwitcher(page);
    await page.keyboard.type("Tea Party");
    await page.getByRole("option", { name: "Create room “tea-party”" }).waitFor();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await shows(page, "tea-party");
    await joined(page);
    await link(page, "tea-party").waitFor();
  });

  Deno.test("the switcher says that the list of other rooms did not load", async () => {
    await using stage = await RoomsStage.open();
    stage.complaints.expectNetworkFailures();
    const page = await stage.enter(["tea"]);
    await page.route("**/api/rooms", (route) => route.abort());
    await page.reload();
    await joined(page);
    await openSwitcher(page);
    await page.getByText("The list of other rooms did not load.").waitFor();
    assertEquals(await violations(page), []);
  });

  Deno.test("a room is created by its name, which is told while it is typed", async () => {
    await using stage = await RoomsStage.open();
    const page = await stage.enter(["tea"]);
    const open = page.getByRole("button", { name: "Create a room" });
    await open.press("Enter");
    const name = page.getByRole("textbox", { name: "Name" });
    await focused(page, name);
    await name.fill("Tea/Party");
    await help(page).getByText("Use letters and digits").waitFor();
    assertEquals(await name.getAttribute("aria-invalid"), "true");
    await page.keyboard.press("Enter");
    await focused(page, name);
    await name.fill("Tea Party-");
    assertEquals(await name.getAttribute("aria-invalid"), "false");
    await name.fill("Tea Party");
    await help(page).getByText("Its name will be tea-party.").waitFor();
    // At a pause, not at every key.
    await page.getByRole("status").getByText("Its name will be tea-party.").waitFor();
    await page.keyboard.press("Escape");
    await focused(page, open);
    await open.press("Enter");
    await focused(page, name);
    await page.keyboard.type("Tea Party");
    await page.keyboard.press("Enter");
    await shows(page, "tea-party");
    await focused(page, page.getByRole("textbox", { name: "Message to tea-party" }));
    await page.goBack();
    await shows(page, "tea");
  });

  Deno.test("a room that is there is opened instead of created", async () => {
    await using stage = await RoomsStage.open();
    await stage.say("public", "hello");
    const page = await stage.enter(["tea"]);
    await page.getByRole("button", { name: "Create a room" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Public");
    await help(page).getByText("public is there already.").waitFor();
    await page.getByRole("button", { name: "Open it" }).click();
    await shows(page, "public");
  });

  Deno.test("a server that lets nobody make rooms says so where one is created", async () => {
    const store = new MemoryStore();
    await store.createRoom(roomDraft("tea", "somebody"));
    await using stage = await RoomsStage.open({ config: { createRooms: "users" }, store });
    stage.complaints.expectNetworkFailures();
    const page = await stage.enter(["tea"]);
    await page.getByRole("button", { name: "Create a room" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("party");
    await page.keyboard.press("Enter");
    await help(page).getByText("This server does not let you make new rooms.").waitFor();
    await focused(page, page.getByRole("textbox", { name: "Name" }));
    assertEquals(await violations(page), []);
    await page.keyboard.press("Escape");
    await openSwitcher(page);
    await page.keyboard.type("party");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("This server does not let you").waitFor();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`axe finds nothing to mend in the dialogs about rooms, ${colorScheme}`, async () => {
      await using stage = await RoomsStage.open();
      await stage.say("public", "hello");
      await stage.say("design", "before");
      const page = await stage.enter(["design", "tea"], { ...phone, colorScheme });
      await stage.say("design", "@Ada");
      await page.getByRole("button", { name: "Show your rooms, 1 unread" }).waitFor();
      await openSwitcher(page);
      await page.getByRole("option", { name: "public" }).waitFor();
      assertEquals(await violations(page), [], "the switcher");
      await page.keyboard.type("pub");
      assertEquals(await violations(page), [], "the switcher, typed");
      await page.keyboard.type(" /");
      await page.getByText("No room has such a name").waitFor();
      assertEquals(await violations(page), [], "the switcher, nothing found");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: /^Show your rooms/ }).click();
      await page.getByRole("button", { name: "Create a room" }).click();
      assertEquals(await violations(page), [], "create");
      await page.getByRole("textbox", { name: "Name" }).fill("a/");
      await help(page).getByText("Use letters and digits").waitFor();
      assertEquals(await violations(page), [], "create, a name that is none");
    });
  }
}
