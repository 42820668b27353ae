/** What the service worker does with a push, in a real browser. */
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { lacksChromium, launchChromium } from "../support/chromium.ts";
import { TestServer } from "../support/server.ts";

const pushed = {
  room: "tea",
  seq: 7,
  at: 1_795_000_000_000,
  from: "Bob",
  text: "hi",
  isMention: true,
};

/** Hands a push to the worker of a page, as the browser's push service would. */
async function deliver(page: Page, data: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      if (registrations[0]) resolve(registrations[0].registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  const { origin } = new URL(page.url());
  const registrationId = await registered;
  await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data });
  await session.detach();
}

/** The notifications that are shown, as soon as there is one. */
async function shown(page: Page): Promise<{ title: string; body: string }[]> {
  for (let looks = 0; looks < 100; looks++) {
    const notes: { title: string; body: string }[] = await page.evaluate(async () => {
      // deno-lint-ignore no-explicit-any
      const registration = await (navigator as any).serviceWorker.ready;
      const notes = await registration.getNotifications();
      // deno-lint-ignore no-explicit-any
      return notes.map(({ title, body }: any) => ({ title, body }));
    });
    if (notes.length > 0) return notes;
    await page.waitForTimeout(50);
  }
  return [];
}

if (!lacksChromium()) {
  Deno.test("the service worker shows what is pushed", async () => {
    await using server = await TestServer.open();
    const browser = await launchChromium();
    const context = await browser.newContext({ baseURL: server.origin });
    await context.grantPermissions(["notifications"]);
    const page = await context.newPage();
    await page.goto("/");
    // deno-lint-ignore no-explicit-any
    await page.evaluate(async () => void await (navigator as any).serviceWorker.ready);
    await deliver(page, JSON.stringify(pushed));
    assertEquals(await shown(page), [{ title: "Bob · tea", body: "hi" }]);
    await browser.close();
  });
}
