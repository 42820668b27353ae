/** Files that were sent, in a real browser and with a real server. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { drawnPng } from "../../support/drawn_png.ts";
import { samples } from "../../support/file_samples.ts";
import { FilesStage, loaded, picture } from "./files_stage.ts";
import type { Sent } from "./files_stage.ts";
import { focused, phone } from "./rooms_stage.ts";

const kettle: Sent = ["kettle.png", drawnPng(1_600, 1_000), "A red kettle"];
const cup: Sent = ["cup.png", drawnPng(300, 600, [180, 90, 60])];
const dot: Sent = ["dot.png", drawnPng(16, 16)];
const minutes: Sent = ["Minutes of the tea committee, as they were agreed.pdf", samples.pdf];
const whistle: Sent = ["whistle.wav", wave()];

/** Half a second of silence. */
function wave(): Uint8Array<ArrayBuffer> {
  const rate = [0x40, 0x1f, 0, 0];
  const head = [...ascii("RIFF"), 0xc4, 0x0f, 0, 0, ...ascii("WAVEfmt "), 16, 0, 0, 0, 1, 0, 1, 0];
  const tail = [...rate, ...rate, 1, 0, 8, 0, ...ascii("data"), 0xa0, 0x0f, 0, 0];
  return Uint8Array.from([...head, ...tail, ...Array(4_000).fill(128)]);
}

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

/** Where the boxes of all files in the log are, and how large, to the pixel. */
function boxes(page: Page): Promise<number[][]> {
  return page.locator(".attachment").evaluateAll((items) =>
    items.map((item) => {
      const { x, y, width, height } = item.getBoundingClientRect();
      return [x, y, width, height].map((px) => Math.round(px * 100) / 100);
    })
  );
}

/** What is shown large. */
function lightbox(page: Page): Locator {
  return page.getByRole("dialog", { name: "Pictures" });
}

/** Waits until a picture is shown large. */
async function shownLarge(page: Page, name: string): Promise<void> {
  await lightbox(page).locator(".file-name").getByText(name, { exact: true }).waitFor();
}

/** Opens the list of files; on a phone it is behind the details. */
async function openFiles(page: Page): Promise<Locator> {
  const button = page.getByRole("button", { name: "Files", exact: true });
  if (page.viewportSize()!.width < 1_024) await page.locator(".people-button").click();
  await button.click();
  await page.getByRole("heading", { name: "Files in tea" }).waitFor();
  return page.locator(".file-list");
}

