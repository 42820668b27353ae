/** Two people in three browsers write to each other, in front of the programs people run. */
import { assertEquals, assertMatch } from "@std/assert";
import { drawnPng } from "../support/drawn_png.ts";
import { lacksChromium } from "../support/chromium.ts";
import { findSecrets } from "../support/plain_search.ts";
import { findPrograms } from "../support/program.ts";
import { SealedPage, words } from "../support/sealed_page.ts";
import { SealedStage } from "../support/sealed_stage.ts";
import { until } from "../support/until.ts";

/** Some texts that are told apart by numbers. */
function severalOf(what: string): string[] {
  return Array.from({ length: 6 }, (_, n) => `${what} ${n + 1}`);
}

/** Somebody says all of them, one right after the other. */
async function sayAll(page: SealedPage, what: string): Promise<void> {
  for (const text of severalOf(what)) await page.say(text);
}

/** A document that no other is like; `marker` is in its middle. */
function document(marker: string): Uint8Array {
  const bytes = crypto.getRandomValues(new Uint8Array(50_000));
  bytes.set(new TextEncoder().encode(marker), 25_000);
  return bytes;
}

/** Downloads a file of a message; gives its name and its bytes. */
async function download({ page, log }: SealedPage, name: string): Promise<[string, Uint8Array]> {
  const coming = page.waitForEvent("download");
  await log.getByRole("button", { name }).click();
  const came = await coming;
  return [came.suggestedFilename(), await Deno.readFile(await came.path())];
}

/** Where a text is found; of files in folders of folders the first two are named. */
function placesOf(text: string, remains: ReadonlyMap<string, readonly Uint8Array[]>): string[] {
  const found = findSecrets(new Map([["", new TextEncoder().encode(text)]]), remains);
  const places = found.map(({ place }) => place.split("/").slice(0, 2).join("/"));
  return [...new Set(places.map((place) => place.replace(/-(?:wal|shm)$/, "")))].toSorted();
}

/** All that nobody but the two may know. */
class Said {
  readonly secrets = new Map<string, Uint8Array>();

  /** Notes what is said, and gives it back. */
  text(name: string, text: string): string {
    this.secrets.set(name, new TextEncoder().encode(text));
    return text;
  }

  /** Notes the keys of a browser. */
  keys(of: number, keys: ReadonlyMap<string, Uint8Array>): void {
    for (const [name, key] of keys) this.secrets.set(`${name} of ${of}`, key);
  }
}

/** An edit, a reaction, a reply and a deletion. */
async function talk(ann: SealedPage, bob: SealedPage, said: Said): Promise<void> {
  await ann.say(said.text("first", "the kettle is of silver, I think"));
  await bob.reads("the kettle is of silver, I think");
  await ann.edit(
    "the kettle is of silver, I think",
    said.text("edited", "the kettle is copper after all"),
  );
  await bob.reads("the kettle is copper after all");
  await bob.react("the kettle is copper after all", "👍");
  await ann.log.getByRole("button", { name: "👍 1: Bob" }).waitFor();
  await bob.choose("the kettle is copper after all", "Reply");
  await bob.say(said.text("reply", "copper it is, as I said"));
  await ann.row("copper it is, as I said").getByText("the kettle is copper after all").waitFor();
  await ann.say(said.text("regretted", "better nobody ever reads this line"));
  await bob.reads("better nobody ever reads this line");
  await ann.remove("better nobody ever reads this line");
  await bob.row("better nobody ever reads this line").waitFor({ state: "detached" });
}

/** A picture one way, a document the other. */
async function exchangeFiles(ann: SealedPage, bob: SealedPage, said: Said): Promise<void> {
  const picture = drawnPng(400, 300);
  said.secrets.set("picture", picture.subarray(100, 160));
  const name = said.text("name of the picture", "teapot by the window.png");
  await ann.send(said.text("with picture", "here is how it looks by now"), [
    { name, mimeType: "image/png", bytes: picture },
  ]);
  const shown = bob.log.getByRole("button", { name }).locator("img");
  // deno-lint-ignore no-explicit-any
  await until(() => shown.evaluate((image: any) => image.naturalWidth > 0));
  const marker = said.text("marker", "in the middle of the document");
  const plan = document(marker);
  const planName = said.text("name of the document", "plan of the teahouse.bin");
  await bob.send(said.text("with document", "and here is the whole plan"), [
    { name: planName, mimeType: "application/octet-stream", bytes: plan },
  ]);
  assertEquals(await download(ann, planName), [planName, plan]);
}

/** What a browser is called among the devices of its owner. */
async function deviceName(page: SealedPage): Promise<string> {
  const dialog = await page.account();
  await dialog.locator(".own-devices li").first().waitFor();
  const label = await dialog.getByRole("button", { name: /^Rename ./ }).getAttribute("aria-label");
  await page.leaveAccount();
  return label!.replace(/^Rename /, "");
}

