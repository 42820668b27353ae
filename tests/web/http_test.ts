/** The HTTP side as a whole: routes, headers, pages, API. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { limits } from "../../lib/wire/limits.ts";
import { securityHeaders } from "../../lib/web/headers.ts";
import { RawSocket } from "../support/raw_socket.ts";
import { TestServer } from "../support/server.ts";
import { roomDraft } from "../support/room_draft.ts";

/** The answer's status and text. */
async function ask(
  server: TestServer,
  path: string,
  init?: RequestInit,
): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await server.fetch(path, init);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** The answer's status and what its JSON says. */
async function askJson(
  server: TestServer,
  path: string,
  init?: RequestInit,
  // deno-lint-ignore no-explicit-any
): Promise<{ status: number; body: any; headers: Headers }> {
  const { text, ...rest } = await ask(server, path, init);
  return { ...rest, body: JSON.parse(text) };
}

/** A request that posts `body` as JSON. */
function posting(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}

const messagesOfTea = "/api/rooms/tea/messages";

for (
  const path of [
    "/",
    "/chat?room=tea",
    "/healthz",
    "/nowhere",
    "/api/me",
    "/static/icon.svg",
    "/room",
  ]
) {
  Deno.test(`${path} has every security header`, async () => {
    await using server = await TestServer.open();
    const { headers } = await ask(server, path);
    for (const [name, value] of Object.entries(securityHeaders)) {
      assertEquals(headers.get(name), value, name);
    }
  });
}

Deno.test("the content security policy allows no inline script, style, frame or eval", () => {
  const policy = securityHeaders["content-security-policy"]!;
  assert(!/unsafe|\*|http:/.test(policy), policy);
  assertStringIncludes(policy, "default-src 'none'");
  assertStringIncludes(policy, "frame-ancestors 'none'");
});

Deno.test("/healthz and /readyz are 200 while the server runs, /readyz 503 while it goes", async () => {
  await using server = await TestServer.open();
  assertEquals((await ask(server, "/healthz")).text, "ok");
  assertEquals((await ask(server, "/readyz")).status, 200);
  await server.app.close();
  assertEquals((await ask(server, "/healthz")).status, 200);
  assertEquals((await ask(server, "/readyz")).status, 503);
});