if (!lacksChromium()) {
  Deno.test("what shows files fills the space that was kept for it, and nothing moves", async () => {
    await using stage = await FilesStage.open();
    // More than fits, as in most rooms: what is in view begins at the end of it.
    for (let n = 1; n <= 30; n++) await stage.say(`message ${n}`);
    await stage.say("one", kettle);
    await stage.say("", cup, dot, kettle);
    await stage.say("", dot);
    await stage.say("papers", minutes, whistle);
    const shifts = `globalThis.shifts = []; new PerformanceObserver((list) => {
      for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) shifts.push(value);
    }).observe({ type: "layout-shift", buffered: true })`;
    for (const viewport of [{ width: 1_280, height: 900 }, { width: 360, height: 740 }]) {
      const script = Promise.withResolvers<void>();
      const bytes = Promise.withResolvers<void>();
      const page = await stage.enter({
        viewport,
        script: shifts,
        async prepare(page) {
          await page.route(/around-.*\.js/, async (route) => {
            await script.promise;
            await route.continue();
          });
          await page.route("**/files/**", async (route) => {
            await bytes.promise;
            await route.continue();
          });
        },
      });
      await page.locator(".plain-link").first().waitFor({ state: "attached" });
      const before = await boxes(page);
      script.resolve();
      await page.locator(".picture").first().waitFor();
      assertEquals(await boxes(page), before, "the script has come");
      bytes.resolve();
      await loaded(page);
      assertEquals(await boxes(page), before, "the pictures have come");
      const shifted = await page.evaluate("shifts.reduce((sum, it) => sum + it, 0)") as number;
      assert(shifted < 0.01, `shifted by ${shifted}`);
      await page.context().close();
    }
  });

  Deno.test("a picture is fitted into its bounds, several are equal tiles", async () => {
    await using stage = await FilesStage.open();
    await stage.say("", kettle);
    await stage.say("", cup);
    await stage.say("", kettle, cup, dot, dot);
    const page = await stage.enter({ viewport: { width: 1_280, height: 1_600 } });
    const [wide, tall, ...tiles] = (await boxes(page)).map(([, , ...size]) => size);
    assertEquals([wide, tall], [[400, 250], [160, 320]]);
    assertEquals(tiles.length, 4);
    for (const [width, height] of tiles) {
      assert(Math.abs(width! - height!) <= 1 && Math.abs(width! - tiles[0]![0]!) <= 1);
    }
  });

  Deno.test("pictures wait until they are near, and a smaller one comes first", async () => {
    await using stage = await FilesStage.open();
    const thumbnail = await stage.sayWithThumbnail("tea time.png");
    const asked: string[] = [];
    const page = await stage.enter({
      prepare: (page) =>
        Promise.resolve(void page.on("request", (it) => asked.push(new URL(it.url()).pathname))),
    });
    const image = picture(page, "tea time.png").locator("img");
    await loaded(page);
    assertEquals(await image.getAttribute("loading"), "lazy");
    assertEquals(await image.getAttribute("decoding"), "async");
    assertEquals(asked.filter((path) => path.startsWith("/files/")), [
      `/files/${thumbnail}/tea%20time.png`,
    ]);
    await picture(page, "tea time.png").click();
    await lightbox(page).locator("img:not([alt=''])").waitFor();
    await loaded(page);
    assert(asked.filter((path) => path.startsWith("/files/")).length >= 2, "the whole is loaded");
  });

  Deno.test("the large view is all keyboard: it opens, goes on, stays in itself, leads back", async () => {
    await using stage = await FilesStage.open();
    await stage.say("first", kettle);
    await stage.say("second", cup, minutes);
    await stage.say("third", ["last.png", drawnPng(50, 50)]);
    const page = await stage.enter();
    const link = picture(page, "cup.png");
    await loaded(page);
    // The box takes the focus when the room opens.
    await focused(page, page.getByRole("textbox", { name: "Message to tea" }));
    await link.focus();
    await page.keyboard.press("Enter");
    await shownLarge(page, "cup.png");
    await focused(page, page.getByRole("button", { name: "Close the picture" }));
    await page.getByRole("status").getByText("cup.png, 2 of 3").waitFor();
    await page.keyboard.press("ArrowRight");
    await shownLarge(page, "last.png");
    await page.keyboard.press("ArrowRight");
    await shownLarge(page, "last.png");
    await page.keyboard.press("Home");
    await shownLarge(page, "kettle.png");
    await lightbox(page).getByText("A red kettle", { exact: true }).waitFor();
    await lightbox(page).getByText("1 of 3").first().waitFor();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await shownLarge(page, "cup.png");
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press("Tab");
      const place = await page.evaluate(
        "document.activeElement?.closest('.lightbox, body').className",
      );
      // Between the last and the first the browser itself may be in turn.
      assert(["ask lightbox", ""].includes(place as string), `the focus is in ${place}`);
    }
    await page.keyboard.press("Escape");
    await lightbox(page).waitFor({ state: "detached" });
    await focused(page, link);
  });

  Deno.test("from right to left the arrows lead the other way", async () => {
    await using stage = await FilesStage.open();
    await stage.say("", kettle);
    await stage.say("", cup);
    const page = await stage.enter({ locale: "ar" });
    await picture(page, "A red kettle").click();
    await page.locator(".lightbox").waitFor();
    await page.keyboard.press("ArrowRight");
    await page.locator(".lightbox .file-name").getByText("kettle.png").waitFor();
    await page.keyboard.press("ArrowLeft");
    await page.locator(".lightbox .file-name").getByText("cup.png").waitFor();
    const previous = (await page.locator('[data-way="previous"]').boundingBox())!;
    const next = (await page.locator('[data-way="next"]').boundingBox())!;
    assert(next.x < previous.x);
  });

  Deno.test("a click enlarges a picture and fits it again, one beside it closes", async () => {
    await using stage = await FilesStage.open();
    await stage.say("", ["wide.png", drawnPng(3_000, 500)]);
    const page = await stage.enter();
    await picture(page, "wide.png").click();
    const image = lightbox(page).locator(".large-picture-button");
    await page.getByRole("button", { name: "wide.png. Show in full size" }).waitFor();
    const fitted = (await image.boundingBox())!;
    assertEquals(Math.round(fitted.width), 1_280);
    // What is clicked stays under the pointer.
    await image.click({ position: { x: 1_200, y: 100 } });
    await page.getByRole("button", { name: "wide.png. Fit into the window" }).waitFor();
    const enlarged = (await image.boundingBox())!;
    assertEquals(Math.round(enlarged.width), 3_000);
    assert(Math.abs(1_200 - (enlarged.x + 3_000 * 1_200 / 1_280)) < 2, `${enlarged.x}`);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "wide.png. Show in full size" }).waitFor();
    await page.locator(".large-picture").click({ position: { x: 20, y: 20 } });
    await lightbox(page).waitFor({ state: "detached" });
    await focused(page, picture(page, "wide.png"));
  });

  Deno.test("a finger wipes from picture to picture", async () => {
    await using stage = await FilesStage.open();
    await stage.say("", kettle);
    await stage.say("", cup);
    const page = await stage.enter(phone);
    await picture(page, "A red kettle").tap();
    await shownLarge(page, "kettle.png");
    const session = await page.context().newCDPSession(page);
    async function wipe(from: number, to: number): Promise<void> {
      const at = (x: number) => ({ touchPoints: [{ x, y: 400 }] });
      await session.send("Input.dispatchTouchEvent", { type: "touchStart", ...at(from) });
      for (let step = 1; step <= 4; step++) {
        const x = from + (to - from) * step / 4;
        await session.send("Input.dispatchTouchEvent", { type: "touchMove", ...at(x) });
      }
      await session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    }
    await wipe(300, 60);
    await shownLarge(page, "cup.png");
    await wipe(60, 300);
    await shownLarge(page, "kettle.png");
  });

  Deno.test("the large view leads to the message, and goes on when its picture is deleted", async () => {
    await using stage = await FilesStage.open();
    const gone = await stage.say("", kettle);
    await stage.say("the cup", cup);
    const page = await stage.enter();
    await picture(page, "A red kettle").click();
    await shownLarge(page, "kettle.png");
    await stage.remove(gone);
    await shownLarge(page, "cup.png");
    await page.getByRole("button", { name: "Go to the message", exact: true }).click();
    const row = page.locator('.message[data-pointed-out="true"]').filter({ hasText: "the cup" });
    await focused(page, row);
    assertEquals(await lightbox(page).count(), 0);
  });

  Deno.test("a picture that does not load says so, and can be tried again", async () => {
    await using stage = await FilesStage.open();
    stage.complaints.expectNetworkFailures();
    await stage.say("", kettle);
    const page = await stage.enter({
      prepare: (page) =>
        page.route("**/files/**/kettle.png", (route) => route.abort(), { times: 1 }).then(() => {}),
    });
    const retry = page.getByRole("button", { name: "kettle.png could not be loaded Try again" });
    await retry.waitFor();
    const [before] = await boxes(page);
    assertEquals(await violations(page), []);
    await retry.click();
    await loaded(page);
    assertEquals((await boxes(page))[0], before);
    await picture(page, "A red kettle").waitFor();
  });

  Deno.test("a document comes as it was sent, under its name", async () => {
    await using stage = await FilesStage.open();
    await stage.say("", minutes);
    const page = await stage.enter();
    const card = page.getByRole("link", {
      name: /^Download, PDF: Minutes of .* agreed\.pdf \d+ bytes$/,
    });
    assertEquals(await card.locator(".file-name").getAttribute("title"), minutes[0]);
    const coming = page.waitForEvent("download");
    await card.click();
    const download = await coming;
    assertEquals(download.suggestedFilename(), minutes[0]);
    assertEquals(await Deno.readFile(await download.path()), samples.pdf);
  });

  Deno.test("a sound waits until it is wanted, and plays then", async () => {
    await using stage = await FilesStage.open();
    await stage.say("", whistle);
    const asked: string[] = [];
    const page = await stage.enter({
      prepare: (page) => Promise.resolve(void page.on("request", (it) => asked.push(it.url()))),
    });
    const sound = page.locator("audio");
    await sound.waitFor();
    assertEquals(await sound.getAttribute("preload"), "none");
    assertEquals(await sound.getAttribute("autoplay"), null);
    assertEquals(asked.filter((url) => url.includes("/files/")), []);
    await sound.evaluate((audio) =>
      // deno-lint-ignore no-explicit-any
      (audio as any).play().then(() =>
        new Promise((ended) => audio.addEventListener("ended", ended))
      )
    );
  });

  Deno.test("hostile names and words are shown as they are, and do nothing", async () => {
    await using stage = await FilesStage.open();
    const hostile = `"><img src=x onerror="document.title='run'">.png`;
    const alt = `<script>document.title='run'</script>"`;
    const long = "ä".repeat(125) + ".pdf";
    await stage.say("", [hostile, drawnPng(60, 60), alt], ["see\u202Etxt.exe", "bytes"]);
    await stage.say("", [long, samples.pdf], [hostile.replace("png", "txt"), "text"]);
    const page = await stage.enter({ viewport: { width: 360, height: 800 } });
    await picture(page, alt).waitFor();
    const shown = await page.locator(".file-name").evaluateAll((names) =>
      names.map((name) => name.getAttribute("title"))
    );
    assertEquals(shown, ["seetxt.exe", long, hostile.replace("png", "txt").replace(/.*\//, "")]);
    const list = await openFiles(page);
    await list.getByText("seetxt.exe").waitFor();
    await list.getByRole("link", { name: /^Picture:/ }).click();
    await lightbox(page).locator(".lightbox-alt").getByText(alt, { exact: true }).waitFor();
    assertEquals(await page.locator("img[onerror], img[src='x']").count(), 0);
    assert(await page.title() !== "run");
    assertEquals(await page.evaluate("document.documentElement.scrollWidth"), 360);
  });

  Deno.test("the list of files goes back page by page, and follows what is said", async () => {
    await using stage = await FilesStage.open();
    for (let n = 1; n <= 7; n++) {
      const files = Array.from({ length: 8 }, (_, at): Sent => [`f${n}-${at}.txt`, `${n} ${at}`]);
      await stage.say(`message ${n}`, ...files);
    }
    const page = await stage.enter();
    const list = await openFiles(page);
    const rows = list.getByRole("listitem");
    await rows.nth(49).waitFor();
    assertEquals(await rows.count(), 50);
    assertMatch(await rows.first().innerText(), /f7-7\.txt\s+3 bytes · ada · /);
    const more = page.getByRole("button", { name: "Show older ones" });
    await more.click();
    await rows.nth(55).waitFor();
    await focused(page, rows.nth(50).getByRole("link"));
    assertEquals(await more.count(), 0);
    const seq = await stage.say("fresh", kettle, ["fresh.txt", "new"]);
    await list.getByText("fresh.txt").waitFor();
    assertMatch(await rows.nth(1).innerText(), /kettle\.png/);
    await stage.remove(seq);
    await list.getByText("fresh.txt").waitFor({ state: "detached" });
    assertEquals(await rows.count(), 56);
    await page.getByRole("button", { name: "Go to the message with f1-0.txt" }).click();
    const row = page.locator('.message[data-pointed-out="true"]').filter({ hasText: "message 1" });
    await focused(page, row);
    assert(await list.isVisible(), "it has a column of its own");
  });

  Deno.test("the list of files says when there are none, and when it did not load", async () => {
    await using stage = await FilesStage.open();
    stage.complaints.expectNetworkFailures();
    const page = await stage.enter();
    await page.route("**/api/rooms/tea/files", (route) => route.abort(), { times: 1 });
    await openFiles(page);
    await page.locator(".files-nothing").getByText("The files did not load.").waitFor();
    assertEquals(await violations(page), []);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("No files so far").waitFor();
    await stage.say("", kettle);
    await page.locator(".file-list").getByText("kettle.png").waitFor();
    assertEquals(await page.getByText("No files so far").count(), 0);
  });

  Deno.test("Escape leads from the files back to the details, and on a phone to the room", async () => {
    await using stage = await FilesStage.open();
    await stage.say("the kettle", kettle);
    const page = await stage.enter();
    await openFiles(page);
    await focused(page, page.getByRole("heading", { name: "Files in tea" }));
    await page.keyboard.press("Escape");
    await focused(page, page.locator(".panel-head").getByRole("heading", { name: "tea" }));
    const small = await stage.enter(phone);
    await (await openFiles(small)).getByRole("link", { name: /kettle\.png/ }).click();
    await shownLarge(small, "kettle.png");
    await small.getByRole("button", { name: "Go to the message", exact: true }).click();
    await small.locator('.message[data-pointed-out="true"]').waitFor();
    assertEquals(await small.getByRole("dialog").count(), 0);
  });

  Deno.test("what stands for a message without text says what its files are", async () => {
    await using stage = await FilesStage.open();
    const one = await stage.say("", kettle);
    const two = await stage.say("", minutes, cup);
    await stage.reply("nice", one);
    await stage.reply("long", two);
    const page = await stage.enter({ name: "Ada" });
    await page.locator(".reply-quote").getByText("Picture: A red kettle").waitFor();
    await page.locator(".reply-quote").getByText("2 files").waitFor();
    // The keys of messages load after the page.
    await page.waitForLoadState("networkidle");
    await page.locator(`.message[data-seq="${one}"]`).evaluate((row) => {
      row.setAttribute("tabindex", "-1");
      // deno-lint-ignore no-explicit-any
      (row as any).focus();
    });
    await page.keyboard.press("Delete");
    const dialog = page.getByRole("dialog", { name: "Delete this message?" });
    await dialog.getByText("Its files go with it.").waitFor();
    await dialog.getByRole("button", { name: "Delete" }).click();
    await picture(page, "A red kettle").waitFor({ state: "detached" });
  });

  Deno.test("another room takes the large view away", async () => {
    await using stage = await FilesStage.open();
    await stage.say("", kettle);
    const page = await stage.enter();
    await page.goto("/chat?room=cake&name=Cleo");
    await page.goto("/chat?room=tea&name=Cleo");
    await picture(page, "A red kettle").click();
    await shownLarge(page, "kettle.png");
    await page.keyboard.press("Alt+ArrowDown");
    await page.getByRole("heading", { level: 1, name: "cake" }).waitFor();
    await lightbox(page).waitFor({ state: "detached" });
  });

  for (const colorScheme of ["light", "dark"] as const) {
    for (const viewport of [{ width: 1_280, height: 900 }, { width: 360, height: 740 }]) {
      Deno.test(`nothing about files shuts anybody out, ${colorScheme}, ${viewport.width} px`, async () => {
        await using stage = await FilesStage.open();
        await stage.say("all kinds", kettle, cup, minutes, whistle);
        await stage.say("", dot);
        const page = await stage.enter({ colorScheme, viewport });
        await loaded(page);
        assertEquals(await violations(page), []);
        assertEquals(await page.evaluate("document.documentElement.scrollWidth"), viewport.width);
        await picture(page, "A red kettle").click();
        await shownLarge(page, "kettle.png");
        await loaded(page);
        assertEquals(await violations(page), []);
        await page.locator(".large-picture-button").click();
        await page.locator('.large-picture[data-enlarged="true"]').waitFor();
        assertEquals(await violations(page), []);
        await page.keyboard.press("Escape");
        await openFiles(page);
        await page.locator(".file-list").getByText("kettle.png").waitFor();
        await loaded(page);
        assertEquals(await violations(page), []);
      });
    }
  }
}
