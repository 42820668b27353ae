/** Bots, hooks and webhooks in a room's details, in a real browser and with a real server. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import type { Poster } from "../../../lib/outside/poster.ts";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { focused, joined, phone, RoomsStage } from "./rooms_stage.ts";

const name = "Bots and webhooks";

/** Whoever is told something answers so. */
function answering(status: number): Poster {
  return { post: () => Promise.resolve({ status }), close: () => Promise.resolve() };
}

/** Opens the dialog. */
async function open(page: Page): Promise<Locator> {
  await page.getByRole("button", { name, exact: true }).click();
  const dialog = page.getByRole("dialog", { name, exact: true });
  await dialog.waitFor();
  return dialog;
}

/** Fills in a form of the dialog and sends it; gives the secret that is shown. */
async function make(dialog: Locator, what: {
  field: string;
  value: string;
  button: string;
  made: string;
  secret: string;
}): Promise<string> {
  await dialog.getByLabel(what.field).fill(what.value);
  await dialog.getByRole("button", { name: what.button }).click();
  await focused(dialog.page(), dialog.getByRole("heading", { name: what.made }));
  return await dialog.getByLabel(what.secret).inputValue();
}

const bot = {
  field: "Name of the bot",
  value: "Clock",
  button: "Make a bot",
  made: "The bot is made",
  secret: "Its token",
};
const hook = {
  field: "Name of the hook",
  value: "Builds",
  button: "Make a hook",
  made: "The hook is made",
  secret: "Its URL",
};
const webhook = {
  field: "Its address",
  value: "https://example.org/told",
  button: "Add the webhook",
  made: "The webhook is added",
  secret: "Its secret",
};

/** Removes something, after being asked. */
async function remove(dialog: Locator, what: string): Promise<void> {
  await dialog.getByRole("button", { name: `Remove ${what}` }).click();
  const asking = dialog.page().locator(".confirm-dialog");
  await focused(dialog.page(), asking.getByRole("button", { name: "Cancel" }));
  await asking.getByRole("button", { name: "Remove", exact: true }).click();
  await dialog.getByRole("status").getByText(`${what} is removed`).waitFor({ state: "attached" });
}

