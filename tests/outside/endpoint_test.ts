import { assertEquals, assertThrows } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import { parseEndpoint } from "../../lib/outside/endpoint.ts";
import { limits } from "../../lib/wire/limits.ts";

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
    assertEquals(parseEndpoint(endpoint, "endpoint"), endpoint);
  });
}

Deno.test("parseEndpoint() gives one form of what is the same", () => {
  assertEquals(parseEndpoint("HTTPS://Push.Example:443/a#b", "endpoint"), "https://push.example/a");
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
      assertEquals(
        assertThrows(() => parseEndpoint(endpoint, "endpoint"), ChatError).code,
        "bad_request",
      );
    });
  }
}
