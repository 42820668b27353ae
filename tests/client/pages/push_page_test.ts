/**
 * Pushes in a real browser with the real worker. Only the push service of the browser's maker is
 * played: it is out of reach of a test.
 */
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { lacksChromium } from "../../support/chromium.ts";
import { noteTag } from "../../../client/notifications/note.ts";
import type { Told } from "../../../client/notifications/note.ts";
import { NotifyStage, turn, until } from "./notify_stage.ts";
import { message } from "../timeline/wire_samples.ts";

const permitted = { permissions: ["notifications"], push: { key: "AAAA", levels: {} } };

function told(seq: number, text: string, room = "tea") {
  return { room, seq, at: seq * 1_000, from: "Bob", text, isMention: true };
}

/** What the desktop shows of a room. */
function notesOf(page: Page, room: string): Promise<string[]> {
  return page.evaluate(async (tag) => {
    // deno-lint-ignore no-explicit-any
    const worker = await (navigator as any).serviceWorker.ready;
    // deno-lint-ignore no-explicit-any
    return (await worker.getNotifications({ tag })).map(({ body }: any) => body);
  }, noteTag(room));
}

/** Pushes something; until the worker is done with it, for it takes pushes one after the other. */
async function pushAndWait(stage: NotifyStage, page: Page, push: Told): Promise<void> {
  await stage.push(page, push);
  const last = `after ${push.text}`;
  // A newer one each time, for one that is known already would not be shown.
  await stage.push(page, told(Date.now(), last, "elsewhere"));
  await until(async () => (await notesOf(page, "elsewhere"))[0] === last, "the push after it");
}

/** Has a service answer to whoever subscribes, as long as the browser is open. */
async function playService(stage: NotifyStage): Promise<void> {
  await stage.context.addInitScript(() => {
    // deno-lint-ignore no-explicit-any
    const { PushManager, localStorage } = globalThis as any;
    const subscription = () => ({
      endpoint: "https://push.example/1",
      options: { applicationServerKey: new Uint8Array(3).buffer },
      toJSON: () => ({ endpoint: "https://push.example/1", keys: { p256dh: "p", auth: "a" } }),
      unsubscribe: () => Promise.resolve(localStorage.removeItem("played")),
    });
    PushManager.prototype.getSubscription = () =>
      Promise.resolve(localStorage.getItem("played") === null ? null : subscription());
    PushManager.prototype.subscribe = () => {
      localStorage.setItem("played", "yes");
      return Promise.resolve(subscription());
    };
  });
}

async function pushSwitch(page: Page) {
  await page.getByRole("button", { name: "Settings" }).click();
  const found = page.getByRole("switch", { name: "Also when Parley is closed" });
  await found.waitFor();
  return found;
}

const put = 'PUT /api/push/subscription {"endpoint":"https://push.example/1",' +
  '"keys":{"p256dh":"p","auth":"a"}}';

if (!lacksChromium()) {
  Deno.test("one switch turns pushes on, for the visits to come as well, and off", async () => {
    await using stage = await NotifyStage.open(permitted);
    await playService(stage);
    const page = await stage.enter();
    await (await pushSwitch(page)).check();
    await until(() => stage.asked.length === 1, "the subscription");
    await page.reload();
    await until(() => stage.asked.length === 2, "the subscription of the next visit");
    await (await pushSwitch(page)).uncheck();
    await until(() => stage.asked.length === 3, "its end");
    assertEquals(stage.asked, [
      put,
      put,
      'DELETE /api/push/subscription {"endpoint":"https://push.example/1"}',
    ]);
  });

  Deno.test("the switch says when the browser or its service refuses", async () => {
    await using stage = await NotifyStage.open(permitted);
    const page = await stage.enter();
    await page.evaluate(() => {
      // deno-lint-ignore no-explicit-any
      (globalThis as any).PushManager.prototype.subscribe = () => Promise.reject(new Error());
    });
    const found = await pushSwitch(page);
    await found.click();
    await page.getByRole("alert").getByText("That did not work").waitFor();
    assertEquals([await found.isChecked(), stage.asked], [false, []]);
  });

  Deno.test("a push is not shown while its room is in view, and one that a page has shown is not shown again", async () => {
    await using stage = await NotifyStage.open(permitted);
    const page = await stage.enter();
    await pushAndWait(stage, page, told(1, "seen"));
    await turn(page, "hidden");
    stage.say(message(1, { text: "@Ada" }));
    await until(() => stage.shown.length > 0, "a notification");
    await pushAndWait(stage, page, told(1, "the same, by push"));
    assertEquals(await notesOf(page, "tea"), ["@Ada"]);
    await pushAndWait(stage, page, told(2, "newer"));
    assertEquals(await notesOf(page, "tea"), ["newer"]);
  });
}