if (!lacksChromium()) {
  for (const program of findPrograms()) {
    Deno.test(`${program.name}: what one writes waits until the other opens sealed messages`, async () => {
      await using stage = await SealedStage.set(program);
      const [ann, bob] = [await stage.enter("Ann"), await stage.enter("Bob")];
      await ann.write();
      await ann.say("are you there yet");
      await ann.barSays(words.bar.waitingForPeer("Bob"));
      await ann.say("better not");
      for (const text of ["are you there yet", "better not"]) {
        await ann.row(text).getByRole("button", { name: "Cancel" }).waitFor();
      }
      await ann.row("better not").getByRole("button", { name: "Cancel" }).click();
      await ann.say("or on your way");
      await ann.row("are you there yet").getByRole("button", { name: "Cancel" }).click();
      await bob.page.reload();
      await bob.open();
      await bob.reads("or on your way");
      await ann.hasSent();
      await ann.barIsSilent();
      await bob.say("now I am");
      await ann.reads("now I am");
      await ann.reload();
      for (const page of [ann, bob]) {
        assertEquals(await page.texts(), ["or on your way", "now I am"]);
      }
      await ann.hasReadAll();
    });

    Deno.test(`${program.name}: of all that two say in three browsers the server keeps nothing readable`, async () => {
      await using stage = await SealedStage.set(program);
      const { ann, bob } = await stage.meet();
      const said = new Said();
      // What is said in the open shows that the search below would find it.
      const open = await stage.tabOf(bob, "Bob");
      await open.page.goto("/chat?room=tea");
      const inTheOpen = "everybody may read of the teapot";
      const inAFile = "everybody may load this teapot";
      const bytes = document(inAFile);
      await open.send(inTheOpen, [{ name: "t", mimeType: "text/plain", bytes }], "tea");
      await open.hasSent();
      await open.page.close();

      await talk(ann, bob, said);
      await exchangeFiles(ann, bob, said);
      const found = await ann.find("kettle");
      assertEquals(found, [said.text("edited", "the kettle is copper after all")]);

      const second = await stage.enter("Ann");
      await second.open();
      await second.barSays(words.bar.unlinked);
      await ann.link(second);
      const name = await deviceName(second);
      await ann.noted(words.notes.ownDeviceAdded(name));
      await bob.noted(words.notes.deviceAdded("Ann", name));
      await second.barIsSilent();
      await bob.say(said.text("to both", "this reaches both of your browsers"));
      await second.reads("this reaches both of your browsers");
      assertEquals(await second.texts(), ["this reaches both of your browsers"]);
      assertEquals(await second.notes(), [words.notes.unreadable.before_device("Bob")]);
      await second.say(said.text("of second", "and this comes from the second one"));
      for (const page of [ann, bob]) await page.reads("and this comes from the second one");

      const numbers = [await ann.safetyNumber(), await bob.safetyNumber()];
      assertMatch(numbers[0]!, /^\d{60}$/);
      assertEquals(new Set([...numbers, await second.safetyNumber()]).size, 1);

      said.text("phrase", await ann.keepArchive());
      for (const [at, page] of [ann, second, bob].entries()) said.keys(at, await page.secrets());
      const remains = await stage.remains();
      assertEquals(placesOf(inTheOpen, remains), ["data/parley.db", "traffic"]);
      assertEquals(placesOf(inAFile, remains), ["data/files", "traffic"]);
      assertEquals(findSecrets(said.secrets, remains), []);
    });

    Deno.test(`${program.name}: tabs, an absence and a server that is killed lose and double nothing`, async () => {
      await using stage = await SealedStage.set(program);
      const { ann, bob } = await stage.meet();
      const address = bob.page.url();
      await bob.page.close();
      await ann.say("one while you are away");
      await ann.say("and another one");
      await ann.hasSent();
      const back = new SealedPage(await bob.profile.newPage(), "Ann");
      await back.page.goto(address);
      await back.reads("one while you are away", "and another one");

      const tab = await stage.tabOf(ann, "Ann");
      await Promise.all([sayAll(ann, "left"), sayAll(tab, "right"), sayAll(back, "theirs")]);
      const killed = Promise.all([sayAll(ann, "late left"), sayAll(tab, "late right")]);
      await back.reads("late left 2");
      await stage.restart();
      await killed;
      const all = ["left", "right", "theirs", "late left", "late right"].flatMap(severalOf);
      for (const page of [ann, tab, back]) {
        await page.reads(...all);
        await page.hasSent();
      }
      await ann.reload();
      await ann.reads(...all);
      const texts = await ann.texts();
      assertEquals(texts.slice(4).toSorted(), all.toSorted());
      for (const page of [tab, back]) {
        assertEquals(await page.texts(), texts);
        await page.hasReadAll();
      }
    });
  }
}
