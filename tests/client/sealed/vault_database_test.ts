/** The vault in a real browser, and the outbox on it. */
import { fromFileUrl } from "@std/path";
import { openScriptPage } from "../../support/script_page.ts";
import { lacksChromium, launchChromium } from "../../support/chromium.ts";
import { outboxCases } from "../outbox/outbox_contract.ts";
import { vaultCases } from "./vault_contract.ts";

if (!lacksChromium()) {
  Deno.test("VaultDatabase and SealedOutbox in a browser", async (t) => {
    const browser = await launchChromium();
    try {
      const script = fromFileUrl(new URL("./vault_script.ts", import.meta.url));
      const page = await openScriptPage(browser, script);
      const names = await page.evaluate("names") as string[];
      for (const name of [...names, ...Object.keys({ ...vaultCases, ...outboxCases })]) {
        await t.step(name, async () => {
          await page.evaluate(`runCase(${JSON.stringify(name)})`);
        });
      }
    } finally {
      await browser.close();
    }
  });
}
