/** Notifications and badges in a real browser, with what they show caught on its way out. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { lacksChromium } from "../../support/chromium.ts";
import { NotifyStage, turn, until } from "./notify_stage.ts";
import type { NotifyStageOptions } from "./notify_stage.ts";
import { message, welcome } from "../timeline/wire_samples.ts";

const permitted: NotifyStageOptions = {
  permissions: ["notifications"],
  push: { key: "AAAA", levels: {} },
};

function icon(page: Page): Promise<string | null> {
  return page.locator('link[rel="icon"][type="image/svg+xml"]').getAttribute("href");
}

/** Waits until a page shows a message: what it would be told of, it has been told of then. */
async function sees(page: Page, seq: number): Promise<void> {
  await page.locator(".log").getByText(`text ${seq}`, { exact: true }).waitFor({
    state: "attached",
  });
}

if (!lacksChromium()) {
  Deno.test("a mention is shown while the page is out of view, and nothing else by itself", async () => {
    await using stage = await NotifyStage.open(permitted);
    const page = await stage.enter([welcome({ seq: 1 }), message(1, { text: "@Ada before" })]);
    await turn(page, "hidden");
    stage.say(message(2), message(3, { from: welcome().you, text: "mine" }));
    stage.say(message(4, { text: "**dear** @Ada" }));
    await until(() => stage.shown.length > 0, "a notification");
    assertEquals(stage.shown, [{ title: "Bob · tea", body: "dear @Ada", tag: "parley:tea" }]);
  });

  Deno.test("nothing is shown while the room is in view", async () => {
    await using stage = await NotifyStage.open(permitted);
    const page = await stage.enter();
    stage.say(message(1, { text: "@Ada" }), message(2));
    await sees(page, 2);
    await turn(page, "hidden");
    stage.say(message(3, { text: "@Ada again" }));
    await until(() => stage.shown.length > 0, "a notification");
    assertEquals(stage.shown.map(({ body }) => body), ["@Ada again"]);
  });

  Deno.test("every message is shown where all are wanted", async () => {
    const push = { key: "AAAA", levels: { tea: "all" } };
    await using stage = await NotifyStage.open({ ...permitted, push });
    const answered = stage.context.waitForEvent("response", (it) => /push/.test(it.url()));
    const page = await stage.enter();
    await answered;
    await turn(page, "hidden");
    stage.say(message(1));
    await until(() => stage.shown.length > 0, "a notification");
    assertEquals(stage.shown[0]!.body, "text 1");
  });

  Deno.test("two tabs show a message once, and not at all while one of them is in view", async () => {
    await using stage = await NotifyStage.open(permitted);
    const [one, other] = [await stage.enter(), await stage.enter()];
    await turn(one, "hidden");
    stage.say(message(1, { text: "@Ada seen" }), message(2));
    await Promise.all([sees(one, 2), sees(other, 2)]);
    await turn(other, "hidden");
    stage.say(message(3, { text: "@Ada unseen" }), message(4));
    await Promise.all([sees(one, 4), sees(other, 4)]);
    await until(() => stage.shown.length > 0, "a notification");
    assertEquals(stage.shown.map(({ body }) => body), ["@Ada unseen"]);
  });

  Deno.test("nothing is shown once notifications are turned off", async () => {
    await using stage = await NotifyStage.open(permitted);
    const page = await stage.enter();
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("switch", { name: "Show notifications" }).uncheck();
    await page.keyboard.press("Escape");
    await turn(page, "hidden");
    stage.say(message(1, { text: "@Ada" }), message(2));
    await sees(page, 2);
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("switch", { name: "Show notifications" }).check();
    stage.say(message(3, { text: "@Ada now" }));
    await until(() => stage.shown.length > 0, "a notification");
    assertEquals(stage.shown.map(({ body }) => body), ["@Ada now"]);
  });

  Deno.test("a click on a notification leads to its message", async () => {
    await using stage = await NotifyStage.open(permitted);
    const page = await stage.enter();
    await turn(page, "hidden");
    stage.say(message(1, { text: "@Ada" }));
    await until(() => stage.shown.length > 0, "a notification");
    const [worker] = stage.context.serviceWorkers();
    await worker!.evaluate(async () => {
      // deno-lint-ignore no-explicit-any
      const scope = globalThis as any;
      const [notification] = await scope.registration.getNotifications();
      scope.dispatchEvent(new scope.NotificationEvent("notificationclick", { notification }));
    });
    await page.locator('[data-pointed-out="true"]').getByText("@Ada").waitFor();
    const left = "navigator.serviceWorker.ready.then((it) => it.getNotifications())" +
      ".then((list) => list.length)";
    assertEquals(await page.evaluate(left), 0);
  });

  Deno.test("notifications are shown, clicked on and taken away without a worker too", async () => {
    await using stage = await NotifyStage.open({ ...permitted, serviceWorkers: "block" });
    stage.complaints.expectNetworkFailures();
    const page = await stage.enter();
    await turn(page, "hidden");
    stage.say(message(1, { text: "@Ada" }));
    await until(() => stage.shown.length > 0, "a notification");
    await page.evaluate("Notification.newest.onclick()");
    await page.locator('[data-pointed-out="true"]').getByText("@Ada").waitFor();
    await until(() => stage.closed.includes("parley:tea"), "its end");
  });

  Deno.test("a notification goes once its room has been read", async () => {
    await using stage = await NotifyStage.open(permitted);
    const page = await stage.enter();
    await turn(page, "hidden");
    stage.say(message(1, { text: "@Ada" }));
    await until(() => stage.shown.length > 0, "a notification");
    assertEquals(stage.closed, []);
    await turn(page, "visible");
    await until(() => stage.closed.length > 0, "its end");
    assertEquals(stage.closed, ["parley:tea"]);
  });

  Deno.test("title and icon say how much there is to read, until it is read", async () => {
    await using stage = await NotifyStage.open();
    const page = await stage.enter();
    const plain = await icon(page);
    assertStringIncludes(plain!, "/static/icon.");
    await turn(page, "hidden");
    stage.say(message(1), message(2), message(3));
    await until(async () => await page.title() === "(3) tea · Parley", "the title");
    await until(async () => decodeURIComponent(await icon(page) ?? "").includes(">3<"), "the icon");
    assert(/^data:image\/svg\+xml,/.test((await icon(page))!));
    await turn(page, "visible");
    await until(async () => await page.title() === "tea · Parley", "the title");
    assertEquals(await icon(page), plain);
  });
}
