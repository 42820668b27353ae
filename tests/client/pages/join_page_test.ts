/** Coming in by a link, in a real browser and with a real server. */
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { focused, joined, phone, RoomsStage, shows } from "./rooms_stage.ts";

/** Olga's page in a private room of hers. */
async function attic(stage: RoomsStage): Promise<Page> {
  const olga = await stage.enterAs("Olga", "attic");
  await stage.ask(olga, "PATCH", "/api/rooms/attic", { visibility: "private" });
  return olga;
}

async function giveName(page: Page, name: string): Promise<void> {
  const field = page.getByRole("textbox", { name: "Your name" });
  await focused(page, field);
  await field.fill(name);
  await page.keyboard.press("Enter");
}

if (!lacksChromium()) {
  Deno.test("a link leads a stranger into a private room, and its secret leaves the address", async () => {
    await using stage = await RoomsStage.open();
    const olga = await attic(stage);
    stage.complaints.expectNetworkFailures();
    const asked: string[] = [];
    const page = await stage.visit("/");
    page.on("request", (request) => asked.push(`${request.url()} ${request.headers().referer}`));
    const link = await stage.link(olga, "attic");
    await page.goto(link);
    await page.getByRole("heading", { name: "You are invited" }).waitFor();
    assertEquals(page.url(), `${stage.origin}/join`);
    assertEquals((await page.content()).includes("attic"), false, "nothing is said of the room");
    await giveName(page, "Eve");
    await page.waitForURL("**/chat?room=attic");
    await joined(page);
    await shows(page, "attic");
    await olga.getByRole("listitem").getByText("Eve", { exact: true }).waitFor();
    const [, secret] = link.split("#");
    assertEquals(asked.filter((line) => line.includes(secret!)), []);
    await page.goBack();
    assertEquals(new URL(page.url()).pathname, "/", "the link is no step on the way back");
  });

  Deno.test("whoever is known already comes in without a word", async () => {
    await using stage = await RoomsStage.open();
    const olga = await attic(stage);
    const page = await stage.enterAs("Eve", "tea");
    await page.goto(await stage.link(olga, "attic"));
    await page.waitForURL("**/chat?room=attic");
    await joined(page);
  });

  Deno.test("whose name the link says comes in without a word", async () => {
    await using stage = await RoomsStage.open();
    const olga = await attic(stage);
    const page = await stage.visit(await stage.link(olga, "attic", { guestName: "Grandma" }));
    await page.waitForURL("**/chat?room=attic");
    await page.getByRole("listitem").getByText("Grandma").waitFor();
  });

  Deno.test("a link that is used up says what to do, and asks for no name", async () => {
    await using stage = await RoomsStage.open();
    const olga = await attic(stage);
    stage.complaints.expectNetworkFailures();
    const link = await stage.link(olga, "attic", { maxUses: 1, guestName: "Eve" });
    await (await stage.visit(link)).waitForURL("**/chat?room=attic");
    const late = await stage.visit(link);
    await focused(late, late.getByRole("heading", { name: "This link is not good any more" }));
    await late.getByText("Ask whoever sent it for a new one.").waitFor();
    assertEquals(await late.getByRole("textbox").count(), 0);
  });

  Deno.test("a banned person is told so", async () => {
    await using stage = await RoomsStage.open();
    const olga = await stage.enterAs("Olga", "tea");
    const eve = await stage.enterAs("Eve", "tea");
    stage.complaints.expectNetworkFailures();
    const { id } = await stage.ask(eve, "GET", "/api/me") as { id: string };
    await stage.ask(olga, "PUT", `/api/rooms/tea/bans/${id}`, {});
    await eve.goto(await stage.link(olga, "tea"));
    await eve.getByRole("heading", { name: "You may not enter" }).waitFor();
  });

  Deno.test("who tried too often is told when to try again", async () => {
    await using stage = await RoomsStage.open();
    const olga = await attic(stage);
    stage.complaints.expectNetworkFailures();
    const page = await stage.visit("/");
    const refusal = { status: 429, json: { code: "rate_limited", retryAfter: 29_100 } };
    await page.route("**/api/join", (route) => route.fulfill(refusal), { times: 1 });
    await page.goto(await stage.link(olga, "attic", { guestName: "Eve" }));
    await focused(page, page.getByRole("heading", { name: "Too many tries in a short time" }));
    await page.getByText("in 30 seconds").waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.waitForURL("**/chat?room=attic");
  });

  Deno.test("without a network the link waits until one tries again", async () => {
    await using stage = await RoomsStage.open();
    const olga = await attic(stage);
    stage.complaints.expectNetworkFailures();
    const page = await stage.visit("/");
    await page.route("**/api/join", (route) => route.abort(), { times: 1 });
    await page.goto(await stage.link(olga, "attic", { guestName: "Eve" }));
    await page.getByRole("heading", { name: "That did not work just now" }).waitFor();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.waitForURL("**/chat?room=attic");
  });

  Deno.test("a link without its end says so, and one that is pasted then is taken", async () => {
    await using stage = await RoomsStage.open();
    const olga = await attic(stage);
    const link = await stage.link(olga, "attic", { guestName: "Eve" });
    const page = await stage.visit("/join");
    await page.getByRole("heading", { name: "This link is not whole" }).waitFor();
    await page.evaluate(`location.href = "${link}"`);
    await page.waitForURL("**/chat?room=attic");
  });

  Deno.test("a name that cannot be used is refused beside its field", async () => {
    await using stage = await RoomsStage.open();
    const olga = await attic(stage);
    stage.complaints.expectNetworkFailures();
    const page = await stage.visit(await stage.link(olga, "attic"));
    await giveName(page, "   ");
    await page.getByRole("alert").getByText("Your name needs 1 to 32 characters.").waitFor();
    await focused(page, page.getByRole("textbox", { name: "Your name", exact: true }));
    await giveName(page, "Eve");
    await page.waitForURL("**/chat?room=attic");
  });

  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`axe finds nothing to mend on the page of a link, ${colorScheme}`, async () => {
      await using stage = await RoomsStage.open();
      const olga = await attic(stage);
      stage.complaints.expectNetworkFailures();
      const page = await stage.visit(await stage.link(olga, "attic"), { ...phone, colorScheme });
      await page.getByRole("textbox", { name: "Your name" }).waitFor();
      assertEquals(await violations(page), [], "name");
      await page.goto("about:blank");
      await page.goto("/join#nonsense");
      await page.getByRole("heading", { name: "This link is not good any more" }).waitFor();
      assertEquals(await violations(page), [], "refused");
    });
  }
}
