import { assertEquals } from "@std/assert";
import { parseRanges, Proxies } from "../../lib/web/proxies.ts";

function read(
  headers: Record<string, string>,
  { peer = "10.0.0.1", trusted = ["10.0.0.0/8", "fd00::/8", "::1"] } = {},
): [address: string, url: string] {
  const request = new Request("http://inside:8080/chat?room=tea", { headers });
  const { address, url } = new Proxies(trusted).read(request, peer);
  return [address, url.href];
}

const plain = "http://inside:8080/chat?room=tea";

Deno.test("Proxies.read() believes nobody unless told to", () => {
  const headers = {
    "x-forwarded-for": "192.0.2.1",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "evil.example",
  };
  assertEquals(read(headers, { trusted: [] }), ["10.0.0.1", plain]);
  assertEquals(read(headers, { peer: "192.0.2.9" }), ["192.0.2.9", plain]);
});

Deno.test("Proxies.read() takes address, scheme and host from a trusted proxy", () => {
  const headers = {
    "x-forwarded-for": "192.0.2.1",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "chat.example",
  };
  assertEquals(read(headers), ["192.0.2.1", "https://chat.example/chat?room=tea"]);
});

for (
  const [forwarded, address] of [
    ["192.0.2.1, 10.0.0.7", "192.0.2.1"],
    ["1.2.3.4, 192.0.2.1", "192.0.2.1"],
    ["1.2.3.4, 192.0.2.1, 10.0.0.7, 10.0.0.8", "192.0.2.1"],
    ["10.0.0.7, 10.0.0.8", "10.0.0.7"],
    ["2001:db8::1", "2001:db8::1"],
    ["nonsense", "10.0.0.1"],
    ["", "10.0.0.1"],
  ] as const
) {
  Deno.test(`Proxies.read() takes "${forwarded}" as ${address}`, () => {
    assertEquals(read({ "x-forwarded-for": forwarded })[0], address);
  });
}

for (const peer of ["::ffff:10.0.0.1", "::1", "fd00::7"]) {
  Deno.test(`Proxies.read() trusts ${peer}`, () => {
    assertEquals(read({ "x-forwarded-for": "192.0.2.1" }, { peer })[0], "192.0.2.1");
  });
}

for (const [given, host] of [["javascript", "http:"], ["ftp", "http:"], ["https", "https:"]]) {
  Deno.test(`Proxies.read() makes ${host} of the scheme ${given}`, () => {
    assertEquals(new URL(read({ "x-forwarded-proto": given! })[1]).protocol, host);
  });
}

for (const given of ["10.0.0.0/8", "10.0.0.1,::1", "", " 10.0.0.1 , fd00::/8 "]) {
  Deno.test(`parseRanges() reads "${given}"`, () => {
    assertEquals(parseRanges(given)?.length, given.split(",").filter((part) => part.trim()).length);
  });
}

for (const given of ["proxy", "10.0.0.0/33", "10.0.0/8/8", "1"]) {
  Deno.test(`parseRanges() refuses "${given}"`, () => {
    assertEquals(parseRanges(given), undefined);
  });
}
