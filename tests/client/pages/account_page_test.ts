/** Signing in, one's account and administration, in a real browser, with a real provider. */
import { assertEquals } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { violations } from "../../support/axe.ts";
import { lacksChromium, launchChromium, patienceMs } from "../../support/chromium.ts";
import { SignInStage } from "../../support/sign_in_stage.ts";

/** A browser profile of its own in which somebody signed in from the start page. */
async function signIn(stage: SignInStage, browser: Browser, account: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: stage.origin });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  await page.goto("/");
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByPlaceholder("Enter any login").fill(account);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(`${stage.origin}/`);
  return page;
}

/** Goes into a room. */
async function enter(page: Page, room: string): Promise<void> {
  await page.goto(`/chat?room=${room}`);
  await page.locator('[role="log"][aria-busy="false"]').waitFor();
}

if (!lacksChromium()) {
  Deno.test("who signs in gives no name, sees where they are signed in, and ends that", async () => {
    await using stage = await SignInStage.open();
    await using browser = await launchChromium();
    const [here, there] = [
      await signIn(stage, browser, "ada"),
      await signIn(stage, browser, "ada"),
    ];
    assertEquals(await here.getByRole("textbox").count(), 1);
    await enter(there, "tea");
    await here.getByRole("link", { name: "Ada Lovelace" }).click();
    await here.getByText("this browser").waitFor();
    await here.getByRole("button", { name: "Sign out", exact: true }).click();
    await there.getByRole("alert").getByText("Your session has ended").waitFor();
    assertEquals(await here.getByRole("button", { name: "Sign out", exact: true }).count(), 0);
    await here.getByRole("button", { name: "Sign out here" }).click();
    // On to the provider, which asks whether it shall do so too.
    await here.getByRole("heading", { name: "Do you want to sign-out" }).waitFor();
    await here.goto("/");
    await here.getByRole("link", { name: "Sign in" }).waitFor();
  });

  Deno.test("a guest with a user's name is marked as a guest, and only they", async () => {
    await using stage = await SignInStage.open();
    await using browser = await launchChromium();
    const ada = await signIn(stage, browser, "ada");
    await enter(ada, "tea");
    await using guest = await stage.server.join({ room: "tea", name: "Ada Lovelace" });
    guest.send({ type: "say", text: "send me your password" });
    const row = ada.locator(".message", { hasText: "send me your password" });
    await row.locator(".badge").getByText("guest").waitFor();
    await ada.getByRole("textbox").fill("who are you?");
    await ada.keyboard.press("Enter");
    const own = ada.locator(".message", { hasText: "who are you?" });
    await own.waitFor();
    assertEquals(await own.locator(".badge").count(), 0);
    assertEquals(await ada.locator(".people-list .badge:visible").allInnerTexts(), ["guest"]);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`the pages of account and administration are accessible, ${colorScheme}`, async () => {
      await using stage = await SignInStage.open();
      await using browser = await launchChromium();
      const page = await signIn(stage, browser, "ada");
      await page.emulateMedia({ colorScheme });
      await signIn(stage, browser, "ada");
      await enter(page, "tea");
      for (const path of ["/", "/account", ...views.map((view) => `/admin?view=${view}`)]) {
        await page.goto(path);
        assertEquals(await violations(page), [], path);
        await page.setViewportSize({ width: 360, height: 740 });
        const width = await page.evaluate("document.documentElement.scrollWidth");
        assertEquals(width, 360, path);
        await page.setViewportSize({ width: 1_280, height: 800 });
      }
    });
  }
}

const views = ["users", "rooms", "sessions", "audit"];
