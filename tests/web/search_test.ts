/** Searching a room, and counting what is unread, over HTTP. */
import { assertEquals } from "@std/assert";
import { limits } from "../../lib/wire/limits.ts";
import { TestServer } from "../support/server.ts";

const search = "/api/rooms/tea/search";

/** A server with a room `tea` in which Ann said `texts`. */
async function openRoom(...texts: readonly string[]): Promise<TestServer> {
  const server = await TestServer.open();
  await using ann = await server.join({ room: "tea", name: "Ann" });
  for (const text of texts) ann.send({ type: "say", text });
  await ann.settled();
  return server;
}

async function ask(
  server: TestServer,
  path: string,
  init?: RequestInit,
  // deno-lint-ignore no-explicit-any
): Promise<{ status: number; body: any }> {
  const response = await server.fetch(path, init);
  return { status: response.status, body: await response.json() };
}

Deno.test("GET search gives what it found, newest first, each with its snippet", async () => {
  await using server = await openRoom("Green tea", "coffee", "more tea");
  const { status, body } = await ask(server, `${search}?q=tea`);
  assertEquals([status, body.more], [200, false]);
  assertEquals(
    // deno-lint-ignore no-explicit-any
    body.results.map((result: any) => {
      const { type, seq, from, text, snippet, highlights } = result;
      return [type, seq, from.name, text, snippet, highlights];
    }),
    [
      ["message", 3, "Ann", "more tea", "more tea", [[5, 8]]],
      ["message", 1, "Ann", "Green tea", "Green tea", [[6, 9]]],
    ],
  );
});

Deno.test("GET search pages by limit and before", async () => {
  await using server = await openRoom("tea 1", "tea 2", "tea 3");
  const first = await ask(server, `${search}?q=tea&limit=2`);
  const next = await ask(server, `${search}?q=tea&limit=2&before=2`);
  const seqs = [first, next].map(({ body }) => body.results.map(({ seq }: { seq: number }) => seq));
  assertEquals([seqs, first.body.more, next.body.more], [[[3, 2], [1]], true, false]);
});

for (
  const q of ['"', "*", "AND", "(", "from:", "before:x", "'; drop table events; --", "%00", "𝕏"]
) {
  Deno.test(`GET search takes ${q}`, async () => {
    await using server = await openRoom("tea");
    const { status, body } = await ask(server, `${search}?q=${encodeURIComponent(q)}`);
    assertEquals([status, body], [200, { results: [], more: false }]);
  });
}

for (
  const [query, status] of [
    ["", 400],
    ["?limit=5", 400],
    ["?q=", 200],
    ["?q=tea&limit=0", 400],
    [`?q=tea&limit=${limits.searchResults}`, 200],
    [`?q=tea&limit=${limits.searchResults + 1}`, 400],
    ["?q=tea&before=0", 400],
    [`?q=${"a".repeat(limits.searchChars)}`, 200],
    [`?q=${"a".repeat(limits.searchChars + 1)}`, 400],
    // Each is one character, in two UTF-16 units.
    [`?q=${encodeURIComponent("𝕏".repeat(limits.searchChars))}`, 200],
    [`?q=${encodeURIComponent("𝕏".repeat(limits.searchChars + 1))}`, 400],
  ] as const
) {
  Deno.test(`GET search${query.slice(0, 40)} is ${status}`, async () => {
    await using server = await openRoom("milk");
    assertEquals((await ask(server, search + query)).status, status);
  });
}

Deno.test("GET search of a room that is not there is 404, of a bad name 400", async () => {
  await using server = await TestServer.open();
  assertEquals((await ask(server, `${search}?q=tea`)).status, 404);
  assertEquals((await ask(server, "/api/rooms/a%20b/search?q=tea")).status, 400);
});

Deno.test("GET search is 401 for a stranger where guests are off", async () => {
  await using server = await TestServer.open({ config: { guests: false } });
  assertEquals((await ask(server, `${search}?q=tea`)).status, 401);
});

Deno.test("GET /api/rooms and the landing page count what one has not read", async () => {
  await using server = await openRoom("1", "2", "3");
  const headers = { cookie: await server.cookieOf("Bob"), origin: server.origin };
  await using bob = await server.join({ room: "tea", headers });
  bob.send({ type: "read", seq: 1 });
  await bob.hear("read");
  const { body } = await ask(server, "/api/rooms", { headers });
  assertEquals(body.rooms[0].unread, 2);
  const page = await (await server.fetch("/", { headers })).text();
  assertEquals(page.includes('<span class="news">2 new</span>'), true);
  const strangers = await ask(server, "/api/rooms");
  assertEquals("unread" in strangers.body.rooms[0], false);
});
