/** A private room and a link for two, from beginning to end, in front of the programs people run. */
import { assertEquals, assertMatch } from "@std/assert";
import type { Page } from "playwright-core";
import { BrowserStage, connected, reads, say } from "../support/browser_stage.ts";
import { lacksChromium } from "../support/chromium.ts";
import { oidcClient, OidcProvider } from "../support/oidc_provider.ts";
import { findPrograms } from "../support/program.ts";

/** Opens a link in a browser profile of its own, and says who one is. */
async function follow(stage: BrowserStage, link: string, name: string): Promise<Page> {
  const page = await stage.visit(link);
  const field = page.getByRole("textbox", { name: "Your name" });
  await field.fill(name);
  await field.press("Enter");
  await page.waitForURL("**/chat?room=attic");
  await connected(page);
  return page;
}

/** The box to write in. */
function box(page: Page) {
  return page.getByRole("textbox", { name: "Message to attic" });
}

if (!lacksChromium()) {
  for (const program of findPrograms()) {
    Deno.test(`${program.name}: a link lets two into a private room, and takes them out again`, async () => {
      await using stage = await BrowserStage.set(program);
      await inviteTwo(stage, await stage.enter("tea", "Olga"));
    });

    Deno.test(`${program.name}: who signs in makes a private room, and a link to it for two guests`, async () => {
      await using provider = await OidcProvider.open();
      await using stage = await BrowserStage.set(program, [
        ...["--oidc-issuer", provider.issuer, "--oidc-client-id", oidcClient.id],
        ...["--oidc-client-secret", oidcClient.secret, "--oidc-name", "Work"],
        ...["--guests", "off"],
      ]);
      provider.serve(stage.parley.origin);
      // The provider's pages have no icon.
      stage.expectNetworkFailures();
      const owner = await stage.visit("/chat?room=tea");
      await owner.getByPlaceholder("Enter any login").fill("ada");
      await owner.getByPlaceholder("and password").fill("any");
      await owner.getByRole("button", { name: "Sign-in" }).click();
      await owner.getByRole("button", { name: "Continue" }).click();
      await connected(owner);
      await owner.getByRole("button", { name: "1 person here, show who" }).waitFor();
      await inviteTwo(stage, owner);
      // Nobody else comes in without an account or a link.
      const stranger = await stage.visit("/chat?room=attic");
      await stranger.waitForURL(`${provider.issuer}/**`);
    });
  }
}

/** An owner makes a private room and a link for two, by which two come; then takes it back. */
async function inviteTwo(stage: BrowserStage, owner: Page): Promise<void> {
  // That a link needs a name, or is good no more, a browser notes on its console.
  stage.expectNetworkFailures();
  await owner.getByRole("button", { name: "Create a room" }).click();
  await owner.getByLabel("Name", { exact: true }).fill("attic");
  await owner.getByRole("radio", { name: "Private" }).check();
  await owner.getByRole("button", { name: "Create room" }).click();
  await owner.getByRole("heading", { level: 1, name: "attic" }).waitFor();

  await owner.getByRole("button", { name: "Invite people" }).click();
  const dialog = owner.getByRole("dialog", { name: "Invite people" });
  await dialog.getByLabel("Good for").selectOption({ label: "1 hour" });
  await dialog.getByLabel("For how many").selectOption({ label: "2" });
  await dialog.getByRole("button", { name: "Make a link" }).click();
  const link = await dialog.getByLabel("The link", { exact: true }).inputValue();
  assertMatch(link, /\/join#[\w-]{22}$/);

  const bob = await follow(stage, link, "Bob");
  const cleo = await follow(stage, link, "Cleo");
  assertEquals(new URL(bob.url()).hash, "");
  await box(bob).waitFor();
  await say(bob, "what a place");
  await reads(cleo, "what a place");
  await dialog.getByText("Came by it: Bob and Cleo").waitFor();

  const third = await stage.visit(link);
  await third.getByRole("heading", { name: "This link is not good any more" }).waitFor();

  await dialog.getByRole("button", { name: /^Take back/ }).click();
  await owner.getByRole("radio", { name: "Also remove the 2 people who came by it" }).check();
  await owner.getByRole("dialog").getByRole("button", { name: "Take back", exact: true })
    .last().click();
  for (const page of [bob, cleo]) {
    await page.getByRole("alert").getByText("You are no longer in this room").waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
  }
  await owner.keyboard.press("Escape");
  await owner.getByRole("button", { name: "1 person here, show who" }).waitFor();
}