Deno.test("HEAD says what GET says, without a body", async () => {
  await using server = await TestServer.open();
  const get = await ask(server, "/static/icon.svg");
  using socket = await RawSocket.connect(server.origin);
  await socket.write("HEAD /static/icon.svg HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const head = new TextDecoder().decode(await socket.read()).toLowerCase();
  assert(head.startsWith("http/1.1 200 ") && head.endsWith("\r\n\r\n"), head);
  assertStringIncludes(head, `content-length: ${get.text.length}\r\n`);
  assertStringIncludes(head, `etag: ${get.headers.get("etag")!.toLowerCase()}\r\n`);
});

Deno.test("a wrong method is 405 and names the right ones", async () => {
  await using server = await TestServer.open();
  const { status, headers } = await ask(server, "/healthz", { method: "DELETE" });
  assertEquals([status, headers.get("allow")], [405, "GET, HEAD"]);
});

for (const host of ["a b", "127>0.0.1", "h:99999", "[", "h:x"]) {
  Deno.test(`a request to the host ${JSON.stringify(host)} is a bad one, and no failure`, async () => {
    await using server = await TestServer.open();
    using socket = await RawSocket.connect(server.origin);
    await socket.write(`GET /chat?room=tea HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    const answer = await socket.readHead();
    assertMatch(answer!, /^HTTP\/1\.1 400 /);
    assertMatch(answer!, /^x-request-id: [\w-]{36}\r$/mi);
    assertMatch(answer!, /^connection: close\r$/mi);
    assertEquals(server.logged.filter((line) => line.includes('"answered"')).length, 1);
    assertEquals(server.logged.filter((line) => line.includes('"error"')), []);
  });
}

Deno.test("an unknown address is a page for people and a problem for programs", async () => {
  await using server = await TestServer.open();
  const page = await ask(server, "/nowhere", { headers: { accept: "text/html" } });
  assertEquals(page.status, 404);
  assertStringIncludes(page.text, "<!DOCTYPE html>");
  const { status, body, headers } = await askJson(server, "/nowhere");
  assertEquals(headers.get("content-type"), "application/problem+json");
  assertEquals([status, body.status, body.code, body.title], [404, 404, "not_found", "Not Found"]);
});

for (
  const path of [
    "/static/../main.ts",
    "/static/..%2fmain.ts",
    "/static/%2e%2e/main.ts",
    "/static/%2e%2e%2fmain.ts",
    "/static/..%5cmain.ts",
    "/static/%252e%252e%252fmain.ts",
    "/static/....//main.ts",
    "/static//etc/passwd",
    "/static/%00",
    "/static/%c0%ae%c0%ae/main.ts",
    "/static/..;/main.ts",
  ]
) {
  Deno.test(`GET ${path}, sent as it stands, reaches no file`, async () => {
    await using server = await TestServer.open();
    using socket = await RawSocket.connect(server.origin);
    await socket.write(`GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`);
    const answer = new TextDecoder().decode(await socket.read());
    assertMatch(answer, /^HTTP\/1\.1 40[04] /);
    assert(!answer.includes("createApp"));
  });
}

Deno.test("/ invites where there is no room, and lists rooms with head counts", async () => {
  await using server = await TestServer.open();
  const empty = await ask(server, "/");
  await using _ann = await server.join({ room: "tea", name: "ann" });
  await _ann.hear("welcome");
  const full = await ask(server, "/");
  assert(!empty.text.includes("/chat?room&#x3D;tea") && !empty.text.includes("1 person here"));
  assertStringIncludes(full.text, "1 person here");
});

Deno.test("/chat without a name asks for one", async () => {
  await using server = await TestServer.open();
  const { status, text } = await ask(server, "/chat?room=tea");
  assertEquals(status, 200);
  assertStringIncludes(text, 'name="name"');
});

Deno.test("/chat with a name keeps it in a cookie and takes it out of the address", async () => {
  await using server = await TestServer.open();
  const { status, headers } = await ask(server, "/chat?room=Tea&name=Ann");
  assertEquals([status, headers.get("location")], [303, "/chat?room=tea"]);
  const cookie = headers.get("set-cookie")!;
  for (const part of ["HttpOnly", "SameSite=Lax", "Path=/"]) assertStringIncludes(cookie, part);
});

Deno.test("/chat sets a Secure cookie where the origin is https", async () => {
  await using server = await TestServer.open({ config: { origins: ["https://chat.example"] } });
  const { headers } = await ask(server, "/chat?room=tea&name=Ann");
  assertStringIncludes(headers.get("set-cookie")!, "Secure");
});

Deno.test("/chat with a cookie shows the room to whom the cookie names", async () => {
  await using server = await TestServer.open();
  const headers = { cookie: await server.cookieOf("Ann") };
  const { status, text } = await ask(server, "/chat?room=tea", { headers });
  assertEquals(status, 200);
  assertStringIncludes(text, "Ann");
});

for (
  const [site, renames] of [["same-origin", true], ["none", true], ["cross-site", false]] as const
) {
  Deno.test(`/chat with a new name from ${site} ${renames ? "renames" : "renames nobody"}`, async () => {
    await using server = await TestServer.open();
    const cookie = await server.cookieOf("Ann");
    const headers = { cookie, "sec-fetch-site": site };
    const renamed = await ask(server, "/chat?room=tea&name=Eve", { headers });
    const now = renamed.headers.get("set-cookie")!.split(";")[0]!;
    const me = await askJson(server, "/api/me", { headers: { cookie: now } });
    assertEquals(me.body.name, renames ? "Eve" : "Ann");
  });
}

Deno.test("/chat over plain HTTP takes our own referrer for our own form", async () => {
  await using server = await TestServer.open();
  const cookie = await server.cookieOf("Ann");
  const foreign = { cookie, referer: "https://evil.example/" };
  const own = { cookie, referer: `${server.origin}/` };
  assertEquals((await ask(server, "/chat?room=tea&name=Eve", { headers: foreign })).status, 200);
  assertEquals((await ask(server, "/chat?room=tea&name=Eve", { headers: own })).status, 303);
});

Deno.test("/chat with a bad room is the landing page with the error and what was typed", async () => {
  await using server = await TestServer.open();
  const { status, text } = await ask(
    server,
    "/chat?room=%3Cscript%3Ealert(1)%3C%2Fscript%3E&name=Ann",
  );
  assertEquals(status, 400);
  assertStringIncludes(text, "That is no name for a room");
  assert(!text.includes("<script>alert"), "what was typed is escaped");
});

Deno.test("/chat with a bad name asks again and says why", async () => {
  await using server = await TestServer.open();
  const { status, text } = await ask(server, `/chat?room=tea&name=${"a".repeat(33)}`);
  assertEquals(status, 400);
  assertStringIncludes(text, "Your name needs 1 to 32 characters");
});

Deno.test("/chat shows a script for a name as text", async () => {
  await using server = await TestServer.open();
  const name = '<img src=x onerror="1">';
  const headers = { cookie: await server.cookieOf(name) };
  const { text } = await ask(server, "/chat?room=tea", { headers });
  assert(!text.includes("<img src=x"));
});

Deno.test("/chat of a room that is not there is 404 where guests may not make rooms", async () => {
  await using server = await TestServer.open({ config: { createRooms: "nobody" } });
  const headers = { cookie: await server.cookieOf("Ann"), accept: "text/html" };
  assertEquals((await ask(server, "/chat?room=tea", { headers })).status, 404);
});

Deno.test("/chat is 401 for everybody unknown where guests are off", async () => {
  await using server = await TestServer.open({ config: { guests: false } });
  assertEquals((await ask(server, "/chat?room=tea")).status, 401);
  assertEquals((await ask(server, "/chat?room=tea&name=Ann")).status, 401);
});

Deno.test("/api/me is the guest of the cookie, 401 without one", async () => {
  await using server = await TestServer.open();
  const cookie = await server.cookieOf("Ann");
  const { body } = await askJson(server, "/api/me", { headers: { cookie } });
  assertEquals(Object.keys(body).sort(), ["id", "kind", "name"]);
  assertEquals([body.name, body.kind], ["Ann", "guest"]);
  const { status, body: problem } = await askJson(server, "/api/me");
  assertEquals([status, problem.code], [401, "unauthenticated"]);
});

Deno.test("/api/me does not believe a forged cookie", async () => {
  await using server = await TestServer.open();
  const cookie = await server.cookieOf("Ann");
  const [claims, mac] = cookie.split(".");
  for (
    const forged of [
      `${claims}.${mac!.replace(/^./, (first) => first === "_" ? "-" : "_")}`,
      `${claims}x.${mac}`,
      claims!,
      "parley_guest=",
    ]
  ) {
    assertEquals(
      (await ask(server, "/api/me", { headers: { cookie: forged } })).status,
      401,
      forged,
    );
  }
});

Deno.test("/api/rooms lists the liveliest room first", async () => {
  await using server = await TestServer.open();
  await using one = await server.join({ room: "a", name: "ann" });
  await using two = await server.join({ room: "b", name: "bob" });
  await using three = await server.join({ room: "b", name: "cat" });
  for (const client of [one, two, three]) await client.hear("welcome");
  const { body } = await askJson(server, "/api/rooms");
  assertEquals(body, { rooms: [{ name: "b", count: 2 }, { name: "a", count: 1 }] });
});

Deno.test("/api/rooms gives 200 rooms a page and the way to the next", async () => {
  const store = new MemoryStore();
  for (let n = 0; n < 201; n++) await store.createRoom(roomDraft(`r${1_000 + n}`, "x"));
  await using server = await TestServer.open({ store });
  const first = await askJson(server, "/api/rooms");
  const second = await askJson(server, `/api/rooms?cursor=${first.body.next}`);
  assertEquals([first.body.rooms.length, second.body.rooms.length], [200, 1]);
  assertEquals(second.body.next, undefined);
});

Deno.test("GET /api/rooms/NAME shows a room that one may join, there or not", async () => {
  await using server = await TestServer.open();
  const headers = { cookie: await server.cookieOf("Ann") };
  await using bob = await server.join({ room: "tea", name: "bob" });
  await bob.hear("welcome");
  const there = await askJson(server, "/api/rooms/Tea", { headers });
  const not = await askJson(server, "/api/rooms/lounge", { headers });
  const tea = { name: "tea", count: 1, visibility: "public", isArchived: false, role: "member" };
  assertEquals([there.body, not.body], [tea, { name: "lounge", count: 0 }]);
});

Deno.test("GET /api/rooms/NAME says why one may not join", async () => {
  await using server = await TestServer.open({ config: { createRooms: "nobody" } });
  const headers = { cookie: await server.cookieOf("Ann") };
  assertEquals((await ask(server, "/api/rooms/tea", { headers })).status, 404);
  assertEquals((await ask(server, "/api/rooms/tea")).status, 401);
  assertEquals((await ask(server, "/api/rooms/a%20b", { headers })).status, 400);
});

Deno.test("GET /api/rooms/NAME/members pages through everybody present", async () => {
  await using server = await TestServer.open();
  const clients = [];
  for (let n = 0; n < 201; n++) clients.push(await server.join({ room: "tea", name: `n${n}` }));
  await clients.at(-1)!.hear("welcome");
  const first = await askJson(server, "/api/rooms/tea/members");
  const second = await askJson(server, `/api/rooms/tea/members?cursor=${first.body.next}`);
  assertEquals([first.body.members.length, second.body.members.length], [200, 1]);
  assertEquals([second.body.members[0].name, second.body.next], ["n200", undefined]);
  assertEquals((await ask(server, "/api/rooms/lounge/members")).status, 404);
  await Promise.all(clients.map((client) => client.close()));
});

Deno.test("POST messages stores an event that everybody hears", async () => {
  await using server = await TestServer.open();
  await using ann = await server.join({ room: "tea", name: "ann" });
  await ann.hear("welcome");
  const { status, body } = await askJson(
    server,
    `${messagesOfTea}?name=bot`,
    posting({ text: "by post", ref: "1" }),
  );
  assertEquals([status, body.type, body.seq, body.text, body.ref], [
    201,
    "message",
    1,
    "by post",
    "1",
  ]);
  assertEquals(await ann.hear("message"), body);
});

Deno.test("POST messages that the room refuses gives the ref back", async () => {
  await using server = await TestServer.open();
  const headers = { cookie: await server.cookieOf("Ann"), origin: server.origin };
  const init = posting({ text: "see", files: ["f-none"], ref: "r" }, headers);
  const { status, body } = await askJson(server, messagesOfTea, init);
  assertEquals([status, body.code, body.ref], [404, "not_found", "r"]);
});

Deno.test("POST messages with a ref used before is 200 and the first event", async () => {
  await using server = await TestServer.open();
  const headers = { cookie: await server.cookieOf("Ann"), origin: server.origin };
  const first = await askJson(server, messagesOfTea, posting({ text: "one", ref: "r" }, headers));
  const again = await askJson(server, messagesOfTea, posting({ text: "two", ref: "r" }, headers));
  assertEquals([first.status, again.status], [201, 200]);
  assertEquals(again.body, first.body);
});

for (
  const [what, init, status, code] of [
    ["no identity", posting({ text: "x" }), 401, "unauthenticated"],
    [
      "a foreign origin",
      posting({ text: "x" }, { origin: "https://evil.example" }),
      403,
      "forbidden",
    ],
    ["a cookie without an origin", posting({ text: "x" }, { cookie: "a=b" }), 403, "forbidden"],
    [
      "a cross-site fetch",
      posting({ text: "x" }, { "sec-fetch-site": "cross-site" }),
      403,
      "forbidden",
    ],
  ] as const
) {
  Deno.test(`POST messages with ${what} is ${status}`, async () => {
    await using server = await TestServer.open();
    const { status: given, body } = await askJson(server, messagesOfTea, init);
    assertEquals([given, body.code], [status, code]);
  });
}

for (
  const [what, init, status, code] of [
    ["a form", posting("text=x", { "content-type": "text/plain" }), 415, "unsupported_media"],
    ["broken JSON", posting("{"), 400, "bad_request"],
    ["JSON that is no object", posting("[1]"), 400, "bad_request"],
    ["no text", posting({}), 400, "bad_request"],
    ["a blank text", posting({ text: " \n " }), 400, "empty"],
    ["8,001 characters", posting({ text: "x".repeat(8_001) }), 400, "too_long"],
    ["a bad ref", posting({ text: "x", ref: "é" }), 400, "bad_request"],
    ["an unknown replyTo", posting({ text: "x", replyTo: 9 }), 404, "not_found"],
    ["unknown files", posting({ text: "x", files: ["f"] }), 404, "not_found"],
    ["a body of 64 KiB and more", posting({ text: "x".repeat(66_000) }), 413, "too_large"],
  ] as const
) {
  Deno.test(`POST messages with ${what} is ${status} ${code}`, async () => {
    await using server = await TestServer.open();
    const { status: given, body } = await askJson(server, `${messagesOfTea}?name=bot`, init);
    assertEquals([given, body.code, body.status], [status, code, status]);
  });
}

Deno.test("POST messages past the rate limit is 429 and says when to try again", async () => {
  await using server = await TestServer.open({ config: { rateLimit: 1 } });
  const headers = { cookie: await server.cookieOf("Ann"), origin: server.origin };
  const init = posting({ text: "x" }, headers);
  await ask(server, messagesOfTea, init);
  await ask(server, messagesOfTea, init);
  const { status, body, headers: given } = await askJson(server, messagesOfTea, init);
  assertEquals([status, body.code, given.get("retry-after")], [429, "rate_limited", "1"]);
});

Deno.test("GET messages pages through history, oldest first", async () => {
  await using server = await TestServer.open();
  await using ann = await server.join({ room: "tea", name: "ann" });
  for (let n = 1; n <= 5; n++) ann.send(`${n}`);
  await ann.settled();
  const newest = await askJson(server, `${messagesOfTea}?limit=2`);
  assertEquals(newest.body.messages.map(({ seq }: { seq: number }) => seq), [4, 5]);
  assertEquals(newest.body.more, true);
  const older = await askJson(server, `${messagesOfTea}?before=4`);
  assertEquals(older.body.messages.map(({ seq }: { seq: number }) => seq), [1, 2, 3]);
  assertEquals(older.body.more, false);
  const newer = await askJson(server, `${messagesOfTea}?after=1&limit=2`);
  assertEquals(newer.body.messages.map(({ seq }: { seq: number }) => seq), [2, 3]);
});

for (
  const [query, status] of [
    ["limit=0", 400],
    [`limit=${limits.historyMessages + 1}`, 400],
    ["limit=x", 400],
    ["before=0", 400],
    ["before=-1", 400],
    ["before=1e3", 400],
    ["after=1.5", 400],
    [`after=${"9".repeat(30)}`, 400],
    [`limit=${limits.historyMessages}&before=1&after=0`, 200],
  ] as const
) {
  Deno.test(`GET messages?${query} is ${status}`, async () => {
    await using server = await TestServer.open();
    await using ann = await server.join({ room: "tea", name: "ann" });
    await ann.hear("welcome");
    assertEquals((await ask(server, `${messagesOfTea}?${query}`)).status, status);
  });
}

Deno.test("GET messages of a room that is not there is 404, of a bad name 400", async () => {
  await using server = await TestServer.open();
  assertEquals((await ask(server, messagesOfTea)).status, 404);
  assertEquals((await ask(server, "/api/rooms/a%20b/messages")).status, 400);
  assertEquals((await ask(server, "/api/rooms/%ff/messages")).status, 400);
});

Deno.test("GET messages is 401 for a stranger where guests are off", async () => {
  await using server = await TestServer.open({ config: { guests: false } });
  assertEquals((await ask(server, messagesOfTea)).status, 401);
});

Deno.test("an unexpected failure is 500, says nothing of its cause, and is logged", async () => {
  class BrokenStore extends MemoryStore {
    override listRooms(): Promise<never> {
      return Promise.reject(new Error("secret detail"));
    }
  }
  await using server = await TestServer.open({ store: new BrokenStore() });
  const { status, text } = await ask(server, "/api/rooms");
  assertEquals(status, 500);
  assert(!text.includes("secret detail"));
  assert(server.logged.some((line) => line.includes("secret detail")));
});
