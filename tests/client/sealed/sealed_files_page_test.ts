/** Files of sealed messages, in a real browser and with a real server that cannot read them. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Locator, Page } from "playwright-core";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { drawnPng } from "../../support/drawn_png.ts";
import { samples } from "../../support/file_samples.ts";
import { beacon, harmed, hostileFiles } from "../files/hostile_files.ts";
import { boxOf, cardOf, file, isReady, pick, sendButton } from "../pages/sending_stage.ts";
import { SealedFilesStage } from "./sealed_files_stage.ts";
import { until } from "../../support/until.ts";

const png = "image/png";
const kettle = drawnPng(400, 300);

/** The picture in the log, once it is there. */
function picture(page: Page, alt: string): Locator {
  return page.getByRole("log").getByRole("button", { name: alt, exact: true }).locator("img");
}

/** Where something is loaded from, once it is. */
async function addressOf(image: Locator): Promise<string> {
  await image.waitFor();
  return (await image.getAttribute("src"))!;
}

/** Has the page keep what it makes addresses of. */
const watchAddresses = `globalThis.addresses = [];
  const { createObjectURL } = URL;
  URL.createObjectURL = (blob) => {
    const address = createObjectURL(blob);
    addresses.push([address, blob.type]);
    return address;
  };`;

