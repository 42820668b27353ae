/** A picture and a document go from one browser to the other, in front of the programs people run. */
import { assert, assertEquals } from "@std/assert";
import type { CDPSession, Locator, Page } from "playwright-core";
import { connected, reads } from "../support/browser_stage.ts";
import { lacksChromium, launchChromium } from "../support/chromium.ts";
import { samples } from "../support/file_samples.ts";
import { findPrograms, RunningProgram, TestFolder } from "../support/program.ts";
import { until } from "../support/until.ts";

/** Bytes that nothing can make smaller. */
function noise(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, Math.min(length, at + 65_536)));
  }
  return bytes;
}

/** A PDF, as far as anybody looks. */
function pdf(length: number): Uint8Array<ArrayBuffer> {
  const bytes = noise(length);
  bytes.set(samples.pdf);
  return bytes;
}

/** Lets go of files over a part of a page, as one does who has dragged them there. */
async function drop(
  page: Page,
  onto: Locator,
  files: readonly { name: string; type: string; bytes: Uint8Array }[],
): Promise<void> {
  // What takes files loads once the page is there.
  await page.getByRole("button", { name: "Attach files" }).and(page.locator(":enabled")).waitFor();
  const given = files.map(({ name, type, bytes }) => ({ name, type, base64: bytes.toBase64() }));
  const transfer = await page.evaluateHandle((given) => {
    // deno-lint-ignore no-explicit-any
    const transfer = new (globalThis as any).DataTransfer();
    for (const { name, type, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type }));
    }
    return transfer;
  }, given);
  for (const type of ["dragenter", "dragover"]) {
    await onto.dispatchEvent(type, { dataTransfer: transfer });
  }
  await page.getByText("Drop files to send them to").waitFor();
  await onto.dispatchEvent("drop", { dataTransfer: transfer });
}

/** Makes what a page sends as slow as `bytesPerSecond`. */
async function slowDown(page: Page, bytesPerSecond: number): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: bytesPerSecond,
  });
  return session;
}

/** What a link or picture leads to, as the page gets it. */
async function bytesAt(page: Page, address: string): Promise<Uint8Array> {
  return Uint8Array.fromBase64(
    await page.evaluate(async (address) => {
      const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
      let text = "";
      for (let at = 0; at < bytes.length; at += 8_192) {
        text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
      }
      return btoa(text);
    }, address),
  );
}

if (!lacksChromium()) {
  for (const program of findPrograms()) {
    Deno.test(`${program.name}: a picture and a PDF are dragged in, and arrive as they were`, async () => {
      await using folder = new TestFolder();
      await using parley = await RunningProgram.start(program, folder.path);
      const browser = await launchChromium();
      try {
        const [ada, bob] = await Promise.all(["Ada", "Bob"].map(async (name) => {
          const context = await browser.newContext({ baseURL: parley.origin });
          const page = await context.newPage();
          await page.goto(`/chat?room=tea&name=${name}`);
          await connected(page);
          return page;
        })) as [Page, Page];
        await slowDown(ada, 200_000);
        const [picture, plan] = [samples.png, pdf(300_000)];
        await drop(ada, ada.getByRole("log"), [
          { name: "tea.png", type: "image/png", bytes: picture },
          { name: "plan.pdf", type: "application/pdf", bytes: plan },
        ]);
        const progress = ada.getByRole("progressbar", { name: "plan.pdf" });
        await progress.and(ada.locator("progress[value]:not([value='0'])")).waitFor();
        await ada.getByLabel("Describe this picture").fill("A red field");
        const box = ada.getByRole("textbox", { name: "Message to tea" });
        await box.fill("Have a look");
        // It goes by itself when all is there.
        await box.press("Enter");
        await ada.getByRole("button", { name: "Not yet" }).waitFor();

        await reads(bob, "Have a look");
        const shown = bob.getByRole("log").getByRole("img", { name: "A red field" });
        await shown.waitFor();
        // deno-lint-ignore no-explicit-any
        await until(() => shown.evaluate((image: any) => image.naturalWidth === 3));
        assertEquals(await bytesAt(bob, (await shown.getAttribute("src"))!), picture);
        const [download] = await Promise.all([
          bob.waitForEvent("download"),
          bob.getByRole("link", { name: "plan.pdf" }).click(),
        ]);
        assertEquals(download.suggestedFilename(), "plan.pdf");
        assertEquals(await Deno.readFile(await download.path()), plan);
      } finally {
        await browser.close();
      }
    });

    Deno.test(`${program.name}: an upload goes on by itself after the server was killed`, async () => {
      await using folder = new TestFolder();
      let parley = await RunningProgram.start(program, folder.path);
      const browser = await launchChromium();
      try {
        const context = await browser.newContext({ baseURL: parley.origin });
        const page = await context.newPage();
        await page.goto("/chat?room=tea&name=Ada");
        await connected(page);
        const session = await slowDown(page, 1_000_000);
        const bytes = noise(12_000_000);
        await drop(page, page.getByRole("log"), [{ name: "noise", type: "", bytes }]);
        // Beyond the first part, of 8 MiB, so that something is kept.
        const progress = page.getByRole("progressbar");
        // deno-lint-ignore no-explicit-any
        await until(() => progress.evaluate((bar: any) => bar.value >= 75));
        const { port } = new URL(parley.origin);
        await parley.end("SIGKILL");
        await page.getByText("Waits for the connection").waitFor();
        await session.send("Network.emulateNetworkConditions", {
          offline: false,
          latency: 0,
          downloadThroughput: -1,
          uploadThroughput: -1,
        });
        const offsets: number[] = [];
        page.on("request", (request) => {
          const offset = request.headers()["upload-offset"];
          if (request.method() === "PATCH" && offset !== undefined) offsets.push(Number(offset));
        });
        parley = await RunningProgram.start(program, folder.path, ["--port", port]);
        await page.getByText("Ready", { exact: true }).waitFor();
        await page.getByRole("button", { name: "Send", exact: true }).click();
        const link = page.getByRole("log").getByRole("link", { name: "noise" });
        await link.waitFor();
        assertEquals(await bytesAt(page, (await link.getAttribute("href"))!), bytes);
        assert(
          offsets.length > 0 && offsets.every((offset) => offset >= 8 * 2 ** 20),
          `${offsets}`,
        );
      } finally {
        await browser.close();
        await parley[Symbol.asyncDispose]();
      }
    });
  }
}
