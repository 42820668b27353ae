/** Who has lost every device comes back, in front of the programs people run. */
import { assertEquals, assertNotEquals } from "@std/assert";
import { lacksChromium } from "../support/chromium.ts";
import { findPrograms } from "../support/program.ts";
import { words } from "../support/sealed_page.ts";
import { SealedStage } from "../support/sealed_stage.ts";

if (!lacksChromium()) {
  for (const program of findPrograms()) {
    Deno.test(`${program.name}: who signed out has nothing left, and the phrase brings all of it back`, async () => {
      await using stage = await SealedStage.set(program);
      const { ann, bob } = await stage.meet();
      const number = await bob.safetyNumber();
      await bob.verify();
      const phrase = await ann.keepArchive();
      await bob.say("said after the archive was begun");
      await ann.reads("said after the archive was begun");
      const texts = await ann.texts();
      await ann.signOut();
      assertEquals((await ann.databases()).filter((name) => name.includes("sealed")), []);
      await bob.say("said while Ann had no device");

      const fresh = await stage.enter("Ann");
      await fresh.open();
      await fresh.barSays(words.bar.unlinked);
      await fresh.recover(phrase);
      await fresh.reads(...texts);
      assertEquals(await fresh.safetyNumber(), number);
      await fresh.say("I am back");
      await bob.reads("I am back");
      await bob.say("and I knew you at once");
      await fresh.reads("and I knew you at once");
      assertEquals((await fresh.texts()).slice(0, texts.length), texts);
      assertEquals((await bob.notes()).filter((note) => /has (?:new|other) keys/.test(note)), []);
      await (await bob.panel()).getByText(/^You compared it/).waitFor();
    });

    Deno.test(`${program.name}: a lost device is taken off by another one, and reads no further`, async () => {
      await using stage = await SealedStage.set(program);
      const { ann, bob } = await stage.meet();
      const lost = await stage.enter("Ann");
      await lost.open();
      await ann.link(lost);
      await lost.say("from the one that will be lost");
      await bob.reads("from the one that will be lost");
      await ann.reads("from the one that will be lost");

      await ann.takeOff();
      await bob.noted("Ann removed a device: ");
      await lost.barSays(words.bar.removed);
      await ann.say("not for a thief");
      await bob.reads("not for a thief");
      await bob.say("it does not read this either");
      await ann.reads("it does not read this either");
      const box = lost.page.getByRole("textbox", { name: "Message to Bob" });
      await box.fill("pretend that I am Ann");
      await box.press("Enter");
      await lost.reload();
      await lost.barSays(words.bar.removed);
      const shown = await lost.log.innerText();
      assertEquals(/not for a thief|it does not read/.test(shown), false, shown);
      await bob.say("and that is that");
      await ann.reads("and that is that");
      assertEquals((await bob.texts()).includes("pretend that I am Ann"), false);
      assertEquals((await ann.texts()).slice(-3), [
        "not for a thief",
        "it does not read this either",
        "and that is that",
      ]);
    });

    Deno.test(`${program.name}: who begins anew is told of, and written to only once that is accepted`, async () => {
      await using stage = await SealedStage.set(program);
      const { ann, bob } = await stage.meet();
      const number = await bob.safetyNumber();
      await bob.verify();
      await ann.signOut();

      const fresh = await stage.enter("Ann");
      await fresh.open();
      await fresh.startOver();
      await bob.barSays(words.bar.blocked("Ann"));
      await bob.noted(words.notes.verifiedIdentityChanged("Ann"));
      await bob.say("is that really you");
      await bob.row("is that really you").getByRole("button", { name: "Cancel" }).waitFor();
      assertNotEquals(await bob.safetyNumber(), number);
      assertEquals(await bob.safetyNumber(), await fresh.safetyNumber());
      assertEquals(await fresh.texts(), []);

      await bob.accept();
      await fresh.reads("is that really you");
      await fresh.say("it is, I lost my laptop");
      await bob.reads("it is, I lost my laptop");
      await bob.barIsSilent();
    });
  }
}
