import { assertEquals, assertMatch, assertStrictEquals } from "@std/assert";
import { filePolicy, secure, securityHeaders } from "../../lib/web/headers.ts";

for (const status of [200, 204, 303, 304, 404, 500]) {
  Deno.test(`secure() adds every security header to an answer of ${status}`, () => {
    const { headers } = secure(new Response(null, { status }));
    assertEquals(Object.fromEntries(headers), securityHeaders);
  });
}

Deno.test("secure() keeps status, body and other headers", async () => {
  const response = secure(new Response("tea", { status: 201, headers: { etag: '"1"' } }));
  assertEquals([response.status, response.headers.get("etag")], [201, '"1"']);
  assertEquals(await response.text(), "tea");
});

Deno.test("secure() lets no answer weaken a security header", () => {
  const weak = { "Content-Security-Policy": "default-src *", "referrer-policy": "unsafe-url" };
  const { headers } = secure(new Response(null, { headers: weak }));
  assertEquals(Object.fromEntries(headers), securityHeaders);
});

Deno.test("secure() leaves a file the policy that lets it do nothing", () => {
  const headers = { "content-security-policy": filePolicy, "x-content-type-options": "" };
  assertEquals(Object.fromEntries(secure(new Response(null, { headers })).headers), {
    ...securityHeaders,
    "content-security-policy": filePolicy,
  });
});

Deno.test("filePolicy lets a file be what it is, and nothing else", () => {
  assertEquals(filePolicy.split("; "), [
    "default-src 'none'",
    "img-src 'self'",
    "media-src 'self'",
    "style-src 'unsafe-inline'",
    "frame-ancestors 'none'",
    "sandbox",
  ]);
});

Deno.test("secure() twice is as good as once", () => {
  assertEquals(Object.fromEntries(secure(secure(new Response())).headers), securityHeaders);
});

Deno.test("secure() leaves an upgrade alone", async () => {
  const answered = Promise.withResolvers<[response: Response, before: string[][]]>();
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { response } = Deno.upgradeWebSocket(request);
    answered.resolve([response, [...response.headers]]);
    return secure(response);
  });
  const socket = new WebSocket(`ws://127.0.0.1:${(server.addr as Deno.NetAddr).port}`);
  await new Promise((resolve) => socket.onopen = resolve);
  const [response, before] = await answered.promise;
  assertStrictEquals(secure(response), response);
  assertEquals([response.status, [...response.headers]], [101, before as [string, string][]]);
  socket.close();
  await new Promise((resolve) => socket.onclose = resolve);
});

Deno.test("securityHeaders let nothing be loaded, framed or sent elsewhere", () => {
  const policy = securityHeaders["content-security-policy"]!.split("; ");
  const sources = policy.map((directive) => directive.split(" ").slice(1)).flat();
  assertEquals([...new Set(sources)].sort(), ["'none'", "'self'", "blob:", "data:"]);
  assertEquals(policy.filter((directive) => /data:|blob:/.test(directive)), [
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
  ]);
  for (const directive of ["default-src", "base-uri", "frame-ancestors"]) {
    assertEquals(policy.includes(`${directive} 'none'`), true, directive);
  }
});

Deno.test("securityHeaders fit on a line each", () => {
  for (const [name, value] of Object.entries(securityHeaders)) {
    assertMatch(name, /^[a-z-]+$/);
    assertMatch(value, /^[\x20-\x7E]+$/);
  }
});
