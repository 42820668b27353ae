import { assertEquals, assertStringIncludes } from "@std/assert";
import { refuseHead } from "../../lib/web/request_head.ts";
import { RawSocket } from "../support/raw_socket.ts";
import { TestServer } from "../support/server.ts";

/** As the runtime hands it over, which makes the address of Host. */
function head(headers: Record<string, string>, method = "GET"): Request {
  const { host = "h" } = headers;
  return { method, headers: new Headers(headers), url: `http://${host}/a` } as Request;
}

for (
  const host of [
    "chat.example",
    "chat.example:8080",
    "127.0.0.1:80",
    "[::1]:8080",
    "a_b",
    "xn--bcher-kva.example",
    "h:",
  ]
) {
  Deno.test(`refuseHead() lets "Host: ${host}" pass`, () => {
    assertEquals(refuseHead(head({ host })), undefined);
  });
}

for (
  const host of ["", "a b", "a, b", "a/b?c@d", "u@h", "a#b", "h:99999", "h:x", "[::1", "a\\b", "%"]
) {
  Deno.test(`refuseHead() answers "Host: ${host}" with 400, and ends the connection`, () => {
    const { status, headers } = refuseHead(head({ host }))!;
    assertEquals([status, headers.get("connection")], [400, "close"]);
  });
}

Deno.test("refuseHead() lets a request without Host pass: older versions have none", () => {
  assertEquals(refuseHead(head({})), undefined);
});

for (
  const [headers, status] of [
    [{ "transfer-encoding": "chunked" }, undefined],
    [{ "transfer-encoding": "Chunked" }, undefined],
    [{ "transfer-encoding": "chunked", "content-length": "3" }, 400],
    [{ "transfer-encoding": "gzip, chunked" }, 501],
    [{ "content-encoding": "identity" }, undefined],
    [{ "content-encoding": "gzip" }, 415],
  ] as const
) {
  Deno.test(`refuseHead() of ${JSON.stringify(headers)} is ${status}`, () => {
    assertEquals(refuseHead(head(headers, "POST"))?.status, status);
  });
}

for (
  const [method, status] of [["PATCH", undefined], ["TRACE", undefined], ["BREW", 501], [
    "get",
    501,
  ]] as const
) {
  Deno.test(`refuseHead() of the method ${method} is ${status}`, () => {
    assertEquals(refuseHead(head({}, method))?.status, status);
  });
}

for (const host of ["a b", "a/b?c@d"]) {
  Deno.test(`a request with "Host: ${host}" is 400, and nothing that went wrong here`, async () => {
    await using server = await TestServer.open();
    using socket = await RawSocket.connect(server.origin);
    await socket.write(`GET /healthz HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    assertStringIncludes(await socket.readHead() ?? "", "HTTP/1.1 400 ");
    assertEquals(server.logged.filter((line) => line.includes('"error"')), []);
  });
}
