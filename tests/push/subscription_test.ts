import { assertEquals, assertRejects } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import { parseSubscription } from "../../lib/push/subscription.ts";
import { PushBrowser } from "../support/push_browser.ts";

Deno.test("parseSubscription() reads what a browser gives", async () => {
  const browser = new PushBrowser();
  const endpoint = "https://push.example/1";
  assertEquals(await parseSubscription(browser.json(endpoint)), browser.at(endpoint));
});

Deno.test("parseSubscription() takes keys with padding, and keeps them without", async () => {
  const browser = new PushBrowser();
  const { p256dh, auth } = browser.at("https://push.example/1");
  const padded = { p256dh: `${p256dh}=`, auth: `${auth}==` };
  const read = await parseSubscription({ endpoint: "https://push.example/1", keys: padded });
  assertEquals(read, browser.at("https://push.example/1"));
});

/** A point of the right form that is not on the curve. */
const offCurve = new Uint8Array([4, ...new Uint8Array(63), 1]).toBase64({ alphabet: "base64url" });

for (
  const [what, change] of [
    ["without keys", { keys: undefined }],
    ["with keys that are no object", { keys: "p256dh" }],
    ["without p256dh", { keys: { p256dh: undefined } }],
    ["with a p256dh that is no string", { keys: { p256dh: 7 } }],
    ["with a p256dh of another alphabet", { keys: { p256dh: "+/".repeat(43) } }],
    ["with a short p256dh", { keys: { p256dh: "BAAA" } }],
    ["with a p256dh that is no point of the curve", { keys: { p256dh: offCurve } }],
    ["with a compressed p256dh", { keys: { p256dh: offCurve.replace(/^B/, "A") } }],
    ["without auth", { keys: { auth: undefined } }],
    ["with a short auth", { keys: { auth: "AAAA" } }],
    ["with a long auth", { keys: { auth: "A".repeat(24) } }],
    ["with a bad endpoint", { endpoint: "https://localhost/" }],
  ] as const
) {
  Deno.test(`parseSubscription() refuses one ${what}`, async () => {
    const good = new PushBrowser().json("https://push.example/1");
    const keys = "keys" in change && typeof change.keys === "object"
      ? { ...good.keys as object, ...change.keys }
      : "keys" in change
      ? change.keys
      : good.keys;
    const given = { ...good, ...change, keys };
    assertEquals(
      (await assertRejects(() => parseSubscription(given), ChatError)).code,
      "bad_request",
    );
  });
}
