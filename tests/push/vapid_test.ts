import { assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import { OperatorError } from "../../lib/errors.ts";
import { Vapid } from "../../lib/push/vapid.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { verifyVapid } from "../support/push_service.ts";

/** A key from 32 bytes, all the same unless given. */
function open(secret: Uint8Array = new Uint8Array(32).fill(7), clock = new FakeClock()): Vapid {
  return new Vapid({ secret, subject: "https://chat.example", clock });
}

const endpoint = "https://push.example/1?a=b";

Deno.test("Vapid.publicKey is the same for the same secret, and a point in base64url", () => {
  assertMatch(open().publicKey, /^B[A-Za-z0-9_-]{86}$/);
  assertEquals(open().publicKey, open().publicKey);
  assertNotEquals(open().publicKey, open(new Uint8Array(32).fill(8)).publicKey);
});

Deno.test("Vapid.authorize() signs for the service's origin, for some hours, and says who", async () => {
  const vapid = open();
  const claims = await verifyVapid(await vapid.authorize(endpoint), vapid.publicKey);
  assertEquals([claims.aud, claims.sub], ["https://push.example", "https://chat.example"]);
  const hours = (claims.exp - Date.now() / 1000) / 3600;
  assertEquals(hours > 1 && hours <= 24, true, `${hours}`);
});

Deno.test("Vapid.authorize() signs once an hour for each service", async () => {
  const clock = new FakeClock();
  const vapid = open(undefined, clock);
  const first = vapid.authorize(endpoint);
  clock.advance(3_599_999);
  const again = vapid.authorize("https://push.example/2");
  const other = vapid.authorize("https://other.example/");
  clock.advance(1);
  const later = vapid.authorize(endpoint);
  assertEquals([again === first, other === first, later === first], [true, false, false]);
  await Promise.all([first, other, later]);
});

Deno.test("Vapid.topicOf() is the same for a room, another for another, and fits the header", () => {
  const vapid = open();
  assertMatch(vapid.topicOf("tea"), /^[A-Za-z0-9_-]{32}$/);
  assertEquals(vapid.topicOf("tea"), open().topicOf("tea"));
  assertNotEquals(vapid.topicOf("tea"), vapid.topicOf("milk"));
  assertNotEquals(vapid.topicOf("tea"), open(new Uint8Array(32).fill(8)).topicOf("tea"));
});

const order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

for (
  const [what, secret] of [
    ["zero", new Uint8Array(32)],
    ["the order of the curve", Uint8Array.fromHex(order)],
    ["all ones", new Uint8Array(32).fill(255)],
    ["31 bytes", new Uint8Array(31).fill(7)],
  ] as const
) {
  Deno.test(`Vapid refuses a secret that is no private key: ${what}`, () => {
    assertThrows(() => open(secret), OperatorError, "remove it for a new one");
  });
}

Deno.test("Vapid takes the largest private key there is", async () => {
  const vapid = open(Uint8Array.fromHex(order.replace(/1$/, "0")));
  await verifyVapid(await vapid.authorize(endpoint), vapid.publicKey);
});
