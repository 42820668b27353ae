/** Settings, theme and the sheet of shortcuts in a real browser. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { NotifyStage, until } from "./notify_stage.ts";
import { message, welcome } from "../timeline/wire_samples.ts";

async function openSettings(page: Page): Promise<void> {
  const rooms = page.getByRole("button", { name: /^Show your rooms/ });
  if (await rooms.isVisible()) await rooms.click();
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("dialog", { name: "Settings" }).getByRole("radio").first().waitFor();
}

/** Whether what has the focus is of this role and name. */
async function hasFocus(page: Page, role: "button" | "textbox", name: RegExp): Promise<boolean> {
  return await page.getByRole(role, { name }).evaluate((it) =>
    it === it.ownerDocument.activeElement
  );
}

/** The ground on which the page is painted, and whether it is dark. */
async function isDark(page: Page): Promise<boolean> {
  const ground: string = await page.evaluate(
    "getComputedStyle(document.documentElement).backgroundColor",
  );
  const [red = 255] = ground.match(/\d+/g)!.map(Number);
  return red < 128;
}

if (!lacksChromium()) {
  Deno.test("settings are reached, changed and left by keyboard", async () => {
    await using stage = await NotifyStage.open({ colorScheme: "light" });
    const page = await stage.enter();
    await page.getByRole("button", { name: "Settings" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Settings" });
    await dialog.getByRole("radio").first().waitFor();
    assert(await hasFocus(page, "button", /^Close$/), "the dialog has the focus");
    await dialog.getByRole("radio", { name: "System" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    assertEquals(await page.locator("html").getAttribute("data-theme"), "dark");
    assert(await isDark(page));
    const letters = dialog.getByRole("switch", { name: "Shortcuts of a single key" });
    await letters.focus();
    await page.keyboard.press("Space");
    assertEquals(await letters.isChecked(), false);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert(await hasFocus(page, "button", /^Settings$/), "the focus is back");
  });

  Deno.test("a chosen theme is there before any script, on every page", async () => {
    await using stage = await NotifyStage.open({ colorScheme: "light" });
    const page = await stage.enter();
    await openSettings(page);
    await page.getByRole("radio", { name: "Dark" }).check();
    assertEquals(
      await page.locator('meta[name="theme-color"][media="all"]').getAttribute("content"),
      "#151a19",
    );
    stage.complaints.expectNetworkFailures();
    await stage.context.route("**/*.js", (route) => route.abort());
    for (const path of ["/chat?room=tea", "/", "/nowhere"]) {
      await page.goto(path);
      assert(await isDark(page), path);
    }
  });

  Deno.test("a theme that is chosen in one tab is that of the others", async () => {
    await using stage = await NotifyStage.open({ colorScheme: "light" });
    const [one, other] = [await stage.enter(), await stage.enter()];
    await openSettings(one);
    await one.getByRole("radio", { name: "Dark" }).check();
    await other.locator('html[data-theme="dark"]').waitFor();
    await one.getByRole("radio", { name: "System" }).check();
    await other.locator('html[data-theme="system"]').waitFor();
    assertEquals((await stage.context.cookies()).map(({ name }) => name), ["parley_guest"]);
  });

  Deno.test("? shows the shortcuts where nothing is written, and Ctrl+/ does always", async () => {
    await using stage = await NotifyStage.open();
    const page = await stage.enter();
    const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await page.getByRole("textbox").focus();
    await page.keyboard.press("?");
    assertEquals(await page.getByRole("textbox").inputValue(), "?");
    await page.keyboard.press("Control+/");
    await sheet.getByText("Write a message").waitFor();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    assert(await hasFocus(page, "textbox", /./));
    await page.getByRole("button", { name: "Settings" }).focus();
    await page.keyboard.press("?");
    await sheet.getByText("Write a message").waitFor();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    assert(await hasFocus(page, "button", /^Settings$/));
  });

  Deno.test("c goes to the box to write in, unless single keys are turned off", async () => {
    await using stage = await NotifyStage.open();
    const page = await stage.enter();
    const isWriting = () => hasFocus(page, "textbox", /./);
    const button = page.getByRole("button", { name: "Settings" });
    await button.focus();
    await page.keyboard.press("c");
    assert(await isWriting());
    assertEquals(await page.getByRole("textbox").inputValue(), "");
    await openSettings(page);
    await page.keyboard.press("c");
    await page.getByRole("switch", { name: "Shortcuts of a single key" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await button.focus();
    await page.keyboard.press("c");
    await page.keyboard.press("?");
    assertEquals([await isWriting(), await page.getByRole("dialog").count()], [false, 0]);
    await page.keyboard.press("Control+/");
    await page.getByText("Shortcuts of a single key are turned off").waitFor();
    assertEquals(await page.getByText("Write a message").count(), 0);
  });

  Deno.test("Escape closes a dialog and leaves what is behind it alone", async () => {
    await using stage = await NotifyStage.open();
    const messages = Array.from({ length: 50 }, (_, index) => message(index + 1));
    const page = await stage.enter([welcome({ seq: 50, read: 50 }), ...messages]);
    const log = page.getByRole("log");
    await page.getByText("text 50", { exact: true }).waitFor();
    await log.evaluate((it) => it.scrollTop = 0);
    await page.getByText("text 1", { exact: true }).waitFor();
    const back = page.getByRole("button", { name: "To the newest" });
    await back.waitFor();
    await page.keyboard.press("Control+/");
    await page.getByText("Write a message").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assertEquals(await back.count(), 1);
    await page.getByRole("button", { name: "Settings" }).focus();
    await page.keyboard.press("Escape");
    await back.waitFor({ state: "detached" });
  });

  Deno.test("shortcuts lie over the settings, and give the focus back to them", async () => {
    await using stage = await NotifyStage.open();
    const page = await stage.enter();
    await openSettings(page);
    await page.getByRole("button", { name: "Show all shortcuts" }).press("Enter");
    await page.getByText("Write a message").waitFor();
    await page.keyboard.press("Escape");
    await page.getByText("Write a message").waitFor({ state: "detached" });
    assert(await hasFocus(page, "button", /^Show all shortcuts$/));
    assertEquals(await page.getByRole("dialog").count(), 1);
  });

  Deno.test("settings say when the level of a room could not be stored, and take it back", async () => {
    await using stage = await NotifyStage.open({ push: { key: "AAAA", levels: { tea: "all" } } });
    const page = await stage.enter();
    await openSettings(page);
    const dialog = page.getByRole("dialog");
    const select = dialog.getByRole("combobox", { name: "Tell me about tea" });
    await until(async () => await select.inputValue() === "all", "the level of the server");
    await select.selectOption("Nothing");
    await until(() => stage.asked.length === 1, "the choice");
    assertEquals(stage.asked, ['PUT /api/rooms/tea/notifications {"level":"none"}']);
    stage.isRefusing = true;
    stage.complaints.expectNetworkFailures();
    await select.selectOption("Mentions");
    await page.getByRole("alert").getByText("could not store").waitFor();
    assertEquals(await select.inputValue(), "none");
  });

  Deno.test("settings tell where the browser blocks notifications, and ask for none", async () => {
    await using stage = await NotifyStage.open({ permissions: [] });
    const page = await stage.enter();
    await openSettings(page);
    await page.getByText("Your browser blocks notifications").waitFor();
    assertEquals(await page.getByRole("button", { name: "Turn on notifications" }).count(), 0);
  });

  Deno.test("settings have the browser ask for permission upon a click, and not before", async () => {
    await using stage = await NotifyStage.open();
    const page = await stage.enter();
    await openSettings(page);
    const ask = page.getByRole("button", { name: "Turn on notifications" });
    await ask.waitFor();
    assertEquals(stage.asks, 0);
    await ask.press("Enter");
    await page.getByRole("switch", { name: "Show notifications", checked: true }).waitFor();
    assertEquals(stage.asks, 1);
    await page.locator("input[role=switch]:focus").first().waitFor();
  });

  Deno.test("a part of the page that does not load says so", async () => {
    await using stage = await NotifyStage.open({ serviceWorkers: "block" });
    stage.complaints.expectNetworkFailures();
    await stage.context.route("**/around-*.js", (route) => route.abort());
    const page = await stage.enter();
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("dialog").getByText("did not load").waitFor();
    assertEquals(await violations(page), []);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1280, 360]) {
      Deno.test(`axe finds nothing to mend in the dialogs, ${colorScheme}, ${width} px wide`, async () => {
        await using stage = await NotifyStage.open({
          colorScheme,
          viewport: { width, height: 740 },
          permissions: ["notifications"],
          push: { key: "AAAA", levels: {} },
        });
        const page = await stage.enter();
        await openSettings(page);
        await page.getByRole("switch", { name: "Also when Parley is closed" }).waitFor();
        assertEquals(await violations(page), [], "settings");
        await page.getByRole("button", { name: "Show all shortcuts" }).click();
        await page.getByText("Write a message").waitFor();
        assertEquals(await violations(page), [], "shortcuts");
      });
    }
  }
}
