/** Looking after a room, in a real browser and with a real server. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { focused, joined, phone, RoomsStage, shows } from "./rooms_stage.ts";

/** Opens one of the dialogs of those who look after a room. */
async function open(page: Page, name: string): Promise<Locator> {
  await page.getByRole("button", { name, exact: true }).click();
  const dialog = page.getByRole("dialog", { name, exact: true });
  await dialog.waitFor();
  return dialog;
}

/** Chooses something of what may be done with somebody who is present. */
async function choose(page: Page, name: string, choice: string): Promise<void> {
  await page.getByRole("button", { name: `What to do with ${name}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: choice }).click();
}

/** Says yes in the dialog that asks. */
async function confirm(page: Page, button: string): Promise<void> {
  await page.locator(".confirm-dialog").getByRole("button", { name: button, exact: true }).click();
}

function box(page: Page): Locator {
  return page.getByRole("textbox", { name: /^Message to/ });
}

if (!lacksChromium()) {
  Deno.test("an owner makes a link, which is shown once with a code, and copies it", async () => {
    await using stage = await RoomsStage.open();
    const options = { permissions: ["clipboard-read", "clipboard-write"] };
    const olga = await stage.enterAs("Olga", "tea", options);
    const dialog = await open(olga, "Invite people");
    await dialog.getByText("No link was made yet.").waitFor();
    await dialog.getByLabel("Good for").selectOption({ label: "1 hour" });
    await dialog.getByLabel("For how many").selectOption({ label: "2" });
    await dialog.getByLabel("Note for yourself").fill("For Bob");
    await dialog.getByRole("button", { name: "Make a link" }).click();
    await focused(olga, dialog.getByRole("heading", { name: "The link is made" }));
    await dialog.getByRole("img", { name: "The link as a code to scan" }).waitFor();
    const link = await dialog.getByLabel("The link", { exact: true }).inputValue();
    assertMatch(link, /\/join#[\w-]{22}$/);
    await dialog.getByRole("button", { name: "Copy link" }).click();
    await dialog.getByRole("button", { name: "Copied" }).waitFor();
    assertEquals(await olga.evaluate("navigator.clipboard.readText()"), link);
    await dialog.getByText(/^Member · 0 of 2 came · good until/).waitFor();
    await dialog.getByRole("button", { name: "Make another" }).click();
    await focused(olga, dialog.getByLabel("They come as"));
    const eve = await stage.visit(link);
    stage.complaints.expectNetworkFailures();
    await eve.getByRole("textbox").fill("Eve");
    await eve.keyboard.press("Enter");
    await joined(eve);
    await dialog.getByText("Came by it: Eve").waitFor();
    await dialog.getByText(/^Member · 1 of 2 came/).waitFor();
  });

  Deno.test("a link that is taken back with its guests sends them out, and says so", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea");
    const link = await stage.link(olga, "tea", { guestName: "Eve", label: "For Eve" });
    const eve = await stage.visit(link);
    await joined(eve);
    const dialog = await open(olga, "Invite people");
    await dialog.getByText("Came by it: Eve").waitFor();
    await dialog.getByRole("button", { name: "Take back For Eve" }).click();
    await olga.getByRole("radio", { name: "Also remove the one who came by it" }).check();
    await confirm(olga, "Take back");
    await eve.getByRole("alert").getByText("You are no longer in this room").waitFor();
    await dialog.getByText(/taken back$/).waitFor();
    await dialog.getByRole("status").getByText("The link is taken back").waitFor({
      state: "attached",
    });
    assertEquals(await dialog.getByText("Came by it").count(), 0);
    await focused(olga, dialog.getByRole("group", { name: "Links so far" }));
  });

  Deno.test("a mute takes the box away at once, and gives it back when it ends", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea");
    const eve = await stage.enterAs("Eve", "tea");
    await box(eve).fill("I was about to say");
    await choose(olga, "Eve", "Mute…");
    await focused(olga, olga.getByRole("radio", { name: "10 minutes" }));
    await confirm(olga, "Mute");
    await eve.getByText(/^You are muted until/).first().waitFor();
    assertEquals(await box(eve).count(), 0);
    // Who cannot write is not asked to.
    assertEquals(await eve.getByText("Say the first word").count(), 0);
    await eve.getByRole("group", { name: "What you were writing" })
      .getByText("I was about to say").waitFor();
    await eve.getByRole("button", { name: "Copy text" }).waitFor();
    assertEquals(await violations(eve), []);
    await focused(olga, olga.getByRole("button", { name: "What to do with Eve" }));
    const { id } = await stage.ask(eve, "GET", "/api/me") as { id: string };
    await stage.ask(olga, "PATCH", `/api/rooms/tea/members/${id}`, {
      mutedUntil: Date.now() + 1_500,
    });
    await box(eve).waitFor();
    assertEquals(await box(eve).inputValue(), "I was about to say");
    await focused(eve, box(eve));
    await box(eve).fill("I am back");
    await eve.keyboard.press("Enter");
    await olga.getByRole("log").getByText("I am back").waitFor();
  });

  Deno.test("the box that comes back when a mute ends leaves the focus to who searches", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea");
    const eve = await stage.enterAs("Eve", "tea");
    const { id } = await stage.ask(eve, "GET", "/api/me") as { id: string };
    const mute = (mutedUntil: number) =>
      stage.ask(olga, "PATCH", `/api/rooms/tea/members/${id}`, { mutedUntil });
    await mute(Date.now() + 60_000);
    await eve.getByText(/^You are muted until/).first().waitFor();
    await eve.keyboard.press("Control+Shift+F");
    const search = eve.getByRole("searchbox", { name: "What to search for" });
    await focused(eve, search);
    await mute(0);
    await box(eve).waitFor();
    // A box takes the focus once it has been drawn.
    await eve.evaluate(`new Promise((drawn) => {
      requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn)));
    })`);
    await eve.keyboard.type("kettle");
    assertEquals(await search.inputValue(), "kettle");
  });

  Deno.test("a role counts at once: a reader cannot write, a moderator deletes what others wrote", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea");
    await box(olga).fill("good morning");
    await olga.keyboard.press("Enter");
    const eve = await stage.enterAs("Eve", "tea");
    await eve.getByRole("log").getByText("good morning").waitFor();
    await choose(olga, "Eve", "Change role…");
    await olga.getByRole("radio", { name: "Reader" }).check();
    await confirm(olga, "Change role");
    await eve.getByText("You can read along here.").first().waitFor();
    assertEquals(await box(eve).count(), 0);
    assertEquals(await eve.getByRole("button", { name: "Members" }).count(), 0);
    await olga.getByRole("listitem").getByText("Reader", { exact: true }).waitFor();
    await choose(olga, "Eve", "Change role…");
    await olga.getByRole("radio", { name: "Moderator" }).check();
    await confirm(olga, "Change role");
    await eve.getByRole("button", { name: "Members" }).waitFor();
    await eve.getByRole("log").getByText("good morning").hover();
    await eve.getByRole("button", { name: /^More/ }).click();
    await eve.getByRole("dialog").getByRole("button", { name: "Delete" }).waitFor();
  });

  Deno.test("a person is banned for a while, stands on the list, and is let in again", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea");
    const eve = await stage.enterAs("Eve", "tea");
    stage.complaints.expectNetworkFailures();
    await choose(olga, "Eve", "Ban…");
    await olga.getByRole("radio", { name: "For good" }).check();
    await confirm(olga, "Ban");
    await eve.getByRole("alert").getByText("You are no longer in this room").waitFor();
    const dialog = await open(olga, "Kept out");
    await dialog.getByText("for good · by Olga").waitFor();
    await dialog.getByRole("button", { name: "Let Eve in again" }).click();
    await dialog.getByText("Nobody is kept out.").waitFor();
    await focused(olga, dialog.getByRole("group", { name: "Kept out" }));
    await eve.goto("/chat?room=tea");
    await joined(eve);
  });

  Deno.test("the members are listed, and the room is handed over", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea");
    const link = await stage.link(olga, "tea", { guestName: "Eve", label: "The tea committee" });
    const eve = await stage.visit(link);
    await joined(eve);
    const dialog = await open(olga, "Members");
    await dialog.getByText(/^Owner · since/).waitFor();
    const row = dialog.getByRole("listitem").filter({ hasText: "Eve" });
    await row.getByText(/^Member · since .* · came by/).waitFor();
    await row.getByRole("button").click();
    await olga.locator(".choice-menu").getByRole("button", { name: "Make owner…" }).click();
    await focused(olga, olga.getByRole("button", { name: "Cancel" }));
    await confirm(olga, "Hand the room over");
    await dialog.getByText(/^Moderator · since/).waitFor();
    await dialog.getByText(/^Owner · since/).waitFor();
    await eve.getByRole("button", { name: "Settings of the room" }).waitFor();
    await olga.keyboard.press("Escape");
    assertEquals(await olga.getByRole("button", { name: "What to do with Eve" }).count(), 0);
  });

  Deno.test("a room is described, made private and archived, and all of it shows at once", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea");
    const eve = await stage.enterAs("Eve", "tea");
    const link = await stage.link(olga, "tea", { guestName: "Bob" });
    const bob = await stage.visit(link);
    await joined(bob);
    const dialog = await open(olga, "Settings of the room");
    await dialog.getByLabel("Topic").fill("Oolong <b>only</b>");
    await dialog.getByRole("radio", { name: "Private" }).check();
    await dialog.getByRole("button", { name: "Save" }).click();
    await confirm(olga, "Make it private");
    await dialog.getByRole("button", { name: "Saved" }).waitFor();
    await bob.getByRole("banner").getByText("Oolong <b>only</b>").waitFor();
    await bob.getByRole("banner").getByText("Private").waitFor({ state: "attached" });
    await eve.getByRole("alert").getByText("You are no longer in this room").waitFor();
    await dialog.getByRole("button", { name: "Archive the room" }).click();
    await confirm(olga, "Archive");
    await bob.getByText("This room is archived").first().waitFor();
    assertEquals(await box(bob).count(), 0);
    await dialog.getByRole("button", { name: "Take it out of the archive" }).click();
    await box(bob).waitFor();
  });

  Deno.test("a private room is made, and is there for its owner alone", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea");
    await olga.getByRole("button", { name: "Create a room" }).click();
    await olga.keyboard.type("Attic");
    await olga.getByRole("radio", { name: "Private" }).check();
    await olga.getByLabel("Topic").fill("Old things");
    await olga.getByRole("button", { name: "Create room" }).click();
    await shows(olga, "attic");
    await olga.getByRole("banner").getByText("Old things").waitFor();
    await olga.getByRole("button", { name: "Invite people" }).waitFor();
    const eve = await stage.enterAs("Eve", "tea");
    const seen = await eve.request.get("/api/rooms/attic");
    assertEquals(seen.status(), 404);
  });

  Deno.test("a list that did not load can be tried again, and what is refused says why", async () => {
    await using stage = await RoomsStage.open();
    stage.complaints.expectNetworkFailures();
    const olga = await stage.enterAs("Olga", "tea");
    await olga.route("**/bans", (route) => route.fulfill({ status: 503 }), { times: 1 });
    const dialog = await open(olga, "Kept out");
    await dialog.getByRole("alert").getByText("This list did not load.").waitFor();
    assertEquals(await violations(olga), []);
    await dialog.getByRole("button", { name: "Try again" }).click();
    await dialog.getByText("Nobody is kept out.").waitFor();
    await olga.keyboard.press("Escape");
    await olga.route("**/invites", (route) => route.abort());
    const invites = await open(olga, "Invite people");
    await invites.getByRole("button", { name: "Make a link" }).click();
    await invites.getByRole("alert").getByText("You are not connected just now.").waitFor();
  });

  Deno.test("somebody is removed by keyboard alone, and the focus stays on the list", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea");
    const link = await stage.link(olga, "tea", { guestName: "Eve" });
    const eve = await stage.visit(link);
    await joined(eve);
    const dialog = await open(olga, "Members");
    const menu = dialog.getByRole("button", { name: "What to do with Eve" });
    await menu.focus();
    await olga.keyboard.press("Enter");
    await focused(olga, olga.getByRole("button", { name: "Change role…" }));
    for (let steps = 0; steps < 3; steps++) await olga.keyboard.press("ArrowDown");
    await olga.keyboard.press("Enter");
    await focused(olga, olga.getByRole("button", { name: "Cancel" }));
    await olga.keyboard.press("Tab");
    await olga.keyboard.press("Enter");
    await eve.getByRole("alert").getByText("You are no longer in this room").waitFor();
    await menu.waitFor({ state: "detached" });
    await focused(olga, dialog.getByRole("group", { name: "Members" }));
    await dialog.getByRole("status").getByText("Eve is out").waitFor({ state: "attached" });
  });

  Deno.test("a member sees nothing of this", async () => {
    await using stage = await RoomsStage.open();
    await stage.enterAs("Olga", "tea");
    const eve = await stage.enterAs("Eve", "tea");
    await eve.getByRole("heading", { name: "Here now" }).waitFor();
    assertEquals(await eve.getByText("Look after this room").count(), 0);
    assertEquals(await eve.getByRole("button", { name: /^What to do with/ }).count(), 0);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`axe finds nothing to mend in what looks after a room, ${colorScheme}`, async () => {
      await using stage = await RoomsStage.open();
      const options = { colorScheme, reducedMotion: "reduce" } as const;
      const olga = await stage.enterAs("Olga", "tea", options);
      const eve = await stage.enterAs("Eve", "tea", options);
      for (const where of ["wide", "narrow"]) {
        if (where === "narrow") {
          await olga.setViewportSize(phone.viewport);
          await olga.getByRole("button", { name: /show who/ }).click();
        }
        for (const name of ["Members", "Kept out", "Settings of the room", "Invite people"]) {
          const dialog = await open(olga, name);
          await olga.waitForLoadState("networkidle");
          assertEquals(await violations(olga), [], `${name}, ${where}`);
          const isWide = await dialog.evaluate((it) => it.scrollWidth > it.clientWidth);
          assert(!isWide, `${name} is too wide, ${where}`);
          if (name !== "Invite people") await olga.keyboard.press("Escape");
        }
        await olga.getByRole("button", { name: "Make a link" }).click();
        await olga.getByRole("img", { name: "The link as a code to scan" }).waitFor();
        await olga.getByText(/^Member · 0 came/).first().waitFor();
        assertEquals(await violations(olga), [], `the link, ${where}`);
        await olga.keyboard.press("Escape");
        await choose(olga, "Eve", "Change role…");
        assertEquals(await violations(olga), [], `role, ${where}`);
        await olga.keyboard.press("Escape");
      }
      const { id } = await stage.ask(eve, "GET", "/api/me") as { id: string };
      await stage.ask(olga, "PATCH", `/api/rooms/tea/members/${id}`, { role: "reader" });
      await eve.getByText("You can read along here.").first().waitFor();
      assertEquals(await violations(eve), [], "reader");
    });
  }
}

if (!lacksChromium()) {
  Deno.test("a room that is renamed goes on under its new name, here and on the list", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea");
    const eve = await stage.enterAs("Eve", "tea");
    const dialog = await open(olga, "Settings of the room");
    await dialog.getByLabel("Name", { exact: true }).fill("Oolong Corner");
    await dialog.getByRole("button", { name: "Rename" }).click();
    for (const page of [olga, eve]) {
      await page.waitForURL("**/chat?room=oolong-corner");
      await page.getByRole("heading", { level: 1, name: "oolong-corner" }).waitFor();
      await joined(page);
    }
    await box(eve).fill("nice name");
    await eve.keyboard.press("Enter");
    await olga.getByRole("log").getByText("nice name").waitFor();
    await eve.goto("/chat?room=tea");
    await eve.waitForURL("**/chat?room=oolong-corner");
    await joined(eve);
    assertEquals(await eve.getByRole("navigation").getByRole("link", { name: "tea" }).count(), 0);
  });

  Deno.test("what was typed when a room is renamed is not lost", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea");
    const eve = await stage.enterAs("Eve", "tea");
    await box(eve).fill("half a thought");
    await stage.ask(olga, "PATCH", "/api/rooms/tea", { name: "oolong" });
    await eve.getByRole("heading", { level: 1, name: "oolong" }).waitFor();
    assertEquals(await box(eve).inputValue(), "half a thought");
    await box(eve).press("Enter");
    await eve.waitForURL("**/chat?room=oolong");
    await eve.getByRole("log").getByText("half a thought").waitFor();
  });

  Deno.test("a room that is deleted is gone for all, who are told so", async () => {
    await using stage = await RoomsStage.open();
    stage.complaints.expectNetworkFailures();
    const olga = await stage.enterAs("Olga", "tea");
    const eve = await stage.enterAs("Eve", "tea");
    const dialog = await open(olga, "Settings of the room");
    await dialog.getByRole("button", { name: "Delete the room" }).click();
    await confirm(olga, "Delete the room");
    for (const page of [olga, eve]) {
      await page.getByRole("alert").getByText("This room is gone").waitFor();
    }
  });
}
