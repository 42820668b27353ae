/**
 * Writes the pictures of the README to docs/images: a room with people talking, in light and dark,
 * on a desk and on a phone. Needs Chromium.
 *
 *     deno task screenshots
 */
import { join } from "@std/path";
import type { Page } from "playwright-core";
import { launchChromium } from "../tests/support/chromium.ts";
import type { TestClient } from "../tests/support/client.ts";
import { projectFolder, TestServer } from "../tests/support/server.ts";

const room = "tea-kitchen";

const talk: readonly [string, string][] = [
  ["Ada", "Good morning! The kettle is on. ☕"],
  ["Grace", "On my way. Does anybody know what became of the *good* cups?"],
  ["Ada", "Second shelf, behind the Earl Grey."],
  ["Linus", "While we wait, the release is out: https://example.org/parley/0.1"],
  [
    "Linus",
    "It takes two lines:\n\n```sh\nnpx -y deno@2.8.3 task start\nopen http://localhost:8080\n```",
  ],
  ["Grace", "**That** is all? No account, no database?"],
  ["Ada", "> No account, no database?\n\nNone. And who loses the network misses nothing."],
  ["Grace", "🎉"],
];

if (import.meta.main) await main();

async function main(): Promise<void> {
  const folder = join(projectFolder, "docs", "images");
  await Deno.mkdir(folder, { recursive: true });
  await using server = await TestServer.open();
  const browser = await launchChromium();
  const people = new Map<string, TestClient>();
  for (const name of new Set(talk.map(([name]) => name))) {
    people.set(name, await server.join({ room, name }));
  }
  for (const [name, text] of talk) {
    people.get(name)!.send({ type: "say", text });
    await people.get(name)!.settled();
  }
  people.get("Ada")!.send({ type: "react", target: 4, emoji: "🎉", on: true });
  people.get("Grace")!.send({ type: "react", target: 4, emoji: "🎉", on: true });
  const shots = [
    ["room-light", { width: 1200, height: 750 }, "light", "Linus"],
    ["room-dark", { width: 1200, height: 750 }, "dark", "Grace"],
    ["room-phone", { width: 390, height: 750 }, "light", "Ada"],
  ] as const;
  for (const [name, viewport, colorScheme, typist] of shots) {
    const context = await browser.newContext({ viewport, colorScheme, baseURL: server.origin });
    const page: Page = await context.newPage();
    await page.goto(`/chat?room=${room}&name=Marie`);
    await page.getByText("misses nothing").waitFor();
    people.get(typist)!.send({ type: "typing", on: true });
    await page.getByText(`${typist} is typing…`).waitFor();
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await context.close();
  }
  await browser.close();
  for (const client of people.values()) await client.close();
}