if (!lacksChromium()) {
  Deno.test("what is sent goes sealed: the server hears neither name nor type nor content", async () => {
    await using stage = await SealedFilesStage.open();
    const page = await stage.enter();
    await pick(page, file("secret plan.png", kettle, png), file("note.txt", "for you alone"));
    await isReady(page, "secret plan.png");
    await isReady(page, "note.txt");
    await sendButton(page).click();
    assertMatch(await addressOf(picture(page, "secret plan.png")), /^blob:/);
    await page.getByRole("button", { name: /^Download, Text: note.txt 13 bytes$/ }).waitFor();
    const told = stage.asked.join("\n");
    for (const word of ["secret plan.png", "note.txt", "for you alone", "image/png;"]) {
      assert(!told.includes(word), word);
      assert(!told.includes(btoa(word).replace(/=+$/, "")), word);
    }
    const metadata = new Set(
      Array.from(told.matchAll(/"upload-metadata":"([^"]*)"/g), ([, said]) => said),
    );
    assertEquals(metadata, new Set([`filename ${btoa("sealed")}`]));
    for (const [file, bytes] of await stage.stored()) {
      assertEquals([file.name, file.type], ["sealed", "application/octet-stream"]);
      assertEquals([file.width, file.height, file.thumbnail], [undefined, undefined, undefined]);
      assert(!bytes.includes("for you alone") && !bytes.includes("PNG"));
    }
  });

  Deno.test("the space of a picture is kept while it opens, and is filled then", async () => {
    await using stage = await SealedFilesStage.open();
    const sent = await stage.upload(kettle, {
      name: "pot.png",
      type: png,
      width: 400,
      height: 300,
      alt: "A pot",
    });
    await stage.say("look", sent);
    const page = await stage.enter({ isLate: true });
    const place = page.locator(".attachment");
    const bar = page.getByRole("progressbar", { name: "Opening pot.png" });
    await bar.waitFor();
    const before = await place.boundingBox();
    assertEquals(await violations(page), []);
    await page.evaluate("void sealedCame()");
    await addressOf(picture(page, "A pot"));
    assertEquals(await place.boundingBox(), before);
    assertEquals(await bar.count(), 0);
    assertEquals(await violations(page), []);
  });

  Deno.test("a picture of more than 25 MiB is not fetched before somebody wants it", async () => {
    await using stage = await SealedFilesStage.open();
    const sent = await stage.upload(kettle, { name: "pot.png", type: png });
    await stage.say("look", Object.assign(sent, { size: 26_214_401 }));
    const page = await stage.enter();
    await page.getByRole("button", { name: /^Download, Picture: pot.png/ }).waitFor();
    assertEquals(await page.locator(".opening").count(), 0);
    assert(!stage.asked.some((told) => told.includes(sent.id)));
    assertEquals(await violations(page), []);
  });

  Deno.test("nothing is attached before it can be sealed", async () => {
    await using stage = await SealedFilesStage.open();
    const page = await stage.enter({ isLate: true });
    await page.waitForLoadState("networkidle");
    assertEquals(await page.getByRole("button", { name: "Attach files" }).count(), 0);
    await page.evaluate("void sealedCame()");
    await page.getByRole("button", { name: "Attach files" }).waitFor();
  });

  Deno.test("a picture is shown large, its smaller one first, and saved under its name", async () => {
    await using stage = await SealedFilesStage.open();
    const { name: _, ...thumbnail } = await stage.upload(drawnPng(40, 30), {
      name: "t",
      type: png,
    });
    const about = { name: "tea time.png", type: png, width: 400, height: 300, thumbnail };
    const sent = await stage.upload(kettle, about);
    await stage.say("", sent);
    const page = await stage.enter();
    const small = await addressOf(picture(page, "tea time.png"));
    assertEquals(stage.asked.some((told) => told.includes(sent.id)), false);
    const letGo = Promise.withResolvers<void>();
    await page.route(`**/files/${sent.id}/sealed`, async (route) => {
      await letGo.promise;
      await route.continue();
    });
    await picture(page, "tea time.png").click();
    const dialog = page.getByRole("dialog", { name: "Pictures" });
    await dialog.getByRole("progressbar", { name: "Opening tea time.png" }).waitFor();
    assertMatch(await addressOf(dialog.locator(".large-picture-thumbnail")), /^blob:/);
    letGo.resolve();
    const large = await addressOf(dialog.getByRole("img", { name: "tea time.png" }));
    assert(large !== small);
    const coming = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Download" }).click();
    const download = await coming;
    assertEquals(download.suggestedFilename(), "tea time.png");
    assertEquals(await Deno.readFile(await download.path()), new Uint8Array(kettle));
  });

  Deno.test("a document is opened to be saved, under its name, and comes as it was", async () => {
    await using stage = await SealedFilesStage.open();
    const bytes = new Uint8Array(samples.pdf);
    await stage.say("", await stage.upload(bytes, { name: "plan.pdf", type: "application/pdf" }));
    const page = await stage.enter();
    const card = page.getByRole("button", { name: /^Download, PDF: plan.pdf/ });
    await card.waitFor();
    assertEquals(stage.asked.some((told) => told.includes("/files/")), false);
    const coming = page.waitForEvent("download");
    await card.click();
    const download = await coming;
    assertEquals(download.suggestedFilename(), "plan.pdf");
    assertEquals(await Deno.readFile(await download.path()), bytes);
  });

  Deno.test("a sound is loaded when it is to be played", async () => {
    await using stage = await SealedFilesStage.open();
    await stage.say("", await stage.upload(wave(), { name: "whistle.wav", type: "audio/wav" }));
    const page = await stage.enter();
    const play = page.getByRole("button", { name: "Play whistle.wav" });
    await play.waitFor();
    assertEquals(await violations(page), []);
    assertEquals(await page.locator("audio").count(), 0);
    assertEquals(stage.asked.some((told) => told.includes("/files/")), false);
    await play.click();
    const audio = page.locator("audio");
    assertMatch(await addressOf(audio), /^blob:/);
    await audio.evaluate((element) => {
      // deno-lint-ignore no-explicit-any
      const audio = element as any;
      return audio.ended || new Promise((ended) => audio.addEventListener("ended", ended));
    });
  });

  Deno.test("a film shows its picture, and is loaded when it is to be played", async () => {
    await using stage = await SealedFilesStage.open();
    const { name: _, ...thumbnail } = await stage.upload(kettle, { name: "t", type: png });
    // A film that no browser plays does as well: what is said then is tested too.
    const about = { name: "waves.webm", type: "video/webm", width: 400, height: 300, thumbnail };
    await stage.say("", await stage.upload(new Uint8Array(1_000), about));
    const page = await stage.enter();
    const play = page.getByRole("button", { name: "Play waves.webm" });
    assertMatch(await addressOf(play.locator("img")), /^blob:/);
    await play.click();
    await page.getByRole("button", { name: "waves.webm cannot be played here Try again" })
      .waitFor();
  });

  for (
    const [what, answer, words] of [
      ["cannot be fetched", "abort", "could not be loaded: the server cannot be reached"],
      ["is gone", 404, "is not on the server any more"],
      ["was tampered with", 200, "is damaged: it is not what was sent"],
    ] as const
  ) {
    Deno.test(`what ${what} says so, and can be tried again`, async () => {
      await using stage = await SealedFilesStage.open();
      stage.complaints.expectNetworkFailures();
      const sent = await stage.upload(kettle, { name: "pot.png", type: png });
      const plan = await stage.upload(new Uint8Array(10), { name: "plan.bin", type: "" });
      await stage.say("", sent, plan);
      const page = await stage.enter({ isLate: true });
      let isBroken = true;
      await page.route("**/files/*/sealed", (route) => {
        if (!isBroken) return route.continue();
        return answer === "abort"
          ? route.abort()
          : route.fulfill({ status: answer, body: "x".repeat(26) });
      });
      await page.evaluate("void sealedCame()");
      const retry = page.getByRole("button", { name: `pot.png ${words} Try again` });
      await retry.waitFor();
      const card = page.getByRole("button", { name: /^Download, File: plan.bin/ });
      await card.click();
      await card.getByText(words).waitFor();
      assertEquals(await violations(page), []);
      isBroken = false;
      await retry.click();
      await addressOf(picture(page, "pot.png"));
      const coming = page.waitForEvent("download");
      await card.click();
      assertEquals((await coming).suggestedFilename(), "plan.bin");
      await card.getByText("10 bytes").waitFor();
    });
  }

  Deno.test("the list of files knows sealed ones by their names, and shows and saves them", async () => {
    await using stage = await SealedFilesStage.open();
    const sent = await stage.upload(kettle, { name: "pot.png", type: png, alt: "A pot" });
    const notes = { name: "a.txt", type: "text/plain" };
    await stage.say("", sent, await stage.upload(new Uint8Array(10), notes));
    const page = await stage.enter();
    await page.getByRole("button", { name: "Files", exact: true }).click();
    const list = page.locator(".file-list");
    const row = list.getByRole("button", { name: /^Picture: pot.png/ });
    assertMatch(await addressOf(row.locator("img")), /^blob:/);
    assertEquals(await violations(page), []);
    const coming = page.waitForEvent("download");
    await list.getByRole("button", { name: /^Download, Text: a.txt/ }).click();
    assertEquals((await coming).suggestedFilename(), "a.txt");
    await row.click();
    const dialog = page.getByRole("dialog", { name: "Pictures" });
    assertMatch(await addressOf(dialog.getByRole("img", { name: "A pot" })), /^blob:/);
    await dialog.locator(".lightbox-alt").getByText("A pot", { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  Deno.test("addresses of what was opened are given back when nobody shows it any more", async () => {
    await using stage = await SealedFilesStage.open();
    const seq = await stage.say("", await stage.upload(kettle, { name: "pot.png", type: png }));
    const page = await stage.enter();
    const address = await addressOf(picture(page, "pot.png"));
    const shows = `new Promise((resolve) => Object.assign(new Image(), {
      src: "${address}", onload: () => resolve(true), onerror: () => resolve(false),
    }))`;
    assertEquals(await page.evaluate(shows), true);
    stage.complaints.expectNetworkFailures();
    await stage.remove(seq);
    await page.locator(".attachment").waitFor({ state: "detached" });
    await until(async () => !await page.evaluate(shows));
  });

  Deno.test("files of people who mean harm are saved, and run in no page", async () => {
    await using stage = await SealedFilesStage.open();
    // A few, for browsers let a page save only so many in a while; types of all have other tests.
    const claimed = [
      ["HTML", "text/html"],
      ["XHTML", "application/xhtml+xml"],
      ["SVG", "image/svg+xml"],
      ["XML with a stylesheet", "text/xml"],
    ];
    const sent = [];
    for (const [kind, type] of claimed) {
      const [, name, , bytes] = hostileFiles.find(([what]) => what === kind)!;
      sent.push(await stage.upload(bytes, { name, type: type! }));
    }
    await stage.say("", ...sent);
    const page = await stage.enter({ script: watchAddresses });
    const harm: string[] = [];
    page.context().on("request", (request) => {
      if (new URL(request.url()).pathname === beacon) harm.push(request.url());
    });
    page.on("dialog", async (dialog) => {
      harm.push(dialog.message());
      await dialog.dismiss();
    });
    for (const { name } of sent) {
      const coming = page.waitForEvent("download");
      await page.getByTitle(name, { exact: true }).click();
      assertEquals((await coming).suggestedFilename(), name);
    }
    const addresses = await page.evaluate<[string, string][]>("addresses");
    assertEquals(new Set(addresses.map(([, type]) => type)), new Set(["application/octet-stream"]));
    // Nor where one is led to it by hand.
    await page.evaluate(`{
      const link = document.createElement("a");
      link.className = "by-hand";
      link.style.cssText = "position: fixed; inset: 0; z-index: 99";
      document.body.append(link);
    }`);
    for (const [address] of addresses) {
      await page.evaluate(`document.querySelector(".by-hand").href = "${address}"`);
      const coming = page.waitForEvent("download");
      await page.locator(".by-hand").click();
      await coming;
    }
    assert(await page.title() !== harmed);
    assertEquals(harm, []);
  });

  Deno.test("hostile files that say they are pictures are none, or only that", async () => {
    await using stage = await SealedFilesStage.open();
    const sent = [];
    for (const [index, [, name, , bytes]] of hostileFiles.slice(0, 20).entries()) {
      sent.push(await stage.upload(bytes, { name: `${index} ${name}`, type: png }));
    }
    for (let at = 0; at < sent.length; at += 10) await stage.say("", ...sent.slice(at, at + 10));
    const page = await stage.enter({ viewport: { width: 1_280, height: 2_000 } });
    const harm: string[] = [];
    page.on("request", (request) => {
      if (new URL(request.url()).pathname === beacon) harm.push(request.url());
    });
    for (const { name } of sent) {
      const file = page.getByTitle(name, { exact: true }).first();
      // deno-lint-ignore no-explicit-any
      await file.evaluate((it: any) => it.scrollIntoView());
    }
    assert(await page.locator(".load-failure").count() > 0);
    assert(await page.title() !== harmed);
    assertEquals(harm, []);
  });

  Deno.test("while 20 MB are sealed, sent, fetched and opened, the page goes on", async () => {
    await using stage = await SealedFilesStage.open();
    // Counts the turns that the page gets besides, and what the bars of progress say.
    const page = await stage.enter({
      script: `globalThis.turns = 0;
        globalThis.shares = new Set();
        setInterval(() => {
          turns++;
          for (const { value } of document.querySelectorAll("progress")) shares.add(value);
        });`,
    });
    const size = 20_000_000;
    await boxOf(page).waitFor();
    await page.evaluate(`(() => {
      const bytes = new Uint8Array(${size}).map((_, index) => index % 251);
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], "large.bin"));
      const input = document.querySelector("input[type=file]");
      input.files = transfer.files;
      turns = 0;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    })()`);
    await cardOf(page, "large.bin").waitFor();
    await isReady(page, "large.bin");
    assert(await page.evaluate<number>("turns") > 5);
    await sendButton(page).click();
    const card = page.getByRole("button", { name: /^Download, File: large.bin 20 MB/ });
    await card.waitFor();
    await page.evaluate("void (turns = 0, shares.clear())");
    const coming = page.waitForEvent("download");
    await card.click();
    const bytes = await Deno.readFile(await (await coming).path());
    assert(await page.evaluate<number>("turns") > 5);
    assert(await page.evaluate<number>("shares.size") > 0);
    assertEquals(bytes.length, size);
    assert(bytes.every((byte, index) => byte === index % 251));
  });
}

/** Half a second of silence. */
function wave(): Uint8Array<ArrayBuffer> {
  const ascii = (text: string) => Array.from(text, (character) => character.charCodeAt(0));
  const rate = [0x40, 0x1f, 0, 0];
  const head = [...ascii("RIFF"), 0xc4, 0x0f, 0, 0, ...ascii("WAVEfmt "), 16, 0, 0, 0, 1, 0, 1, 0];
  const tail = [...rate, ...rate, 1, 0, 8, 0, ...ascii("data"), 0xa0, 0x0f, 0, 0];
  return Uint8Array.from([...head, ...tail, ...Array(4_000).fill(128)]);
}