/** Posts JSON as a program does, which has no cookie; gives the status. */
async function post(url: string, body: object, token?: string): Promise<number> {
  const headers = {
    "content-type": "application/json",
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  await answer.body?.cancel();
  return answer.status;
}

if (!lacksChromium()) {
  Deno.test("a bot that is made speaks with its token, until it is removed", async () => {
    await using stage = await RoomsStage.open();
    const permissions = ["clipboard-read", "clipboard-write"];
    const olga = await stage.enterAs("Olga", "tea", { permissions });
    const dialog = await open(olga);
    await dialog.getByText("No bot was made yet.").waitFor();
    await focused(olga, dialog.getByRole("button", { name: "Close" }));
    const token = await make(dialog, bot);
    assertMatch(token, /^parley_[\w-]{43}$/);
    await dialog.getByText("Authorization: Bearer").waitFor();
    await dialog.getByRole("button", { name: "Copy token" }).click();
    await dialog.getByRole("button", { name: "Copied" }).waitFor();
    assertEquals(await olga.evaluate("navigator.clipboard.readText()"), token);
    await dialog.getByText(/^Member · since/).waitFor();
    await dialog.getByRole("button", { name: "Make another" }).click();
    await focused(olga, dialog.getByLabel(bot.field));
    assertEquals(await dialog.getByLabel(bot.secret).count(), 0);
    const messages = `${stage.origin}/api/rooms/tea/messages`;
    assertEquals(await post(messages, { text: "It is four." }, token), 201);
    await remove(dialog, "Clock");
    await dialog.getByText("No bot was made yet.").waitFor();
    await focused(olga, dialog.getByRole("group", { name: "Bots", exact: true }));
    assertEquals(await post(messages, { text: "It is five." }, token), 401);
    await olga.keyboard.press("Escape");
    await focused(olga, olga.getByRole("button", { name }));
    await olga.getByRole("log").getByText("It is four.").waitFor();
  });

  Deno.test("a bot gets the role that is chosen for it", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea");
    const dialog = await open(olga);
    await dialog.getByLabel("Its role").selectOption({ label: "Reader" });
    const token = await make(dialog, bot);
    await dialog.getByText(/^Reader · since/).waitFor();
    const messages = `${stage.origin}/api/rooms/tea/messages`;
    assertEquals(await post(messages, { text: "It is four." }, token), 403);
  });

  Deno.test("what is posted to a hook's URL is said by a bot, until it is removed", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea");
    const dialog = await open(olga);
    const url = await make(dialog, hook);
    assert(url.startsWith(`${stage.origin}/hooks/parley_`), url);
    await dialog.getByText('POST {"text":"…"}').waitFor();
    assertEquals(await post(url, { text: "The build is *green*" }), 200);
    const said = olga.locator(".message").filter({ hasText: "The build is green" });
    await said.getByText("Builds").waitFor({ state: "attached" });
    await said.getByText("bot", { exact: true }).waitFor({ state: "attached" });
    await remove(dialog, "Builds");
    await dialog.getByText("No hook was made yet.").waitFor();
    assertEquals(await post(url, { text: "The build is red" }), 404);
  });

  Deno.test("a webhook is added, its secret shown once, its state told, and it is removed", async () => {
    await using stage = await RoomsStage.open({ poster: answering(200) });
    const olga = await stage.enterAs("Olga", "tea");
    await stage.say("tea", "before");
    const dialog = await open(olga);
    const secret = await make(dialog, webhook);
    assertMatch(secret, /^whsec_[\w+/]+=*$/);
    const row = dialog.getByRole("listitem").filter({ hasText: webhook.value });
    await row.getByText("delivered up to event 1").waitFor();
    await olga.keyboard.press("Escape");
    await stage.say("tea", "after");
    await open(olga);
    await row.getByText("delivered up to event 2").waitFor();
    assertEquals(await dialog.getByText(secret).count(), 0);
    assertEquals(await dialog.getByLabel(webhook.secret).count(), 0);
    await remove(dialog, webhook.value);
    await dialog.getByText("No webhook was added yet.").waitFor();
  });

  Deno.test("a press that begins in the dialog and ends beside it leaves it open", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea");
    const dialog = await open(olga);
    const secret = await make(dialog, hook);
    await dialog.getByRole("heading", { name: hook.made }).hover();
    await olga.mouse.down();
    await olga.mouse.move(5, 5);
    await olga.mouse.up();
    assertEquals(await dialog.getByLabel(hook.secret).inputValue(), secret);
    await olga.mouse.click(5, 5);
    await dialog.waitFor({ state: "detached" });
  });

  for (
    const [status, words] of [[500, /^fails since .*: it answered 500$/], [
      410,
      /^paused for good: it answered 410\. Remove it/,
    ]] as const
  ) {
    Deno.test(`a webhook that answers ${status} is told of on the list`, async () => {
      await using stage = await RoomsStage.open({ poster: answering(status) });
      const olga = await stage.enterAs("Olga", "tea");
      await stage.ask(olga, "POST", "/api/rooms/tea/webhooks", { url: webhook.value });
      await stage.say("tea", "after");
      await (await open(olga)).getByText(words).waitFor();
    });
  }

  Deno.test("what cannot be used is not made, and says why in sight", async () => {
    await using stage = await RoomsStage.open();
    stage.complaints.expectNetworkFailures();
    const olga = await stage.enterAs("Olga", "tea", phone);
    await olga.getByRole("button", { name: /show who/ }).click();
    const dialog = await open(olga);
    await dialog.getByLabel(webhook.field).fill("https://localhost/");
    await dialog.getByRole("button", { name: webhook.button }).click();
    const why = dialog.getByRole("alert").getByText("The server could not use that.");
    await why.waitFor();
    assertEquals(await dialog.getByLabel(webhook.field).inputValue(), "https://localhost/");
    const { y } = (await why.boundingBox())!;
    assert(y > 0 && y < phone.viewport.height, `at ${y}`);
    await dialog.getByRole("button", { name: bot.button }).click();
    await focused(olga, dialog.getByLabel(bot.field));
    await dialog.getByText("No bot was made yet.").waitFor();
  });

  Deno.test("a moderator sees nothing of bots and webhooks", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea");
    const eve = await stage.visit(
      await stage.link(olga, "tea", { role: "moderator", guestName: "E" }),
    );
    await joined(eve);
    await eve.getByRole("button", { name: "Settings of the room" }).waitFor();
    assertEquals(await eve.getByRole("button", { name }).count(), 0);
  });

  Deno.test("the dialog speaks Arabic, from the right", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea", { ...phone, locale: "ar" });
    await olga.getByRole("button", { name: /عرض الأسماء/ }).click();
    await olga.getByRole("button", { name: "الروبوتات وخطافات الويب" }).click();
    const dialog = olga.getByRole("dialog", { name: "الروبوتات وخطافات الويب" });
    await dialog.getByLabel("اسم الروبوت").fill("ساعة");
    await dialog.getByRole("button", { name: "إنشاء روبوت" }).click();
    await focused(olga, dialog.getByRole("heading", { name: "أُنشئ الروبوت" }));
    assertEquals(await violations(olga), []);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`axe finds nothing to mend in bots and webhooks, ${colorScheme}`, async () => {
      await using stage = await RoomsStage.open({ poster: answering(500) });
      const options = { colorScheme, reducedMotion: "reduce" } as const;
      const olga = await stage.enterAs("Olga", "tea", options);
      await stage.ask(olga, "POST", "/api/rooms/tea/webhooks", {
        url: `https://example.org/${"long/".repeat(40)}`,
      });
      await stage.say("tea", "after");
      for (const where of ["wide", "narrow"]) {
        if (where === "narrow") {
          await olga.setViewportSize(phone.viewport);
          await olga.getByRole("button", { name: /show who/ }).click();
        }
        const dialog = await open(olga);
        await dialog.getByText(/^fails since/).waitFor();
        assertEquals(await violations(olga), [], `lists, ${where}`);
        for (const what of [bot, hook, webhook]) await make(dialog, what);
        await dialog.getByText(/^Member · since/).first().waitFor();
        assertEquals(await violations(olga), [], `secrets, ${where}`);
        const body = dialog.locator(".body");
        assert(!await body.evaluate((it) => it.scrollWidth > it.clientWidth), `too wide, ${where}`);
        await olga.keyboard.press("Escape");
      }
    });
  }
}
