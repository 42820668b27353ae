/** What one can do with a message, in a real browser and with a real server. */
import { assert, assertEquals } from "@std/assert";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { hasFocus, phone, press, RoomStage, row, walkToNewest, write } from "./room_stage.ts";

if (!lacksChromium()) {
  Deno.test("the toolbar comes to the row under the pointer, and nothing moves", async () => {
    await using stage = await RoomStage.open();
    await stage.say("first");
    await stage.say("second");
    const page = await stage.enter("second");
    const tops = () =>
      page.locator(".message").evaluateAll((rows) =>
        rows.map((row) => [row.getBoundingClientRect().top, row.getBoundingClientRect().height])
      );
    const before = await tops();
    assertEquals(await page.getByRole("toolbar").count(), 0);
    for (const text of ["first", "second"]) {
      await row(page, text).hover();
      await row(page, text).getByRole("toolbar", { name: /message of Bob/ }).waitFor();
      assertEquals(await page.getByRole("toolbar").count(), 1);
      assertEquals(await tops(), before);
    }
    await page.getByRole("textbox").hover();
    await page.getByRole("toolbar").waitFor({ state: "detached" });
  });

  Deno.test("a row that moves under a pointer at rest does not get the toolbar", async () => {
    await using stage = await RoomStage.open();
    for (let n = 1; n <= 40; n++) await stage.say(`text ${n}`);
    const page = await stage.enter("text 40");
    await row(page, "text 40").hover();
    await row(page, "text 40").getByRole("toolbar").waitFor();
    for (let n = 41; n <= 44; n++) await stage.say(`text ${n}`);
    await row(page, "text 44").waitFor();
    assertEquals(await row(page, "text 40").getByRole("toolbar").count(), 1);
  });

  Deno.test("the toolbar reacts, and takes it back", async () => {
    await using stage = await RoomStage.open();
    const seq = await stage.say("hello");
    const page = await stage.enter("hello");
    await row(page, "hello").hover();
    await page.getByRole("button", { name: "React with 👍" }).click();
    const { emoji, on, target } = await stage.bob.hear("reacted");
    assertEquals({ emoji, on, target }, { emoji: "👍", on: true, target: seq });
    await page.getByRole("button", { name: "👍 1: You", pressed: true }).waitFor();
    await row(page, "hello").hover();
    await page.getByRole("button", { name: "React with 👍" }).click();
    assertEquals((await stage.bob.hear("reacted")).on, false);
  });

  Deno.test("who reads a message by keyboard stays at it when it is changed or deleted", async () => {
    await using stage = await RoomStage.open();
    const target = await stage.say("see https://example.org/a");
    const page = await stage.enter();
    const link = page.getByRole("link", { name: "https://example.org/a" });
    await link.focus();
    stage.bob.send({ type: "edit", target, text: "see nothing" });
    await row(page, "see nothing").waitFor();
    assert(await hasFocus(page.locator(`.message[data-seq="${target}"]`)));
  });

  Deno.test("the menu of a message closes when that is deleted, and the focus stays there", async () => {
    await using stage = await RoomStage.open();
    const target = await stage.say("hello");
    const page = await stage.enter("hello");
    await walkToNewest(page);
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: "More" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    stage.bob.send({ type: "delete", target });
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert(await hasFocus(page.locator(`.message[data-seq="${target}"]`)));
  });

  Deno.test("Reply takes the focus to the box to write in", async () => {
    await using stage = await RoomStage.open();
    await stage.say("hello");
    const page = await stage.enter("hello");
    await walkToNewest(page);
    await page.keyboard.press("r");
    assert(await hasFocus(page.getByRole("textbox")));
    assertEquals(await page.getByRole("textbox").inputValue(), "");
  });

  Deno.test("the arrow keys go from row to row, and the Tab key from a row to its tools", async () => {
    await using stage = await RoomStage.open();
    for (let n = 1; n <= 40; n++) await stage.say(`text ${n}`);
    const page = await stage.enter("text 40");
    await walkToNewest(page);
    assert(await hasFocus(row(page, "text 40")));
    // Over the edge of a chunk, too.
    for (let n = 39; n >= 28; n--) {
      await page.keyboard.press("ArrowUp");
      assert(await hasFocus(row(page, `text ${n}`)), `text ${n}`);
    }
    await page.keyboard.press("ArrowDown");
    const tools = row(page, "text 29").getByRole("toolbar").getByRole("button");
    await page.keyboard.press("Tab");
    assert(await hasFocus(tools.first()));
    await page.keyboard.press("ArrowRight");
    assert(await hasFocus(tools.nth(1)));
    await page.keyboard.press("End");
    assert(await hasFocus(page.getByRole("button", { name: "More" })));
    await page.keyboard.press("Tab");
    await page.getByRole("toolbar").waitFor({ state: "detached" });
    assert(await hasFocus(page.getByRole("textbox")), "rows are no stops of their own");
  });

  Deno.test("the keys of a row edit one's own message, and nobody else's", async () => {
    await using stage = await RoomStage.open();
    await stage.say("theirs");
    const page = await stage.enter("theirs");
    await write(page, "mine");
    await walkToNewest(page);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Delete");
    assertEquals(await page.getByRole("textbox").inputValue(), "");
    assertEquals(await page.getByRole("dialog").count(), 0);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assertEquals(await page.getByRole("textbox").inputValue(), "mine");
    assert(await hasFocus(page.getByRole("textbox")));
  });

  Deno.test("a message is deleted once one is sure, and the focus stays on its row", async () => {
    await using stage = await RoomStage.open();
    const page = await stage.enter();
    await write(page, "mine");
    const mine = page.locator('[data-seq="1"]');
    await walkToNewest(page);
    await page.keyboard.press("Delete");
    const dialog = page.getByRole("dialog", { name: "Delete this message?" });
    assert((await dialog.innerText()).includes("mine"));
    assert(await hasFocus(dialog.getByRole("button", { name: "Keep it" })));
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    assert(await hasFocus(mine), "kept");
    await page.keyboard.press("Delete");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("This message was deleted.").waitFor();
    assert(await hasFocus(mine), "deleted");
    assertEquals(await page.getByRole("toolbar").count(), 0);
  });

  Deno.test("who owns the room may delete what others say, a member may not", async () => {
    await using stage = await RoomStage.open({ isBobFirst: false });
    const page = await stage.enter();
    await stage.letBobIn();
    await stage.say("by Bob");
    const remove = page.getByRole("dialog").getByRole("button", { name: "Delete" });
    await row(page, "by Bob").hover();
    await page.getByRole("button", { name: "More" }).click();
    await remove.click();
    await remove.click();
    await stage.bob.hear("deleted");
    await stage.bob.close();

    await using other = await RoomStage.open();
    await other.say("by the owner");
    const guest = await other.enter("by the owner");
    await row(guest, "by the owner").hover();
    await guest.getByRole("button", { name: "More" }).click();
    const names = await guest.locator(".choices button").allInnerTexts();
    assertEquals(names.map((name) => name.replaceAll(/[\u2066-\u2069]/g, "")), [
      "Reply",
      "Copy text",
      "Copy link",
      "Write to Bob privately",
    ]);
  });

  Deno.test("the menu copies the text as it was written, and a link to the message", async () => {
    await using stage = await RoomStage.open();
    const seq = await stage.say("**hello**");
    const page = await stage.enter("hello", { permissions: ["clipboard-read"] });
    const copied = () => page.evaluate("navigator.clipboard.readText()");
    for (
      const [name, text] of [
        ["Copy text", "**hello**"],
        ["Copy link", `${stage.origin}/chat?room=tea#m${seq}`],
      ] as const
    ) {
      await row(page, "hello").hover();
      await page.getByRole("button", { name: "More" }).click();
      await page.locator(".choices").getByRole("button", { name }).click();
      await page.getByRole("dialog").getByText("Copied").waitFor();
      assertEquals(await copied(), text);
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
  });

  Deno.test("the menu is worked by keyboard, and Escape gives the focus back", async () => {
    await using stage = await RoomStage.open();
    await stage.say("hello");
    const page = await stage.enter("hello");
    await walkToNewest(page);
    await page.keyboard.press("Tab");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    const menu = page.getByRole("dialog", { name: /message of Bob/ });
    await menu.waitFor();
    assert((await menu.innerText()).includes(String(new Date().getFullYear())), "the exact time");
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "detached" });
    assert(await hasFocus(page.getByRole("button", { name: "More" })));
  });

  Deno.test("a long touch opens the menu at the lower edge, large enough for a thumb", async () => {
    await using stage = await RoomStage.open();
    await stage.say("hello");
    const page = await stage.enter("hello", phone);
    await press(page, row(page, "hello"));
    const menu = page.getByRole("dialog", { name: /message of Bob/ });
    await menu.waitFor();
    for (const button of await menu.getByRole("button").all()) {
      const { width, height } = (await button.boundingBox())!;
      assert(width >= 44 && height >= 44, `${await button.innerText()} ${width} × ${height}`);
    }
    const { y, height } = (await menu.boundingBox())!;
    assertEquals(Math.round(y + height), phone.viewport.height);
    await page.getByRole("button", { name: "React with ❤️" }).tap();
    assertEquals((await stage.bob.hear("reacted")).emoji, "❤️");
  });

  Deno.test("a tap shows the tools, and a tap elsewhere takes them away", async () => {
    await using stage = await RoomStage.open();
    await stage.say("hello");
    const page = await stage.enter("hello", phone);
    await row(page, "hello").tap();
    const more = page.getByRole("button", { name: "More" });
    const { width, height } = (await more.boundingBox())!;
    assert(width >= 44 && height >= 44, `${width} × ${height}`);
    await page.getByRole("log").tap({ position: { x: 180, y: 40 } });
    await more.waitFor({ state: "detached" });
    await row(page, "hello").tap();
    await more.tap();
    await page.getByRole("dialog").waitFor();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`toolbar, menu and confirmation are accessible, in ${colorScheme}`, async () => {
      await using stage = await RoomStage.open();
      const page = await stage.enter(undefined, { colorScheme });
      await write(page, "mine");
      await row(page, "mine").hover();
      await page.getByRole("toolbar").waitFor();
      assertEquals(await violations(page), [], "toolbar");
      await page.getByRole("button", { name: "More" }).click();
      assertEquals(await violations(page), [], "menu");
      await page.locator(".choices").getByRole("button", { name: "Delete" }).click();
      await page.getByRole("dialog", { name: "Delete this message?" }).waitFor();
      assertEquals(await violations(page), [], "confirmation");
    });
  }
}
