/** Reactions and the emoji picker, in a real browser and with a real server. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { hasFocus, phone, press, RoomStage, row, walkToNewest } from "./room_stage.ts";

/** Opens the picker for the newest message, by keyboard, and waits for the emoji. */
async function openPicker(page: Page): Promise<void> {
  await walkToNewest(page);
  await page.keyboard.press("e");
  await page.getByRole("button", { name: "grinning face", exact: true }).waitFor();
}

if (!lacksChromium()) {
  Deno.test("a reaction is a button that joins in and out", async () => {
    await using stage = await RoomStage.open();
    const seq = await stage.say("hello");
    await stage.react(seq, "🎉");
    const page = await stage.enter("hello");
    await page.getByRole("button", { name: "🎉 1: Bob", pressed: false }).click();
    await page.getByRole("button", { name: "🎉 2: You and Bob", pressed: true }).click();
    await page.getByRole("button", { name: "🎉 1: Bob", pressed: false }).waitFor();
  });

  Deno.test("who reacted is told to pointer, keyboard and finger", async () => {
    await using stage = await RoomStage.open();
    const seq = await stage.say("hello");
    await stage.react(seq, "🎉");
    const page = await stage.enter("hello");
    const tip = page.locator(".tip");
    const reaction = page.getByRole("button", { name: "🎉 1: Bob" });
    await reaction.hover();
    await tip.getByText("Bob", { exact: true }).waitFor();
    await tip.hover();
    await page.waitForTimeout(300);
    assert(await tip.isVisible(), "it stays while the pointer is on it");
    await page.keyboard.press("Escape");
    assert(!await tip.isVisible(), "Escape takes it away");
    await page.getByRole("textbox").hover();
    await walkToNewest(page);
    await page.keyboard.press("Tab");
    assert(await hasFocus(reaction));
    await tip.getByText("Bob", { exact: true }).waitFor();

    const touched = await stage.enter("hello", phone);
    await press(touched, touched.getByRole("button", { name: /🎉/ }));
    await touched.locator(".tip").getByText("Bob", { exact: true }).waitFor();
    assertEquals(await touched.getByRole("button", { pressed: true }).count(), 0, "not toggled");
  });

  Deno.test("the last pill adds another reaction", async () => {
    await using stage = await RoomStage.open();
    const seq = await stage.say("hello");
    await stage.react(seq, "🎉");
    const page = await stage.enter("hello");
    await page.locator(".reactions").getByRole("button", { name: "Add a reaction" }).click();
    await page.getByRole("button", { name: "rolling on the floor laughing" }).click();
    assertEquals((await stage.bob.hear("reacted", ({ on }) => on)).emoji, "🤣");
  });

  Deno.test("the picker finds an emoji by keyboard, and gives the focus back", async () => {
    await using stage = await RoomStage.open();
    await stage.say("hello");
    const page = await stage.enter("hello");
    await openPicker(page);
    assert(await hasFocus(page.getByRole("searchbox")));
    await page.keyboard.type("teacup");
    await page.getByRole("button", { name: "teacup without handle" }).waitFor();
    await page.keyboard.press("Enter");
    assertEquals((await stage.bob.hear("reacted")).emoji, "🍵");
    assert(await hasFocus(row(page, "hello")));
    await page.keyboard.press("e");
    const lately = page.getByRole("region", { name: "Used lately" });
    await lately.waitFor();
    assertEquals(await lately.getByRole("button").allInnerTexts(), ["🍵"]);
  });

  Deno.test("the arrow keys walk through the emoji, and letters go to the search", async () => {
    await using stage = await RoomStage.open();
    await stage.say("hello");
    const page = await stage.enter("hello");
    await openPicker(page);
    const faces = page.getByRole("region", { name: "Smileys" }).getByRole("button");
    await page.keyboard.press("ArrowDown");
    assert(await hasFocus(faces.first()));
    await page.keyboard.press("ArrowRight");
    assert(await hasFocus(faces.nth(1)));
    await page.keyboard.press("ArrowDown");
    assert(await hasFocus(faces.nth(9)), "the next line, in the same column");
    assertEquals(
      await page.locator(".emoji-name").innerText(),
      `${await faces.nth(9).innerText()} ${await faces.nth(9).getAttribute("aria-label")}`,
    );
    await page.keyboard.press("Tab");
    assert(!await hasFocus(faces.nth(10)), "one stop for the Tab key");
    await faces.nth(9).focus();
    await page.keyboard.type("zebra");
    assertEquals(await page.getByRole("searchbox").inputValue(), "zebra");
    await page.getByRole("button", { name: "zebra" }).waitFor();
    await page.getByRole("searchbox").fill("no such thing");
    await page.getByText("No emoji for “no such thing”").waitFor();
  });

  Deno.test("the picker remembers the skin tone", async () => {
    await using stage = await RoomStage.open();
    await stage.say("hello");
    const page = await stage.enter("hello");
    await openPicker(page);
    await page.getByRole("combobox", { name: "Skin tone" }).selectOption("dark");
    await page.getByRole("dialog").getByRole("button", { name: "People" }).click();
    await page.getByRole("button", { name: "waving hand", exact: true }).click();
    assertEquals((await stage.bob.hear("reacted")).emoji, "👋🏿");
    await page.keyboard.press("e");
    await page.getByRole("combobox", { name: "Skin tone" }).waitFor();
    assertEquals(await page.getByRole("combobox", { name: "Skin tone" }).inputValue(), "dark");
  });

  Deno.test("the picker says that the emoji did not load, and tries again", async () => {
    await using stage = await RoomStage.open();
    await stage.say("hello");
    const page = await stage.enter("hello");
    stage.complaints.expectNetworkFailures();
    await page.route("**/emoji_en.json", (route) => route.abort());
    await walkToNewest(page);
    await page.keyboard.press("e");
    await page.getByText("The emoji did not load.").waitFor();
    assertEquals(await violations(page), []);
    await page.unroute("**/emoji_en.json");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("button", { name: "grinning face", exact: true }).waitFor();
  });

  Deno.test("the emoji fit a phone, large enough for a thumb", async () => {
    await using stage = await RoomStage.open();
    const seq = await stage.say("hello");
    await stage.react(seq, "🎉");
    const page = await stage.enter("hello", phone);
    await page.getByRole("button", { name: "Add a reaction" }).tap();
    const face = page.getByRole("button", { name: "grinning face", exact: true });
    await face.waitFor();
    const { width, height } = (await face.boundingBox())!;
    assert(width >= 44 && height >= 44, `${width} × ${height}`);
    assert(!await hasFocus(page.getByRole("searchbox")), "no keyboard that nobody asked for");
    const hidden = await page.locator(".emoji-picker").evaluate((it) =>
      it.scrollWidth - it.clientWidth
    );
    assertEquals(hidden, 0);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`reactions and the picker are accessible, in ${colorScheme}`, async () => {
      await using stage = await RoomStage.open();
      const seq = await stage.say("hello");
      await stage.react(seq, "🎉");
      const page = await stage.enter("hello", { colorScheme });
      await page.getByRole("button", { name: /🎉/ }).click();
      await page.getByRole("button", { name: /🎉/, pressed: true }).waitFor();
      assertEquals(await violations(page), [], "reactions");
      await openPicker(page);
      assertEquals(await violations(page), [], "picker");
      await page.keyboard.type("tea");
      await page.getByRole("region", { name: "Results" }).waitFor();
      assertEquals(await violations(page), [], "search");
    });
  }
}
