/** The text of messages, in a real browser and with a real server. */
import { assert, assertEquals } from "@std/assert";
import { violations } from "../../support/axe.ts";
import { lacksChromium } from "../../support/chromium.ts";
import { RoomStage, row } from "./room_stage.ts";

const code = "```ts\n// Two cups\nexport const cups: number = 2;\nconst tea = `for ${cups}`;\n```";

if (!lacksChromium()) {
  Deno.test("code is coloured once it is in view, and nothing moves", async () => {
    await using stage = await RoomStage.open();
    await stage.say(code);
    for (let n = 1; n <= 45; n++) await stage.say(`text ${n}`);
    const page = await stage.enter();
    const loaded: string[] = [];
    page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
    await page.reload();
    await row(page, "text 45").waitFor();
    const hasLoaded = () => loaded.some((path) => path.includes("highlight"));
    assert(!hasLoaded(), "not before it is needed");
    const { promise: go, resolve: letGo } = Promise.withResolvers<void>();
    await page.route("**/highlight-*.js", async (route) => {
      await go;
      await route.continue();
    });
    const block = page.locator(".code-block");
    await page.getByRole("log").evaluate((log) => log.scrollTop = 0);
    await block.getByText("Two cups").waitFor();
    while (!hasLoaded()) await page.waitForTimeout(20);
    const before = await block.boundingBox();
    letGo();
    await block.locator(".hljs-keyword").first().waitFor();
    assertEquals(await block.boundingBox(), before);
  });

  Deno.test("code says its language, and is copied as it was written", async () => {
    await using stage = await RoomStage.open();
    await stage.say(code);
    const page = await stage.enter(undefined, { permissions: ["clipboard-read"] });
    await page.locator(".code-head").getByText("ts", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    assertEquals(
      await page.evaluate("navigator.clipboard.readText()"),
      code.split("\n").slice(1, -1).join("\n"),
    );
  });

  Deno.test("who is mentioned is marked as soon as they are known", async () => {
    await using stage = await RoomStage.open();
    await stage.say("@Bob and @Cleo: `@Bob`");
    const page = await stage.enter();
    const marks = page.locator(".mention");
    await marks.first().waitFor();
    assertEquals(await marks.allInnerTexts(), ["@Bob"]);
    const cleo = await stage.enter(undefined);
    await cleo.goto("/chat?room=tea&name=Cleo");
    await marks.nth(1).waitFor();
    assertEquals(await marks.allInnerTexts(), ["@Bob", "@Cleo"]);
  });

  Deno.test("a message that mentions the reader stands out, by sight and by ear", async () => {
    await using stage = await RoomStage.open();
    await stage.say("nobody");
    await stage.say("hello @ada");
    const page = await stage.enter("nobody");
    const forYou = page.locator('[data-for-you="true"]');
    assertEquals(await forYou.count(), 1);
    const words = (await forYou.innerText()).replaceAll(/\s+/g, " ");
    assert(/Mentions you hello @ada$/.test(words), words);
    assertEquals(await forYou.locator(".mention").getAttribute("data-you"), "true");
  });

  Deno.test("a link to a message of this server opens in the same tab, others do not", async () => {
    await using stage = await RoomStage.open();
    await stage.say(`${stage.origin}/chat?room=tea#m1 and https://example.org/`);
    const page = await stage.enter();
    const links = page.locator(".prose a");
    await links.first().waitFor();
    const targets = await links.evaluateAll((all) =>
      all.map((link) => link.getAttribute("target"))
    );
    assertEquals(targets, [null, "_blank"]);
  });

  Deno.test("a long address is cut in its middle, and copied whole", async () => {
    await using stage = await RoomStage.open();
    const address = `https://example.org/${"very-".repeat(40)}long?end=here`;
    await stage.say(address);
    const page = await stage.enter();
    const link = page.locator(".prose a");
    await link.waitFor();
    const { height } = (await link.boundingBox())!;
    assert(height < 40, `one line, not ${height} px`);
    assertEquals(await link.innerText(), address);
  });

  Deno.test("times are told by how long ago they were, and exactly on demand", async () => {
    await using stage = await RoomStage.open();
    await stage.say("hello");
    const page = await stage.enter("hello");
    const time = row(page, "hello").locator("time");
    assertEquals(await time.innerText(), "just now");
    const exact = await time.getAttribute("title");
    assert(exact!.includes(String(new Date().getFullYear())), exact!);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test(`code, mentions and links can be read, in ${colorScheme}`, async () => {
      await using stage = await RoomStage.open();
      await stage.say(`${code}\n\n\`\`\`diff\n- old\n+ new\n\`\`\``);
      await stage.say(
        "```html\n<a class='b'>&amp;</a> <!-- c -->\n```\n\n```css\na:hover { top: 1px }\n```",
      );
      await stage.say("```py\n@x\ndef f(self): return {1: None}\nclass A: pass\n```");
      await stage.say("@Ada, @Bob: [here](https://example.org) ![](https://example.org/a.png)");
      const page = await stage.enter(undefined, { colorScheme });
      await page.locator(".hljs-deletion").waitFor();
      await page.locator(".hljs-tag").first().waitFor();
      assertEquals(await violations(page), []);
    });
  }
}
