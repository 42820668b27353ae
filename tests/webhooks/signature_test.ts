import { assertEquals, assertNotEquals } from "@std/assert";
import { secretOf, showSecret, sign } from "../../lib/webhooks/signature.ts";

Deno.test("sign() signs as others do who follow Standard Webhooks", () => {
  // The example of the libraries at github.com/standard-webhooks.
  const secret = Uint8Array.fromBase64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  const body = new TextEncoder().encode('{"test": 2432232314}');
  assertEquals(sign(secret, { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", at: 1614265330, body }), {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

Deno.test("secretOf() gives each webhook 32 bytes of its own, always the same", () => {
  const key = new Uint8Array(32).fill(7);
  assertEquals(secretOf(key, "a"), secretOf(key, "a"));
  assertNotEquals(secretOf(key, "a"), secretOf(key, "b"));
  assertNotEquals(secretOf(key, "a"), secretOf(new Uint8Array(32).fill(8), "a"));
  assertEquals(secretOf(key, "a").length, 32);
});

Deno.test("showSecret() writes a secret as receivers expect it", () => {
  assertEquals(showSecret(new Uint8Array([1, 2, 3])), "whsec_AQID");
});
