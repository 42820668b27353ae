import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import { parseEndpoint, parseSubscription } from "../../lib/push/subscription.ts";
import { limits } from "../../lib/wire/limits.ts";
import { PushBrowser } from "../support/push_browser.ts";

/** An endpoint of so many characters. */
function endpointOf(chars: number): string {
  const stem = "https://push.example/";
  return stem + "x".repeat(chars - stem.length);
}

for (
  const endpoint of [
    "https://fcm.googleapis.com/fcm/send/abc:APA91b_-",
    "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
    "https://web.push.apple.com/QGu",
    "https://xn--bcher-kva.example/?token=a%20b",
    endpointOf(limits.endpointChars),
  ]
) {
  Deno.test(`parseEndpoint() takes ${endpoint.slice(0, 60)} as it is`, () => {
    assertEquals(parseEndpoint(endpoint), endpoint);
  });
}

Deno.test("parseEndpoint() gives one form of what is the same", () => {
  assertEquals(parseEndpoint("HTTPS://Push.Example:443/a#b"), "https://push.example/a");
});

for (
  const [what, ...endpoints] of [
    ["no string", undefined, null, 7, ["https://push.example/"], {}],
    ["no address", "", "push.example", "/a", "https://", "https:///a"],
    ["not https", "http://push.example/", "ftp://push.example/", "data:,x", "file:///etc/passwd"],
    ["another port", "https://push.example:8443/", "https://push.example:80/"],
    ["credentials", "https://ann@push.example/", "https://ann:secret@push.example/"],
    ["this host", "https://localhost/", "https://LOCALHOST./", "https://a.localhost/"],
    ["a name of this network", "https://intranet/", "https://router./"],
    ["an address", "https://10.0.0.1/", "https://127.0.0.1/", "https://169.254.169.254/latest/"],
    ["an address all the same", "https://8.8.8.8/", "https://0x7f.1/", "https://2130706433/"],
    ["an address of IPv6", "https://[::1]/", "https://[fd00::1]/", "https://[2606:4700::1111]/"],
    ["a name that ends in a dot", "https://push.example./"],
    ["too long", endpointOf(limits.endpointChars + 1)],
    ["too long once written out", `https://push.example/${"é".repeat(400)}`],
  ]
) {
  for (const endpoint of endpoints) {
    Deno.test(`parseEndpoint() refuses ${JSON.stringify(endpoint)?.slice(0, 60)}: ${what}`, () => {
      assertEquals(assertThrows(() => parseEndpoint(endpoint), ChatError).code, "bad_request");
    });
  }
}

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
