/** One's devices and history, and the ways back to them, in a real browser. */
import { assert, assertEquals } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { until } from "../../support/until.ts";
import { focused, phone } from "../pages/rooms_stage.ts";
import { phrase } from "./fake_sealed.ts";
import { SealedViewStage } from "./sealed_view_stage.ts";
import type { SealedViewOptions } from "./sealed_view_stage.ts";

const unlinked =
  `account.standing.value = { kind: "unlinked", devices: [device("Old phone")], hasArchive: true }`;

/** A page on which the dialog is open. */
async function openAccount(
  stage: SealedViewStage,
  set = "",
  options: SealedViewOptions = {},
): Promise<{ page: Page; dialog: Locator }> {
  const page = await stage.enter(options);
  await page.evaluate(`${set}; isAccountOpen.value = true`);
  const dialog = page.locator(".sealed-account");
  await dialog.waitFor();
  return { page, dialog };
}

/** Types the words of the phrase that are asked for. */
async function passTest(dialog: Locator): Promise<void> {
  const words = phrase.split(" ");
  for (let place = 1; place <= words.length; place++) {
    const field = dialog.getByLabel(`Word ${place}`, { exact: true });
    if (await field.count() > 0) await field.fill(` ${words[place - 1]!.toUpperCase()}`);
  }
}

