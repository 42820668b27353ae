import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { TestServer } from "../support/server.ts";

/** A server with a private room of Ada's. */
async function open(): Promise<{ server: TestServer; cookie: string }> {
  const server = await TestServer.open();
  const cookie = await server.cookieOf("Ada");
  const made = await ask(server, "POST", "/api/rooms", {
    cookie,
    body: { name: "tea", visibility: "private" },
  });
  assertEquals(made.status, 201);
  return { server, cookie };
}

interface Asked {
  cookie?: string;
  token?: string;
  body?: unknown;
  origin?: string;
}

async function ask(
  server: TestServer,
  method: string,
  path: string,
  { cookie, token, body, origin = server.origin }: Asked = {},
): Promise<{ status: number; text: string; body: Record<string, unknown> }> {
  const headers = new Headers({ "content-type": "application/json" });
  if (cookie) headers.set("cookie", cookie);
  if (cookie && origin) headers.set("origin", origin);
  if (token) headers.set("authorization", `Bearer ${token}`);
  const response = await server.fetch(path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, body: text.startsWith("{") ? JSON.parse(text) : {} };
}

/** A new bot of Ada's room. */
async function makeBot(
  server: TestServer,
  cookie: string,
  body: Record<string, unknown> = {},
): Promise<{ id: string; token: string; url: string }> {
  const draft = { name: "Robot", ...body };
  const made = await ask(server, "POST", "/api/rooms/tea/bots", { cookie, body: draft });
  assertEquals(made.status, 201);
  return made.body as { id: string; token: string; url: string };
}

Deno.test("a bot speaks by REST with its token, as a bot", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  const { id, token } = await makeBot(server, cookie);
  const said = await ask(server, "POST", "/api/rooms/tea/messages", {
    token,
    body: { text: "hi" },
  });
  assertEquals([said.status, said.body.from], [201, { id, name: "Robot", kind: "bot" }]);
  assertEquals((await ask(server, "GET", "/api/me", { token })).body.kind, "bot");
});

Deno.test("a bot listens and speaks on the socket with its token", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  const { token } = await makeBot(server, cookie);
  await using bot = await server.join({
    room: "tea",
    headers: { authorization: `Bearer ${token}` },
  });
  assertEquals((await bot.hear("welcome")).you.kind, "bot");
  bot.send({ type: "say", text: "beep" });
  assertEquals((await bot.hear("message")).text, "beep");
});

Deno.test("a bot may be in no other room, not even a public one", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  await ask(server, "POST", "/api/rooms", { cookie, body: { name: "hall" } });
  const { token } = await makeBot(server, cookie);
  assertEquals((await ask(server, "GET", "/api/rooms/hall/messages", { token })).status, 403);
  assertEquals((await ask(server, "GET", "/api/rooms/nowhere", { token })).status, 404);
  const made = await ask(server, "POST", "/api/rooms", { token, body: { name: "bots" } });
  assertEquals(made.status, 403);
});

Deno.test("a bot does what its role may, and no more", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  const { token } = await makeBot(server, cookie, { role: "reader" });
  assertEquals((await ask(server, "GET", "/api/rooms/tea/messages", { token })).status, 200);
  const body = { text: "hi" };
  assertEquals((await ask(server, "POST", "/api/rooms/tea/messages", { token, body })).status, 403);
});

Deno.test("a bot that was ended is out at once, and its token good for nothing", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  const { id, token } = await makeBot(server, cookie);
  const headers = { authorization: `Bearer ${token}` };
  await using bot = await server.join({ room: "tea", headers });
  await bot.hear("welcome");
  assertEquals((await ask(server, "DELETE", `/api/rooms/tea/bots/${id}`, { cookie })).status, 204);
  assertEquals((await bot.closed).code, 4501);
  assertEquals((await ask(server, "GET", "/api/rooms/tea/messages", { token })).status, 401);
  assertEquals((await ask(server, "DELETE", `/api/rooms/tea/bots/${id}`, { cookie })).status, 404);
});

for (const token of ["", "x", "parley_", `parley_${"A".repeat(43)}`]) {
  Deno.test(`nobody is the bot of the token "${token}", nor a guest by it`, async () => {
    const { server, cookie } = await open();
    await using _ = server;
    const headers = { authorization: `Bearer ${token}`, cookie, origin: server.origin };
    const response = await server.fetch("/api/me", { headers });
    await response.body?.cancel();
    assertEquals(response.status, 401);
  });
}

Deno.test("the list of bots tells no token", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  const { id, token } = await makeBot(server, cookie);
  const { body, text } = await ask(server, "GET", "/api/rooms/tea/bots", { cookie });
  assertEquals((body.bots as { id: string }[]).map((bot) => bot.id), [id]);
  assertEquals(text.includes(token), false);
});

