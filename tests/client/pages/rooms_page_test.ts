/** One page with many rooms, in a real browser and with a real server. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { focused, joined, link, phone, RoomsStage, shows } from "./rooms_stage.ts";

if (!lacksChromium()) {
  Deno.test("a click on a room switches in place, and the way back leads back", async () => {
    await using stage = await RoomsStage.open();
    await stage.say("design", "about colours");
    await stage.say("tea", "about cups");
    const page = await stage.enter(["design", "tea"]);
    const loads = stage.loads.length;
    await link(page, "design").click();
    await shows(page, "design");
    await page.getByRole("log").getByText("about colours").waitFor();
    assertEquals(await page.getByRole("log").getByText("about cups").count(), 0);
    assertMatch(await page.title(), /design/);
    await focused(page, page.getByRole("textbox", { name: "Message to design" }));
    assertEquals(await link(page, "design").getAttribute("aria-current"), "page");
    await page.goBack();
    await shows(page, "tea");
    await page.getByRole("log").getByText("about cups").waitFor();
    await page.goForward();
    await shows(page, "design");
    assertEquals(stage.loads.length, loads, "no page was loaded");
  });

  Deno.test("what is written in one room stays there", async () => {
    await using stage = await RoomsStage.open();
    const page = await stage.enter(["design", "tea"]);
    await page.getByRole("textbox").fill("for tea");
    await link(page, "design").click();
    await shows(page, "design");
    assertEquals(await page.getByRole("textbox").inputValue(), "");
    await page.getByRole("textbox").fill("for design");
    await page.keyboard.press("Alt+ArrowDown");
    await shows(page, "tea");
    assertEquals(await page.getByRole("textbox").inputValue(), "for tea");
    await page.keyboard.press("Alt+ArrowUp");
    await shows(page, "design");
    assertEquals(await page.getByRole("textbox").inputValue(), "for design");
  });

  Deno.test("a room is found as one left it, at the message that one was reading", async () => {
    await using stage = await RoomsStage.open();
    await stage.chatter("tea", 90);
    const page = await stage.enter(["design", "tea"]);
    const log = page.getByRole("log");
    const row = log.getByText("chatter 60", { exact: true });
    await row.evaluate((it) => it.scrollIntoView({ block: "start" }));
    const before = (await row.boundingBox())!.y;
    await page.waitForTimeout(500);
    await link(page, "design").click();
    await shows(page, "design");
    await link(page, "tea").click();
    await row.waitFor();
    await page.waitForTimeout(500);
    const after = (await row.boundingBox())!.y;
    assert(Math.abs(after - before) <= 2, `from ${before} to ${after}`);
  });

  Deno.test("what others say elsewhere is counted on the list, and no more once it is read", async () => {
    await using stage = await RoomsStage.open();
    await stage.say("design", "before");
    const page = await stage.enter(["design", "tea"]);
    await stage.say("design", "one");
    await stage.say("design", "two");
    await link(page, "design 2 unread").waitFor();
    await stage.say("design", "@Ada, three");
    await link(page, "design 1 mention, 3 unread").waitFor();
    assertEquals(await violations(page), []);
    await link(page, "design").click();
    await shows(page, "design");
    await page.locator(".room-link .unread-badge").waitFor({ state: "detached" });
    await stage.say("tea", "four");
    await link(page, "tea 1 unread").waitFor();
  });

  Deno.test("where one was reads what came meanwhile after a reload", async () => {
    await using stage = await RoomsStage.open();
    const page = await stage.enter(["design", "tea"]);
    await page.goto("/chat?room=tea");
    await joined(page);
    await link(page, "design").waitFor();
    assertEquals(await page.locator(".room-link").count(), 2);
  });

  Deno.test("a link to a room in a message is followed in place, and to a message too", async () => {
    await using stage = await RoomsStage.open();
    const seq = await stage.say("design", "the colours");
    const page = await stage.enter(["design", "tea"]);
    const loads = stage.loads.length;
    const { origin } = new URL(page.url());
    await stage.say("tea", `see ${origin}/chat?room=design#m${seq}`);
    await page.getByRole("log").getByRole("link").click();
    await shows(page, "design");
    await page.locator('.message[data-pointed-out="true"]').getByText("the colours").waitFor();
    await focused(page, page.locator('.message[data-pointed-out="true"]'));
    assertEquals(stage.loads.length, loads);
    assertEquals(page.context().pages().length, 1);
  });

  Deno.test("an address with a message leads to it", async () => {
    await using stage = await RoomsStage.open();
    const seq = await stage.say("tea", "the kettle");
    await stage.chatter("tea", 40);
    const page = await stage.enter(["tea"]);
    await page.goto(`/chat?room=tea#m${seq}`);
    await page.locator('.message[data-pointed-out="true"]').getByText("the kettle").waitFor();
    await page.locator("[data-pointed-out]").waitFor({ state: "detached" });
    await page.evaluate(`location.hash = "m${seq + 1}"`);
    await page.locator('.message[data-pointed-out="true"]').getByText("chatter 1").waitFor();
  });

  Deno.test("a link to a room that nobody knows is the server's to answer", async () => {
    await using stage = await RoomsStage.open();
    const page = await stage.enter(["tea"]);
    await stage.say("tea", `see ${new URL(page.url()).origin}/chat?room=nowhere`);
    const loads = stage.loads.length;
    await page.getByRole("log").getByRole("link").click();
    await shows(page, "nowhere");
    await joined(page);
    assertEquals(stage.loads.slice(loads), ["/chat?room=nowhere"]);
  });

  Deno.test("a click with Ctrl opens another tab, as everywhere", async () => {
    await using stage = await RoomsStage.open();
    const page = await stage.enter(["design", "tea"]);
    const opened = page.context().waitForEvent("page");
    await link(page, "design").click({ modifiers: ["Control"] });
    await (await opened).waitForURL("**/chat?room=design");
    await shows(page, "tea");
  });

  Deno.test("a room is left, and the page goes on to another", async () => {
    await using stage = await RoomsStage.open();
    await stage.say("tea", "hello");
    const page = await stage.enter(["design", "tea"]);
    await page.getByRole("button", { name: "Leave this room" }).click();
    await shows(page, "design");
    await link(page, "tea").waitFor({ state: "detached" });
    await page.reload();
    await joined(page);
    await link(page, "design").waitFor();
    assertEquals(await page.locator(".room-link").count(), 1);
    await page.getByRole("button", { name: "Leave this room" }).click();
    await page.waitForURL(/\/$/);
  });

  Deno.test("the column of rooms stays hidden for who has hidden it, from the first paint on", async () => {
    await using stage = await RoomsStage.open();
    const page = await stage.enter(["design", "tea"]);
    await page.getByRole("button", { name: "Hide your rooms" }).press("Enter");
    const menu = page.getByRole("button", { name: /^Show your rooms/ });
    await focused(page, menu);
    assertEquals(await link(page, "tea").count(), 0);
    await page.route("**/*.js", (route) => route.abort());
    stage.complaints.expectNetworkFailures();
    await page.reload();
    assertEquals(await page.locator(".sidebar").isVisible(), false);
    await page.unroute("**/*.js");
    await page.reload();
    await joined(page);
    await menu.press("Enter");
    await focused(page, page.getByRole("button", { name: "Hide your rooms" }));
    await link(page, "tea").waitFor();
  });

  Deno.test("nothing of the frame moves when the script takes over", async () => {
    await using stage = await RoomsStage.open();
    const page = await stage.enter(["a-room", "tea"]);
    const parts = [
      ".sidebar",
      ".sidebar .home",
      ".header",
      "h1",
      ".room",
      ".side-panel",
      ".composer",
    ];
    const places = async () =>
      await Promise.all(parts.map(async (part) => {
        const box = await page.locator(part).count() === 0
          ? null
          : await page.locator(part).boundingBox();
        return `${part} ${box && [box.x, box.y, box.width, box.height].map(Math.round)}`;
      }));
    for (const width of [1280, 900, 360]) {
      await page.setViewportSize({ width, height: 740 });
      await page.reload();
      await joined(page);
      const after = await places();
      stage.complaints.expectNetworkFailures();
      await page.route("**/*.js", (route) => route.abort());
      await page.reload();
      assertEquals(await places(), after, `${width}`);
      await page.unroute("**/*.js");
    }
  });

  Deno.test("on a phone the rooms are in a drawer, which returns the focus", async () => {
    await using stage = await RoomsStage.open();
    await stage.say("design", "before");
    const page = await stage.enter(["design", "tea"], phone);
    await stage.say("design", "news");
    const menu = page.getByRole("button", { name: "Show your rooms, 1 unread" });
    await menu.press("Enter");
    const drawer = page.getByRole("dialog", { name: "Your rooms" });
    await drawer.waitFor();
    assert(await drawer.evaluate((it) => it.contains(it.ownerDocument.activeElement)));
    assertEquals(await violations(page), []);
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "detached" });
    await focused(page, menu);
    await menu.click();
    await link(page, "design").click();
    await drawer.waitFor({ state: "detached" });
    await shows(page, "design");
    await focused(page, page.getByRole("heading", { level: 1 }));
    await page.getByRole("status").getByText("Room design").waitFor({ state: "attached" });
  });

  Deno.test("an open drawer makes way for the column when a phone is turned", async () => {
    await using stage = await RoomsStage.open();
    const page = await stage.enter(["design", "tea"], { viewport: { width: 600, height: 900 } });
    await page.getByRole("button", { name: /^Show your rooms/ }).click();
    await page.getByRole("dialog").waitFor();
    await page.setViewportSize({ width: 900, height: 600 });
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await link(page, "design").click();
    await shows(page, "design");
  });

  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`axe finds nothing to mend in the frame of the page, ${colorScheme}`, async () => {
      await using stage = await RoomsStage.open();
      await stage.say("design", "before");
      const page = await stage.enter(["design", "x".repeat(64), "tea"], { colorScheme });
      await stage.say("design", "@Ada");
      await stage.say("x".repeat(64), "news");
      await link(page, "design 1 mention").waitFor();
      assertEquals(await violations(page), [], "wide");
      await page.getByRole("button", { name: "Hide your rooms" }).click();
      await page.getByRole("button", { name: "Close the details" }).click();
      assertEquals(await violations(page), [], "without columns");
      await page.setViewportSize(phone.viewport);
      assertEquals(await violations(page), [], "narrow");
      const width = await page.evaluate("document.documentElement.scrollWidth");
      assertEquals(width, phone.viewport.width);
    });
  }
}