if (!lacksChromium()) {
  const standings = [
    `{ kind: "opening" }`,
    `{ kind: "ready" }`,
    `{ kind: "unlinked", devices: [device("Old phone")], hasArchive: true }`,
    `{ kind: "unlinked", devices: [device("Old phone")], hasArchive: false }`,
    `{ kind: "removed" }`,
    `{ kind: "replaced", at: 0 }`,
    `{ kind: "unsupported", why: "storage" }`,
    `{ kind: "offline" }`,
  ];
  for (
    const [look, options] of [
      ["on a phone", phone],
      ["in the dark, from right to left", { language: "ar", colorScheme: "dark" }],
    ] as const
  ) {
    Deno.test(`the dialog is clean and fits, ${look}, however one stands`, async () => {
      await using stage = await SealedViewStage.open();
      const { page } = await openAccount(stage, "", options);
      for (const standing of standings) {
        await page.evaluate(`account.standing.value = ${standing}`);
        await page.waitForTimeout(50);
        assertEquals(await violations(page), [], standing);
        const widths = "[...document.querySelectorAll('html, dialog, dialog .body')]";
        assert(await page.evaluate(`${widths}.every((it) => it.scrollWidth <= it.clientWidth)`));
      }
    });
  }

  Deno.test("this device is renamed by keyboard; Escape leaves the name and the dialog", async () => {
    await using stage = await SealedViewStage.open();
    const { page, dialog } = await openAccount(stage);
    const rename = dialog.getByRole("button", { name: "Rename Firefox on Linux" });
    await rename.press("Enter");
    const field = dialog.getByRole("textbox", { name: "What this browser is called" });
    await focused(page, field);
    await page.keyboard.press("Escape");
    await rename.waitFor();
    await rename.press("Enter");
    await field.fill("Work laptop");
    await page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: "Rename Work laptop" }).waitFor();
    assertEquals(await page.evaluate("account.calls"), ['rename "Work laptop"']);
    await focused(page, dialog.getByRole("group", { name: "My devices and history" }));
  });

  Deno.test("a lost device is removed from another one, once one is sure", async () => {
    await using stage = await SealedViewStage.open();
    const { page, dialog } = await openAccount(stage);
    const remove = dialog.getByRole("button", { name: "Remove Safari on iPhone" });
    await remove.click();
    const question = page.getByRole("dialog", { name: "Remove Safari on iPhone?" });
    await focused(page, question.getByRole("button", { name: "Cancel" }));
    await page.keyboard.press("Escape");
    await focused(page, remove);
    await page.evaluate(`account.refusal = "conflict"`);
    await remove.click();
    await question.getByRole("button", { name: "Remove" }).click();
    await dialog.getByRole("alert").getByText("Something changed meanwhile.").waitFor();
    await remove.click();
    await question.getByRole("button", { name: "Remove" }).click();
    await dialog.getByRole("status").getByText("Safari on iPhone is removed.").waitFor();
    assertEquals(await dialog.locator(".own-devices > li").count(), 1);
  });

  Deno.test("a new device is added by the code that it shows; a wrong one is told of", async () => {
    await using stage = await SealedViewStage.open();
    const { page, dialog } = await openAccount(stage);
    const field = dialog.getByRole("textbox", { name: "Code that the new device shows" });
    const alert = dialog.getByRole("alert");
    await page.evaluate(`account.refusal = "bad_code"`);
    await field.fill("7k3m");
    await field.press("Enter");
    await alert.getByText("That is not a whole code.").waitFor();
    await page.evaluate(`account.refusal = "no_such_code"`);
    await field.press("Enter");
    await alert.getByText("Nobody asks with this code.").waitFor();
    await field.press("Enter");
    const question = page.getByRole("dialog", { name: "Add Chrome on Windows?" });
    await question.getByText("It will read and write everything as you.").waitFor();
    assertEquals(await violations(page), []);
    await question.getByRole("button", { name: "Add it" }).click();
    await dialog.getByRole("status").getByText("Chrome on Windows is one of your devices now.")
      .waitFor();
    assertEquals(await field.inputValue(), "");
    assertEquals(await dialog.getByRole("button", { name: "Scan it" }).count(), 0);
  });

  Deno.test("a device that one does not want after all is not added", async () => {
    await using stage = await SealedViewStage.open();
    const { page, dialog } = await openAccount(stage);
    const field = dialog.getByRole("textbox", { name: "Code that the new device shows" });
    await field.fill("7K3M-QX9D");
    await field.press("Enter");
    const question = page.getByRole("dialog", { name: "Add Chrome on Windows?" });
    await question.getByRole("button", { name: "Cancel" }).click();
    await question.waitFor({ state: "detached" });
    assertEquals(await page.evaluate("account.calls"), ['look "7K3M-QX9D"']);
  });

  Deno.test("where the browser can, the code is scanned, and the camera let go of", async () => {
    await using stage = await SealedViewStage.open();
    const script = `globalThis.BarcodeDetector = class {
        async detect() { return globalThis.seen ? [{ rawValue: globalThis.seen }] : []; }
      };
      globalThis.tracks = [];
      const canvas = document.createElement("canvas");
      const pen = canvas.getContext("2d");
      setInterval(() => pen.fillRect(0, 0, Date.now() % 300, 150), 50);
      navigator.mediaDevices.getUserMedia = async () => {
        if (globalThis.isBlind) throw new DOMException("Denied", "NotAllowedError");
        const stream = canvas.captureStream(10);
        globalThis.tracks.push(...stream.getTracks());
        return stream;
      };`;
    const { page, dialog } = await openAccount(stage, "", { script });
    await dialog.getByRole("button", { name: "Scan it" }).click();
    await dialog.getByText("Hold the code of the new device before the camera.").waitFor();
    assertEquals(await violations(page), []);
    await page.evaluate(`globalThis.seen = "7K3M-QX9D"`);
    const question = page.getByRole("dialog", { name: "Add Chrome on Windows?" });
    await question.getByRole("button", { name: "Add it" }).click();
    await dialog.getByRole("status").getByText("Chrome on Windows").waitFor();
    assertEquals(await page.evaluate("account.calls"), [
      'look "7K3M-QX9D"',
      'link "7K3M-QX9D"',
    ]);
    assertEquals(await page.evaluate("tracks.map((it) => it.readyState)"), ["ended"]);
    await page.evaluate("globalThis.isBlind = true");
    await dialog.getByRole("button", { name: "Scan it" }).click();
    await dialog.getByRole("alert").getByText("The camera cannot be used.").waitFor();
  });

  Deno.test("with another device: a code to type or scan, until that lets this one in", async () => {
    await using stage = await SealedViewStage.open();
    const { page, dialog } = await openAccount(stage, unlinked, phone);
    await dialog.getByText("Your devices: Old phone").waitFor();
    const show = dialog.getByRole("button", { name: "Show a code" });
    await show.press("Enter");
    await focused(page, dialog.getByRole("heading", { name: "Code of this browser" }));
    await dialog.getByRole("img", { name: "The code, to scan" }).waitFor();
    await dialog.getByText("7K3M-QX9D-52HA-B0TE-RW6N-V4CY-8G").waitFor();
    await dialog.getByText("Good for 10:00").waitFor();
    await page.evaluate("account.leftMs = 64_100");
    await dialog.getByText("Good for 1:05").waitFor();
    assertEquals(await violations(page), []);
    await dialog.getByRole("button", { name: "Cancel" }).press("Enter");
    await show.waitFor();
    await focused(page, dialog.getByRole("group", { name: "My devices and history" }));
    await show.click();
    await page.evaluate(`account.standing.value = { kind: "ready" }; account.linking.resolve()`);
    await dialog.getByRole("status").getByText("This browser is one of your devices now.")
      .waitFor();
    await dialog.getByRole("heading", { name: "Add a device" }).waitFor();
  });

  Deno.test("a code that is over says so; a closed dialog takes its code back", async () => {
    await using stage = await SealedViewStage.open();
    const { page, dialog } = await openAccount(stage, unlinked);
    const show = dialog.getByRole("button", { name: "Show a code" });
    await show.click();
    await page.evaluate("account.expire()");
    await dialog.getByRole("alert").getByText("The code is over.").waitFor();
    await show.waitFor();
    await show.click();
    await page.evaluate(
      `void account.linking.promise.catch(({ code }) => globalThis.ended = code)`,
    );
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await until(async () => await page.evaluate("globalThis.ended") === "cancelled");
  });

  Deno.test("with the phrase: words however written, which is unknown, and how far it is", async () => {
    await using stage = await SealedViewStage.open();
    const { page, dialog } = await openAccount(stage, unlinked, phone);
    const field = dialog.getByRole("textbox", { name: "Recovery phrase" });
    const alert = dialog.getByRole("alert");
    await field.fill("legal winer thank");
    await field.press("Enter");
    await alert.getByText("In no phrase: winer. Look at the spelling.").waitFor();
    await field.fill("legal winner");
    await field.press("Enter");
    await alert.getByText("A phrase has 12 words; these are 2.").waitFor();
    const words = phrase.split(" ").map((word, index) => `${index + 1}. ${word.toUpperCase()},`);
    await field.fill(words.join("\n"));
    await dialog.getByText("12 of 12 words").waitFor();
    await page.evaluate(`account.refusal = "wrong_phrase"`);
    await field.press("Enter");
    await alert.getByText("These words do not open your archive.").waitFor();
    await focused(page, field);
    await page.evaluate("account.hold()");
    await dialog.getByRole("button", { name: "Bring it back" }).press("Enter");
    const bar = dialog.getByRole("progressbar", { name: "Bringing back what was said" });
    await bar.waitFor();
    await page.evaluate("account.progressed(0.7)");
    await dialog.getByText("70 %").waitFor();
    assertEquals(await bar.getAttribute("value"), "70");
    assertEquals(await violations(page), []);
    await page.evaluate("account.unreadable = 2");
    await page.evaluate("account.release()");
    const news = "Your archive is back, but for 2 entries that could not be read";
    await dialog.getByRole("status").getByText(news).waitFor();
    assertEquals(await page.evaluate("account.calls.at(-1)"), `recover "${phrase}"`);
  });

  Deno.test("with neither: what is lost is said, and one begins anew once one is sure", async () => {
    await using stage = await SealedViewStage.open();
    const { page, dialog } = await openAccount(stage, unlinked);
    await dialog.getByRole("button", { name: "Begin anew…" }).click();
    const question = page.getByRole("dialog", { name: "Begin anew with new keys?" });
    await question.getByText("All your other devices are taken off.").waitFor();
    await question.getByText("Everybody you write to is told").waitFor();
    assertEquals(await violations(page), []);
    await page.keyboard.press("Enter");
    assertEquals(await page.evaluate("account.calls"), [], "a hasty Enter does nothing");
    await dialog.getByRole("button", { name: "Begin anew…" }).click();
    await question.getByRole("button", { name: "Begin anew" }).click();
    await dialog.getByRole("status").getByText("You have begun anew.").waitFor();
  });

  Deno.test("an archive begins once two words of the phrase are typed, and shows how far it is", async () => {
    await using stage = await SealedViewStage.open();
    const { page, dialog } = await openAccount(stage, "", phone);
    await dialog.getByRole("button", { name: "Keep an archive" }).press("Enter");
    await focused(page, dialog.getByRole("heading", { name: "Your recovery phrase" }));
    assertEquals(
      (await dialog.locator(".phrase > ol > li").allInnerTexts()).join(" "),
      phrase,
    );
    assertEquals(await violations(page), []);
    await page.emulateMedia({ media: "print" });
    assert(await dialog.locator(".phrase > ol").isVisible());
    assert(!await dialog.getByRole("button", { name: "Print", includeHidden: true }).isVisible());
    await page.emulateMedia({ media: "screen" });
    await dialog.getByRole("button", { name: "I have written them down" }).press("Enter");
    await focused(page, dialog.getByRole("heading", { name: "Show that you have them" }));
    const fields = dialog.getByLabel(/^Word \d+$/);
    assertEquals(await fields.count(), 2);
    for (const field of await fields.all()) await field.fill("zebra");
    await page.keyboard.press("Enter");
    await dialog.getByRole("alert").getByText(/^Word \d+ is another one/).waitFor();
    await focused(page, fields.first());
    await passTest(dialog);
    await page.evaluate("account.hold()");
    await page.keyboard.press("Enter");
    const bar = dialog.getByRole("progressbar", { name: "Sealing what was said so far" });
    await focused(page, bar);
    await page.evaluate(
      `account.progressed(0.42); account.archive.value = { kind: "on", entries: 0 }`,
    );
    await dialog.getByText("42 %").waitFor();
    await page.evaluate("account.release()");
    await dialog.getByText("1,204 messages are in it.").waitFor();
    await dialog.getByRole("status").getByText("The archive is kept from now on.").waitFor();
    assertEquals(await page.evaluate("account.calls"), [`startArchive "${phrase}"`]);
  });

  Deno.test("an archive that is full says so, and what to do, until there is room", async () => {
    await using stage = await SealedViewStage.open();
    const { page, dialog } = await openAccount(
      stage,
      `account.archive.value = { kind: "on", entries: 7, isFull: true }`,
    );
    await dialog.getByText("The archive is kept: 7 messages").waitFor();
    const full = dialog.getByRole("alert").getByText("The archive is full.");
    await full.waitFor();
    assertEquals(await violations(page), []);
    await page.evaluate(`account.archive.value = { kind: "on", entries: 6 }`);
    await full.waitFor({ state: "detached" });
  });

  Deno.test("an archive ends after a question; one that is closed is opened by the phrase", async () => {
    await using stage = await SealedViewStage.open();
    const { page, dialog } = await openAccount(
      stage,
      `account.archive.value = { kind: "on", entries: 1 }`,
    );
    await dialog.getByText("1 message is in it.").waitFor();
    await dialog.getByRole("button", { name: "Stop and delete it" }).click();
    const question = page.getByRole("dialog", { name: "Delete the archive?" });
    await question.getByRole("button", { name: "Delete it" }).click();
    await dialog.getByRole("button", { name: "Keep an archive" }).waitFor();
    await page.evaluate(`account.archive.value = { kind: "off", isThere: true }`);
    await dialog.getByRole("textbox", { name: "Recovery phrase" }).waitFor();
    await page.evaluate(`account.archive.value = { kind: "restoring", share: 0.3 }`);
    await dialog.getByText("30 %").waitFor();
  });

  Deno.test("the focus stays in the dialog", async () => {
    await using stage = await SealedViewStage.open();
    const { page } = await openAccount(stage);
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press("Tab");
      const place = await page.evaluate("document.activeElement.closest('dialog, body').className");
      // Between the last and the first the browser itself may be in turn.
      assert(["modal titled-modal sealed-account", ""].includes(place as string), `${place}`);
    }
  });
}
