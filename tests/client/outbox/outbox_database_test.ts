/** The outbox's stores: the one in memory that the tests use, and the real one in Chromium. */
import { assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { lacksChromium, launchChromium } from "../../support/chromium.ts";
import { openScriptPage } from "../../support/script_page.ts";
import { MemoryLeases } from "./memory_leases.ts";
import { SharedOutbox } from "./memory_outbox.ts";
import { leaseCases, outboxCases } from "./outbox_contract.ts";

for (const [name, run] of Object.entries(outboxCases)) {
  Deno.test(`MemoryOutbox.${name}`, async () => {
    const shared = new SharedOutbox();
    await run(() => shared.open());
  });
}

for (const [name, run] of Object.entries(leaseCases)) {
  Deno.test(`MemoryLeases.${name}`, async () => {
    const leases = new MemoryLeases();
    await run(() => leases);
  });
}

if (!lacksChromium()) {
  Deno.test("OutboxDatabase and LockTurns in a browser", async (t) => {
    const browser = await launchChromium();
    try {
      const script = fromFileUrl(new URL("./outbox_script.ts", import.meta.url));
      const page = await openScriptPage(browser, script);
      for (const name of [...Object.keys(outboxCases), ...Object.keys(leaseCases)]) {
        await t.step(`OutboxDatabase.${name}`, async () => {
          await page.evaluate(`runCase(${JSON.stringify(name)})`);
        });
      }

      await t.step("LockTurns grants in order, to those who wait, and to who insists", async () => {
        assertEquals(await page.evaluate("playTurns()"), [
          ["first granted"],
          [],
          ["third granted"],
          ["fourth granted", "third lost"],
          [],
          ["last granted"],
        ]);
      });
    } finally {
      await browser.close();
    }
  });
}
