/** Files are attached and sent, in a real browser with a real server. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { samples } from "../../support/file_samples.ts";
import { until } from "../../support/until.ts";
import { announced, listen } from "../../support/announced.ts";
import { exif } from "../files/jpeg_samples.ts";
import { hasFocus, phone } from "./room_stage.ts";
import {
  boxOf,
  cardOf,
  draw,
  file,
  holdUploads,
  isReady,
  pick,
  sendButton,
  SendingStage,
} from "./sending_stage.ts";

const note = file("note.txt", "hello");
const plan = file("plan.pdf", samples.pdf);
const picture = file("pot.png", samples.png, "image/png");

/** What Bob sees of the files of the next message. */
async function heardFiles(stage: SendingStage): Promise<unknown[]> {
  const { files = [] } = await stage.hear();
  return files.map(({ name, type, size, alt }) => [name, type, size, ...alt ? [alt] : []]);
}

/** Drags files over an element or drops them there, as a file manager does. */
async function drag(page: Page, event: string, place: string, names: string[]): Promise<void> {
  await page.locator(place).first().evaluate((element, { event, names }) => {
    // deno-lint-ignore no-explicit-any
    const { DataTransfer, DragEvent, File } = globalThis as any;
    const dataTransfer = new DataTransfer();
    for (const name of names) dataTransfer.items.add(new File([name], name));
    element.dispatchEvent(
      new DragEvent(event, { dataTransfer, bubbles: true, cancelable: true, composed: true }),
    );
  }, { event, names });
}

/** Pastes a file into the box. */
async function paste(page: Page, name: string, texts: Record<string, string> = {}): Promise<void> {
  await boxOf(page).evaluate((element, { name, texts }) => {
    // deno-lint-ignore no-explicit-any
    const { DataTransfer, ClipboardEvent, File } = globalThis as any;
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(["pasted"], name));
    for (const [type, text] of Object.entries(texts)) clipboardData.setData(type, text);
    element.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  }, { name, texts });
}

/** Has the server forget an upload, or what came of it. */
async function forget(page: Page, url: string): Promise<void> {
  const status = await page.evaluate(async (url) => {
    const headers = { "tus-resumable": "1.0.0" };
    return (await fetch(url, { method: "DELETE", headers })).status;
  }, url);
  assertEquals(status, 204);
}

/** A short film that the browser records. */
async function film(page: Page): Promise<Uint8Array> {
  const bytes = await page.evaluate(async () => {
    // deno-lint-ignore no-explicit-any
    const { document, MediaRecorder, setInterval, clearInterval } = globalThis as any;
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: 320, height: 180 });
    const context = canvas.getContext("2d");
    let hue = 0;
    const drawing = setInterval(() => {
      context.fillStyle = `hsl(${hue += 20} 60% 50%)`;
      context.fillRect(0, 0, 320, 180);
    }, 30);
    const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: "video/webm" });
    const parts: Blob[] = [];
    const stopped = new Promise((resolve) => recorder.onstop = resolve);
    // Long enough is what has some pictures, however long that takes on a busy machine.
    recorder.ondataavailable = ({ data }: { data: Blob }) => {
      if (data.size > 0) parts.push(data);
      if (parts.length === 5 && recorder.state === "recording") recorder.stop();
    };
    recorder.start(100);
    await stopped;
    clearInterval(drawing);
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  });
  return Uint8Array.from(bytes);
}

/** What is said above the files of a message that waits for them. */
function holding(page: Page, words: string): Locator {
  return page.locator(".holding", { hasText: words });
}

