/** An address without https, at which nothing can be sealed, in front of the programs people run. */
import { assertEquals } from "@std/assert";
import { Complaints } from "../support/complaints.ts";
import { connected } from "../support/browser_stage.ts";
import { lacksChromium, launchChromium } from "../support/chromium.ts";
import { findPrograms, RunningProgram, TestFolder } from "../support/program.ts";
import { SealedPage, words } from "../support/sealed_page.ts";

if (!lacksChromium()) {
  for (const program of findPrograms()) {
    Deno.test(`${program.name}: a direct room says that it needs https where there is none`, async () => {
      await using folder = new TestFolder();
      await using parley = await RunningProgram.start(program, folder.path);
      await using bob = await parley.join({ room: "tea", name: "Bob" });
      const browser = await launchChromium(["--host-resolver-rules=MAP parley.test 127.0.0.1"]);
      const complaints = new Complaints();
      try {
        const page = await browser.newPage();
        complaints.watch(page);
        const { port } = new URL(parley.origin);
        await page.goto(`http://parley.test:${port}/chat?room=tea&name=Ann`);
        await connected(page);
        assertEquals(await page.evaluate("isSecureContext"), false);
        bob.send("hello in the open");
        const ann = new SealedPage(page, "Bob");
        await ann.reads("hello in the open");
        await ann.write();
        await ann.barSays(words.bar.insecure);
        await ann.reload();
        await ann.barSays(words.bar.insecure);
        // What the browser itself says of such an address is true.
        const ours = complaints.list.filter((text) =>
          !/^The Cross-Origin-Opener-Policy/.test(text)
        );
        assertEquals(ours, []);
      } finally {
        await browser.close();
      }
    });
  }
}
