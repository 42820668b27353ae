/** The panel about a sealed conversation, in a real browser. */
import { assert, assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { focused, phone } from "../pages/rooms_stage.ts";
import { SealedViewStage } from "./sealed_view_stage.ts";

/** 2026-11-21, 10:00 UTC. */
const at = Date.UTC(2026, 10, 21, 10);

async function openPanel(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Lock" }).click();
  await page.getByRole("heading", { name: "Sealed", exact: true }).waitFor();
}

if (!lacksChromium()) {
  for (
    const [look, options] of [
      ["on a phone", phone],
      ["in a column", {}],
      ["in the dark, from right to left", { language: "ar", peer: "سلمى", colorScheme: "dark" }],
    ] as const
  ) {
    Deno.test(`the panel is clean and fits, ${look}, whatever is known of the other`, async () => {
      await using stage = await SealedViewStage.open();
      const page = await stage.enter(options);
      await page.locator(".lock").click();
      await page.locator(".sealed-panel details summary").click();
      for (
        const trust of [
          `{ kind: "unknown" }`,
          `{ kind: "first_use" }`,
          `{ kind: "verified", at: ${at} }`,
          `{ kind: "changed", wasVerified: true, at: ${at} }`,
          `{ kind: "changed", wasVerified: false, at: ${at} }`,
        ]
      ) {
        await page.evaluate(`room.trust.value = ${trust}`);
        await page.waitForTimeout(50);
        assertEquals(await violations(page), [], trust);
        const widths = "[...document.querySelectorAll('html, .sealed-panel, .sealed-parts')]";
        assert(await page.evaluate(`${widths}.every((it) => it.scrollWidth <= it.clientWidth)`));
      }
    });
  }

  Deno.test("the panel says honestly what sealing does and does not", async () => {
    await using stage = await SealedViewStage.open();
    const page = await stage.enter();
    await openPanel(page);
    await page.getByText("Experimental, and not audited by anybody.").waitFor();
    await page.getByText("What this protects, and what it does not").click();
    await page.getByText("The server also sends the script that seals.").waitFor();
  });

  Deno.test("the safety number stands in groups, is read digit by digit, copied and scanned", async () => {
    await using stage = await SealedViewStage.open();
    const page = await stage.enter({ permissions: ["clipboard-read", "clipboard-write"] });
    await openPanel(page);
    const groups = page.getByRole("list", { name: "Safety number" }).getByRole("img");
    const texts = await groups.allInnerTexts();
    assertEquals(texts.length, 12);
    assertEquals(texts.join(""), await page.evaluate("room.number"));
    assertEquals(await groups.first().getAttribute("aria-label"), [...texts[0]!].join(" "));
    await page.getByRole("img", { name: "The safety number as a code to scan" }).waitFor();
    await page.getByRole("button", { name: "Copy the number" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assertEquals(await page.evaluate("navigator.clipboard.readText()"), texts.join(" "));
  });

  Deno.test("a number that was compared is told of, and can be taken back; the focus stays near", async () => {
    await using stage = await SealedViewStage.open();
    const page = await stage.enter();
    await openPanel(page);
    await page.getByText("Not compared yet").waitFor();
    await page.getByRole("button", { name: "We compared it: it is the same" }).press("Enter");
    await page.getByText("You compared it, Nov 21, 2026").waitFor();
    await focused(page, page.getByRole("group", { name: "Is it Bob?" }));
    await page.getByRole("button", { name: "Take that back" }).press("Enter");
    await page.getByText("Not compared yet").waitFor();
    const number = await page.evaluate("room.number");
    assertEquals(await page.evaluate("room.calls"), [
      `setVerified "${number}"`,
      `setVerified ""`,
    ]);
  });

  Deno.test("new keys are accepted after a grave question, or by comparing them", async () => {
    await using stage = await SealedViewStage.open();
    const page = await stage.enter();
    await page.evaluate(`room.readiness.value = "blocked";
      room.trust.value = { kind: "changed", wasVerified: true, at: ${at} }`);
    await openPanel(page);
    await page.getByText("The keys have changed, Nov 21, 2026").waitFor();
    await page.getByText("You had compared those before. The new ones you have not.").waitFor();
    await page.getByRole("button", { name: "Accept the new keys" }).click();
    const question = page.getByRole("dialog", { name: "Accept the new keys of Bob?" });
    await focused(page, question.getByRole("button", { name: "Cancel" }));
    assertEquals(await violations(page), []);
    await page.keyboard.press("Escape");
    await focused(page, page.getByRole("button", { name: "Accept the new keys" }));
    assertEquals(await page.evaluate("room.calls"), []);
    await page.keyboard.press("Enter");
    await question.getByRole("button", { name: "Accept the new keys" }).click();
    await page.getByText("Not compared yet").waitFor();
    await page.evaluate(`room.trust.value = { kind: "changed", wasVerified: true, at: ${at} }`);
    await page.getByRole("button", { name: "We compared it: it is the same" }).click();
    await page.getByText("You compared it").waitFor();
    const number = await page.evaluate("room.number");
    assertEquals(await page.evaluate("room.calls"), ["acceptIdentity", `setVerified "${number}"`]);
  });

  Deno.test("the panel lists the devices of both, and says which is this one", async () => {
    await using stage = await SealedViewStage.open();
    const page = await stage.enter();
    await openPanel(page);
    const facts = (name: string) => page.getByRole("list", { name }).getByRole("listitem");
    assertEquals(await facts("Of Bob").allInnerTexts(), [
      "Chrome on Android\nsince Nov 21, 2026",
    ]);
    assertEquals(await facts("Yours").allInnerTexts(), [
      "Firefox on Linux\nsince Nov 21, 2026 · this browser",
      "Safari on iPhone\nsince Nov 21, 2026",
    ]);
  });

  Deno.test("nothing is told of reading and typing until one says so; a refusal is said", async () => {
    await using stage = await SealedViewStage.open();
    const page = await stage.enter();
    await openPanel(page);
    const read = page.getByRole("switch", { name: "Tell Bob what I have read" });
    const typing = page.getByRole("switch", { name: "Tell Bob that I am typing" });
    assertEquals([await read.isChecked(), await typing.isChecked()], [false, false]);
    await read.click();
    await typing.click();
    assertEquals(await page.evaluate("room.calls"), ['tell {"read":true}', 'tell {"typing":true}']);
    await page.evaluate(`room.refusal = "offline"`);
    await read.click();
    await page.getByRole("alert").getByText("You are not connected just now.").waitFor();
  });

  Deno.test("Escape closes the panel and gives the focus back; it leads to one's devices", async () => {
    await using stage = await SealedViewStage.open();
    for (const options of [phone, {}]) {
      const page = await stage.enter(options);
      await openPanel(page);
      await page.getByRole("button", { name: "My devices and history" }).click();
      await page.getByRole("dialog", { name: "My devices and history" }).waitFor();
      await page.keyboard.press("Escape");
      await focused(page, page.getByRole("button", { name: "My devices and history" }));
      await page.keyboard.press("Escape");
      await page.locator(".sealed-panel").waitFor({ state: "detached" });
      await page.context().close();
    }
  });
}
