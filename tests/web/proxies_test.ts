import { assertEquals } from "@std/assert";
import { parseRanges, Proxies } from "../../lib/web/proxies.ts";
import { TestServer } from "../support/server.ts";

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
    ["6.6.6.6, 203.0.113.9:4242", "203.0.113.9"],
    ["6.6.6.6, [2001:db8::1]:99", "2001:db8::1"],
    ["6.6.6.6, [2001:db8::1]", "2001:db8::1"],
    ["6.6.6.6, 203.0.113.9:4242, 10.0.0.7:80", "203.0.113.9"],
    ["6.6.6.6, unknown", "10.0.0.1"],
    ["6.6.6.6, unknown, 10.0.0.7", "10.0.0.7"],
    ["6.6.6.6, 203.0.113.9:", "10.0.0.1"],
    ["6.6.6.6,", "10.0.0.1"],
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

for (const isTrusted of [true, false]) {
  Deno.test(`a server that trusts ${isTrusted ? "its" : "no"} proxy keeps cookies and addresses so`, async () => {
    await using server = await TestServer.open({
      config: { trustProxy: isTrusted ? ["127.0.0.1"] : [], admins: [] },
    });
    const forwarded = { "x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "https" };
    const response = await server.fetch("/chat?room=tea&name=Ann", { headers: forwarded });
    await response.body?.cancel();
    const cookie = response.headers.get("set-cookie")!;
    assertEquals(cookie.startsWith("__Host-parley_guest="), isTrusted);
    assertEquals(cookie.includes("Secure"), isTrusted);
    const me = (name: string) => {
      const headers = { cookie: `${name}=${cookie.split(";")[0]!.split("=")[1]}`, ...forwarded };
      return server.fetch("/api/me", { headers });
    };
    // Over HTTPS a name without the prefix could have been set by another host of the domain.
    for (
      const [name, isPrefixed] of [["__Host-parley_guest", true], ["parley_guest", false]] as const
    ) {
      const answer = await me(name);
      await answer.body?.cancel();
      assertEquals(answer.status, isPrefixed === isTrusted ? 200 : 401);
    }
  });
}