if (!lacksChromium()) {
  Deno.test("files that are picked go with the message, whatever they are", async () => {
    await using stage = await SendingStage.open();
    const page = await stage.enter();
    await pick(page, note, plan);
    await isReady(page, "note.txt");
    await isReady(page, "plan.pdf");
    await boxOf(page).fill("both");
    await sendButton(page).click();
    assertEquals(await heardFiles(stage), [
      ["note.txt", "text/plain", 5],
      ["plan.pdf", "application/pdf", samples.pdf.length],
    ]);
    await page.locator(".attachment-strip").waitFor({ state: "detached" });
    assert(await hasFocus(boxOf(page)));
  });

  Deno.test("the button opens the system's dialog, for several files of any type", async () => {
    await using stage = await SendingStage.open();
    const page = await stage.enter();
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: "Attach files" }).click(),
    ]);
    assertEquals(chooser.isMultiple(), true);
    assertEquals(await chooser.element().getAttribute("accept"), null);
    await chooser.setFiles([note]);
    await isReady(page, "note.txt");
    assert(await hasFocus(boxOf(page)));
  });

  Deno.test("a file that is pasted is attached, and a table that brings a picture is text", async () => {
    await using stage = await SendingStage.open();
    const page = await stage.enter();
    await paste(page, "table.png", { "text/html": "<table>", "text/plain": "1\t2" });
    await paste(page, "shot.txt");
    await isReady(page, "shot.txt");
    assertEquals(await page.locator(".attachment-card").count(), 1);
    await boxOf(page).press("Enter");
    assertEquals(await heardFiles(stage), [["shot.txt", "text/plain", 6]]);
  });

  Deno.test("files are dropped anywhere on the room, which says so, and nowhere else", async () => {
    await using stage = await SendingStage.open();
    const page = await stage.enter();
    const words = page.getByText("Drop files to send them to tea");
    await drag(page, "dragover", ".header", ["a"]);
    assertEquals(await words.isVisible(), false);
    await drag(page, "dragover", ".log", ["a"]);
    await words.waitFor();
    await drag(page, "dragleave", ".log", ["a"]);
    await words.waitFor({ state: "hidden" });
    await drag(page, "drop", ".header", ["elsewhere"]);
    await drag(page, "drop", ".log", ["a", "b"]);
    await isReady(page, "b");
    assertEquals(await page.locator(".attachment-card").count(), 2);
    assertEquals(await words.isVisible(), false);
  });

  Deno.test("progress is there for who listens, and only begin and end are read out", async () => {
    await using stage = await SendingStage.open();
    const page = await stage.enter();
    await listen(page);
    const letGo = await holdUploads(page);
    await pick(page, note);
    const bar = page.getByRole("progressbar", { name: "note.txt" });
    await bar.waitFor();
    assertMatch(await cardOf(page, "note.txt").innerText(), /5 bytes · \d+%/);
    await letGo();
    await isReady(page, "note.txt");
    assertEquals(await bar.count(), 0);
    await page.getByText("note.txt is ready").waitFor({ state: "attached" });
    assertEquals(await announced(page), ["Sending note.txt", "note.txt is ready"]);
  });

  Deno.test("a file that is cancelled goes, from the server too, and the next one has the focus", async () => {
    await using stage = await SendingStage.open();
    const page = await stage.enter();
    const letGo = await holdUploads(page);
    let begun = 0;
    page.on("request", (request) => void (begun += Number(request.method() === "PATCH")));
    await pick(page, note, plan);
    await page.getByRole("progressbar").nth(1).waitFor();
    // Before that the server has told of no upload that could be cancelled there.
    await until(() => begun === 2);
    const deleted = page.waitForRequest((request) => request.method() === "DELETE");
    await page.getByRole("button", { name: "Cancel note.txt" }).click();
    await deleted;
    await cardOf(page, "note.txt").waitFor({ state: "detached" });
    assert(await hasFocus(page.getByRole("button", { name: "Cancel plan.pdf" })));
    await letGo();
    await isReady(page, "plan.pdf");
    await page.getByRole("button", { name: "Remove plan.pdf" }).press("Enter");
    await page.locator(".attachment-strip").waitFor({ state: "detached" });
    assert(await hasFocus(boxOf(page)));
  });

  Deno.test("an upload goes on by itself when the network is back", async () => {
    await using stage = await SendingStage.open();
    const page = await stage.enter();
    const content = new Uint8Array(3_000_000).map((_, index) => index % 251);
    const letGo = await holdUploads(page);
    await pick(page, file("large.bin", content));
    await page.getByText("0%").waitFor();
    stage.cut();
    await letGo();
    await cardOf(page, "large.bin").getByText("Waits for the connection").waitFor();
    stage.mend();
    await isReady(page, "large.bin");
    await sendButton(page).click();
    const { files } = await stage.hear();
    assertEquals(await stage.read(files![0]!), content);
  });

  Deno.test("an upload that the server knows no more begins anew", async () => {
    await using stage = await SendingStage.open();
    stage.complaints.expectNetworkFailures();
    const page = await stage.enter();
    const letGo = await holdUploads(page);
    const begun = page.waitForRequest((request) => request.method() === "PATCH");
    await pick(page, note);
    await forget(page, (await begun).url());
    await letGo();
    await isReady(page, "note.txt");
    await sendButton(page).click();
    assertEquals(await heardFiles(stage), [["note.txt", "text/plain", 5]]);
  });

  Deno.test("a message waits for the network with its files, which its row names", async () => {
    await using stage = await SendingStage.open();
    const page = await stage.enter();
    await pick(page, note, picture);
    await isReady(page, "note.txt");
    await isReady(page, "pot.png");
    stage.cut();
    await sendButton(page).click();
    const row = page.locator(".message[data-status=waiting]");
    await row.getByText("Waits for the connection").waitFor();
    assertEquals(await row.locator(".pending-files > li").allInnerTexts(), [
      "note.txt",
      "pot.png",
    ]);
    stage.mend();
    assertEquals((await stage.hear()).files?.length, 2);
  });

  Deno.test("a film says how large it is shown, and has a picture of itself", async () => {
    await using stage = await SendingStage.open();
    const page = await stage.enter();
    // However busy the machine is, here there is time enough.
    await page.evaluate("void (AbortSignal.timeout = () => new AbortController().signal)");
    await pick(page, file("waves.webm", await film(page), "video/webm"));
    await isReady(page, "waves.webm");
    await sendButton(page).click();
    const [waves] = (await stage.hear()).files!;
    assertEquals([waves!.type, waves!.width, waves!.height], ["video/webm", 320, 180]);
    assert(waves!.thumbnail !== undefined);
  });

  Deno.test("a film that shows no picture in time still says how large it is", async () => {
    await using stage = await SendingStage.open();
    const page = await stage.enter();
    const bytes = await film(page);
    // It never comes to a picture, and as soon as one is waited for the time is over.
    await page.evaluate(`{
      const { prototype } = EventTarget;
      const { addEventListener } = prototype;
      const times = [];
      AbortSignal.timeout = () => {
        const time = new AbortController();
        times.push(time);
        return time.signal;
      };
      prototype.addEventListener = function (type, ...others) {
        if (type === "loadeddata" || type === "seeked") {
          return queueMicrotask(() => times.forEach((time) => time.abort()));
        }
        return addEventListener.call(this, type, ...others);
      };
    }`);
    await pick(page, file("waves.webm", bytes, "video/webm"));
    await isReady(page, "waves.webm");
    await sendButton(page).click();
    const [waves] = (await stage.hear()).files!;
    assertEquals([waves!.width, waves!.height, waves!.thumbnail], [320, 180, undefined]);
  });

  Deno.test("a message that is sent while a file is on its way goes when that is there", async () => {
    await using stage = await SendingStage.open();
    const page = await stage.enter();
    const letGo = await holdUploads(page);
    await pick(page, note);
    await boxOf(page).fill("look");
    await boxOf(page).press("Enter");
    await holding(page, "The message goes when its files are there.").waitFor();
    assertEquals(await boxOf(page).inputValue(), "look");
    assert(await hasFocus(boxOf(page)));
    await page.getByRole("button", { name: "Not yet" }).click();
    await holding(page, "The message goes").waitFor({ state: "detached" });
    assertEquals(await sendButton(page).isEnabled(), true);
    await sendButton(page).click();
    await letGo();
    const { text, files } = await stage.hear();
    assertEquals([text, files?.length], ["look", 1]);
    await page.locator(".attachment-strip").waitFor({ state: "detached" });
    assertEquals(await boxOf(page).inputValue(), "");
  });

  Deno.test("a file that is refused says why, keeps the message waiting, and can be tried again", async () => {
    await using stage = await SendingStage.open();
    stage.complaints.expectNetworkFailures();
    const page = await stage.enter();
    await page.route(/\/files$/, (route) =>
      route.fulfill({
        status: 413,
        contentType: "application/problem+json",
        body: JSON.stringify({ code: "quota", detail: "Cannot take this file" }),
      }), { times: 1 });
    await pick(page, note);
    await cardOf(page, "note.txt").getByText("There is no space left for it.").waitFor();
    await sendButton(page).click();
    await holding(page, "The message waits: a file of it failed.").waitFor();
    await page.getByRole("button", { name: "Try again: note.txt" }).click();
    assertEquals(await heardFiles(stage), [["note.txt", "text/plain", 5]]);
  });

  Deno.test("a picture is described, and Enter in there leads back to the message", async () => {
    await using stage = await SendingStage.open();
    const page = await stage.enter();
    await pick(page, picture);
    await isReady(page, "pot.png");
    await cardOf(page, "pot.png").getByText("not described yet").waitFor();
    const field = page.getByRole("textbox", { name: /^Describe this picture .*: pot.png$/ });
    await field.fill("A pot of tea");
    await page.getByText("not described yet").waitFor({ state: "detached" });
    await field.press("Enter");
    assert(await hasFocus(boxOf(page)));
    await boxOf(page).press("Enter");
    assertEquals(await heardFiles(stage), [
      ["pot.png", "image/png", samples.png.length, "A pot of tea"],
    ]);
  });

  Deno.test("a large picture has a smaller one with it", async () => {
    await using stage = await SendingStage.open();
    const page = await stage.enter();
    await pick(
      page,
      file("wide.png", await draw(page, { width: 1_600, height: 400 }), "image/png"),
    );
    await isReady(page, "wide.png");
    await sendButton(page).click();
    const [wide] = (await stage.hear()).files!;
    assertEquals([wide!.width, wide!.height], [1_600, 400]);
    const small = await stage.read({ ...wide!, id: wide!.thumbnail as string });
    assertEquals(new TextDecoder().decode(small.subarray(8, 12)), "WEBP");
  });

  for (const isRemoved of [true, false]) {
    Deno.test(`photos lose their place as the setting says: ${isRemoved}`, async () => {
      await using stage = await SendingStage.open();
      const page = await stage.enter();
      if (!isRemoved) {
        await page.getByRole("button", { name: "Settings", exact: true }).first().click();
        await page.getByRole("switch", { name: "Remove the place from photos" }).click();
        await page.keyboard.press("Escape");
      }
      const { jpeg } = samples;
      const place = Uint8Array.from(exif({ hasGps: true }));
      const photo = new Uint8Array([...jpeg.subarray(0, 2), ...place, ...jpeg.subarray(2)]);
      await pick(page, file("photo.jpg", photo, "image/jpeg"));
      await isReady(page, "photo.jpg");
      await sendButton(page).click();
      const { files } = await stage.hear();
      assertEquals(await stage.read(files![0]!), isRemoved ? jpeg : photo);
    });
  }

  Deno.test("what is too large is refused with the limit, and more than ten with words", async () => {
    await using stage = await SendingStage.open({ maxUpload: 1_000 });
    const page = await stage.enter();
    await pick(page, file("big.bin", "x".repeat(1_001)));
    const words = page.getByRole("alert").getByText(
      "big.bin is too large: files may have up to 1 kB",
    );
    await words.waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    await words.waitFor({ state: "detached" });
    await pick(page, ...Array.from({ length: 11 }, (_, index) => file(`${index}.txt`, "x")));
    await page.getByRole("alert").getByText("A message takes up to 10 files.").waitFor();
    assertEquals(await page.locator(".attachment-card").count(), 10);
  });

  Deno.test("where no files may be sent there is nothing to attach them with", async () => {
    await using stage = await SendingStage.open({ maxUpload: 0 });
    const page = await stage.enter();
    await page.getByRole("button", { name: "Insert an emoji" }).waitFor();
    assertEquals(await page.getByRole("button", { name: "Attach files" }).count(), 0);
    await paste(page, "a.txt");
    await drag(page, "drop", ".log", ["a"]);
    assertEquals(await page.locator(".attachment-strip").count(), 0);
  });

  Deno.test("what is attached stays with its room, and the browser asks before it is lost", async () => {
    await using stage = await SendingStage.open();
    const page = await stage.enter();
    await pick(page, note);
    await isReady(page, "note.txt");
    await page.evaluate(() =>
      fetch("/api/rooms", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ name: "coffee" }),
      })
    );
    await page.keyboard.press("Control+K");
    await page.getByRole("dialog").getByRole("combobox").fill("coffee");
    await page.getByRole("option", { name: "coffee" }).first().click();
    await page.getByRole("textbox", { name: "Message to coffee" }).waitFor();
    assertEquals(await page.locator(".attachment-card").count(), 0);
    await page.goBack();
    await cardOf(page, "note.txt").waitFor();
    const asked = page.waitForEvent("dialog");
    void page.close({ runBeforeUnload: true });
    const dialog = await asked;
    assertEquals(dialog.type(), "beforeunload");
    await dialog.accept();
  });

  Deno.test("a message whose file is gone says so, and editing it shows which", async () => {
    await using stage = await SendingStage.open();
    stage.complaints.expectNetworkFailures();
    const page = await stage.enter();
    const begun = page.waitForRequest((request) => request.method() === "PATCH");
    await pick(page, note);
    await isReady(page, "note.txt");
    const url = (await begun).url();
    await forget(page, url);
    await boxOf(page).fill("look");
    await boxOf(page).press("Enter");
    const row = page.locator(".message[data-status=refused]");
    await row.getByText("A file of it is gone").waitFor();
    await row.getByText("note.txt").waitFor();
    await row.getByRole("button", { name: "Edit" }).click();
    await cardOf(page, "note.txt").getByText("It is not on the server any more.").waitFor();
    assertEquals(await boxOf(page).inputValue(), "look");
  });

  Deno.test("nothing moves while a file is on its way, and the log stays at its end", async () => {
    await using stage = await SendingStage.open();
    for (let count = 0; count < 30; count++) await stage.say(`line ${count}`);
    const page = await stage.enter();
    const letGo = await holdUploads(page);
    await pick(page, picture);
    await page.getByText("0%").waitFor();
    await page.getByText("line 29").waitFor();
    await page.evaluate(() => {
      // deno-lint-ignore no-explicit-any
      const { PerformanceObserver, shifts = [] } = globalThis as any;
      Object.assign(globalThis, { shifts });
      // deno-lint-ignore no-explicit-any
      new PerformanceObserver((list: any) => shifts.push(...list.getEntries()))
        .observe({ type: "layout-shift", buffered: false });
    });
    await letGo();
    await isReady(page, "pot.png");
    await page.getByText("not described yet").waitFor();
    // deno-lint-ignore no-explicit-any
    assertEquals(await page.evaluate(() => (globalThis as any).shifts.length), 0);
    const distance = await page.getByRole("log").evaluate(
      // deno-lint-ignore no-explicit-any
      (log: any) => log.scrollHeight - log.scrollTop - log.clientHeight,
    );
    assert(Math.abs(distance) <= 1, `${distance} px from the end`);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`axe finds nothing to mend while files are attached, ${colorScheme}`, async () => {
      await using stage = await SendingStage.open({ maxUpload: 1_000 });
      stage.complaints.expectNetworkFailures();
      const page = await stage.enter({ colorScheme });
      const letGo = await holdUploads(page);
      await pick(page, picture, note, file("big.bin", "x".repeat(1_001)));
      await page.getByText("0%").first().waitFor();
      await boxOf(page).press("Enter");
      assertEquals(await violations(page), []);
      await letGo();
      await stage.hear();
      await page.route(/\/files$/, (route) => route.fulfill({ status: 413, body: "" }));
      await pick(page, picture);
      await cardOf(page, "pot.png").getByText("It is larger than this server takes.").waitFor();
      assertEquals(await violations(page), []);
    });
  }

  Deno.test("on a narrow screen everything fits, and fingers find it", async () => {
    await using stage = await SendingStage.open();
    const page = await stage.enter(phone);
    await pick(page, file(`${"a long name ".repeat(8)}.png`, samples.png, "image/png"), note);
    await isReady(page, "note.txt");
    const widths = await page.evaluate(() => {
      // deno-lint-ignore no-explicit-any
      const { document, innerWidth } = globalThis as any;
      return [document.documentElement.scrollWidth, innerWidth];
    });
    assertEquals(widths, [360, 360]);
    assertEquals(await violations(page), []);
    const { width, height } = (await page.locator(".remove").first().boundingBox())!;
    assert(width >= 36 && height >= 36, `${width} × ${height}`);
    await page.getByRole("button", { name: "Attach files" }).waitFor();
    await sendButton(page).tap();
    assertEquals((await stage.hear()).files?.length, 2);
  });
}