for (const role of ["moderator", "member", "reader"] as const) {
  Deno.test(`a ${role} makes, sees and ends no bot`, async () => {
    const { server, cookie } = await open();
    await using _ = server;
    const { id } = await makeBot(server, cookie);
    const invite = await ask(server, "POST", "/api/rooms/tea/invites", { cookie, body: { role } });
    const other = await server.cookieOf("Bob");
    await ask(server, "POST", "/api/join", { cookie: other, body: { token: invite.body.token } });
    const draft = { name: "Robot" };
    for (
      const [method, path, body] of [
        ["POST", "/api/rooms/tea/bots", draft],
        ["GET", "/api/rooms/tea/bots", undefined],
        ["DELETE", `/api/rooms/tea/bots/${id}`, undefined],
      ] as const
    ) {
      assertEquals((await ask(server, method, path, { cookie: other, body })).status, 403, path);
    }
  });
}

Deno.test("another site's page makes and ends no bot", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  const { id } = await makeBot(server, cookie);
  for (const origin of ["https://evil.example", ""]) {
    const body = { name: "Robot" };
    const made = await ask(server, "POST", "/api/rooms/tea/bots", { cookie, origin, body });
    const ended = await ask(server, "DELETE", `/api/rooms/tea/bots/${id}`, { cookie, origin });
    assertEquals([made.status, ended.status], [403, 403]);
  }
});

Deno.test("a hook says what is posted to its URL, as Slack's do", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  const { url, id } = await makeBot(server, cookie, { name: "Builds", isHook: true });
  assertMatch(url, /^http:\/\/127\.0\.0\.1:\d+\/hooks\/parley_[\w-]{43}$/);
  const path = new URL(url).pathname;
  const said = await ask(server, "POST", path, { body: { text: "green", channel: "#x" } });
  assertEquals([said.status, said.text], [200, "ok"]);
  const form = new URLSearchParams({ payload: JSON.stringify({ text: "by form" }) });
  assertEquals(await (await server.fetch(path, { method: "POST", body: form })).text(), "ok");
  const token = path.slice("/hooks/".length);
  const body = { text: "by header" };
  assertEquals((await ask(server, "POST", "/hooks", { token, body })).text, "ok");
  const { body: page } = await ask(server, "GET", "/api/rooms/tea/messages", { cookie });
  const messages = page.messages as { text: string; from: { id: string } }[];
  assertEquals(messages.map(({ text }) => text), ["green", "by form", "by header"]);
  assertEquals(messages[0]?.from.id, id);
});

Deno.test("a hook only says: its token opens nothing else", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  const { url } = await makeBot(server, cookie, { isHook: true });
  const token = url.split("/").at(-1)!;
  for (const path of ["/api/me", "/api/rooms/tea/messages", "/api/rooms/tea"]) {
    assertEquals((await ask(server, "GET", path, { token })).status, 401, path);
  }
  const { token: bots } = await makeBot(server, cookie);
  const said = await ask(server, "POST", `/hooks/${bots}`, { body: { text: "hi" } });
  assertEquals(said.status, 404);
});

for (const body of [{}, { text: "" }, { text: 1 }, { text: "x".repeat(8_001) }]) {
  Deno.test(`a hook refuses ${JSON.stringify(body).slice(0, 20)}`, async () => {
    const { server, cookie } = await open();
    await using _ = server;
    const { url } = await makeBot(server, cookie, { isHook: true });
    assertEquals((await ask(server, "POST", new URL(url).pathname, { body })).status, 400);
  });
}

Deno.test("who guesses hooks and links is slowed down", async () => {
  const { server } = await open();
  await using _ = server;
  const statuses: number[] = [];
  for (let index = 0; index < 25; index++) {
    const path = index % 2 === 0 ? `/hooks/guess${index}` : "/api/join";
    const body = { text: "hi", token: `guess${index}` };
    statuses.push((await ask(server, "POST", path, { body })).status);
  }
  assertEquals(statuses.slice(0, 20).every((status) => status === 404), true);
  assertEquals(statuses.at(-1), 429);
});

Deno.test("no token is in the log of the server", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  const { url } = await makeBot(server, cookie, { isHook: true });
  await ask(server, "POST", `${new URL(url).pathname}x`, { body: { text: "hi" } });
  await ask(server, "POST", new URL(url).pathname, { body: {} });
  assertEquals(server.logged.join("\n").includes("parley_"), false);
  const missing = await ask(server, "GET", `${new URL(url).pathname}`);
  assertStringIncludes(missing.text, "Cannot GET here");
});
