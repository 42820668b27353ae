import { assertEquals } from "@std/assert";
import { TestServer } from "../support/server.ts";

interface Asked {
  cookie: string;
  body?: unknown;
}

async function ask(
  server: TestServer,
  method: string,
  path: string,
  { cookie, body }: Asked,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await server.fetch(path, {
    method,
    headers: { cookie, origin: server.origin, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : {} };
}

/** A server with a room `tea` of Ada's in which something was said. */
async function open(): Promise<{ server: TestServer; cookie: string }> {
  const server = await TestServer.open();
  const cookie = await server.cookieOf("Ada");
  await ask(server, "POST", "/api/rooms", { cookie, body: { name: "tea" } });
  await ask(server, "POST", "/api/rooms/tea/messages", { cookie, body: { text: "one" } });
  return { server, cookie };
}

Deno.test("a room that is renamed is found by both names, and asks its members back", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  await using before = await server.join({ room: "tea", name: "Bob" });
  const { epoch, seq } = await before.hear("welcome");
  const renamed = await ask(server, "PATCH", "/api/rooms/tea", {
    cookie,
    body: { name: "Oolong" },
  });
  assertEquals([renamed.status, renamed.body.name], [200, "oolong"]);
  assertEquals((await before.closed).code, 1001);
  await using after = await server.join({ room: "tea", name: "Bob", since: seq, epoch });
  const welcome = await after.hear("welcome");
  assertEquals([welcome.room, welcome.resumed], ["oolong", true]);
  after.send({ type: "say", text: "two" });
  await after.hear("message");
  for (const name of ["tea", "oolong"]) {
    const { body } = await ask(server, "GET", `/api/rooms/${name}/messages`, { cookie });
    assertEquals((body.messages as { text: string }[]).map(({ text }) => text), ["one", "two"]);
  }
});

Deno.test("a room in which nothing was said yet can be renamed", async () => {
  await using server = await TestServer.open();
  const cookie = await server.cookieOf("Ada");
  await using ada = await server.join({ room: "tea", headers: { cookie, origin: server.origin } });
  await ada.hear("welcome");
  const { status, body } = await ask(server, "PATCH", "/api/rooms/tea", {
    cookie,
    body: { name: "oolong" },
  });
  assertEquals([status, body.name, body.role], [200, "oolong", "owner"]);
});

Deno.test("what waits when a room is renamed is committed all the same", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  await using bob = await server.join({ room: "tea", name: "Bob" });
  await bob.hear("welcome");
  for (let index = 0; index < 50; index++) {
    bob.send({ type: "say", text: `${index}`, ref: `${index}` });
  }
  await ask(server, "PATCH", "/api/rooms/tea", { cookie, body: { name: "oolong" } });
  await bob.closed;
  const heard = bob.heard.filter((message) => message.type === "message").map(({ ref }) => ref);
  const { body } = await ask(server, "GET", "/api/rooms/oolong/messages", { cookie });
  const kept = (body.messages as { ref?: string }[]).flatMap(({ ref }) => ref ?? []);
  assertEquals(heard.filter((ref) => ref !== undefined), kept);
});

Deno.test("by its former name a room can be governed, too", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  await ask(server, "PATCH", "/api/rooms/tea", { cookie, body: { name: "oolong" } });
  await using bob = await server.join({ room: "oolong", name: "Bob" });
  const { you } = await bob.hear("welcome");
  assertEquals(
    (await ask(server, "PUT", `/api/rooms/tea/bans/${you.id}`, { cookie, body: {} })).status,
    204,
  );
  assertEquals((await bob.closed).code, 4501);
  const changed = await ask(server, "PATCH", "/api/rooms/tea", { cookie, body: { topic: "Hot" } });
  assertEquals([changed.body.name, changed.body.topic], ["oolong", "Hot"]);
});

for (const beside of [{ topic: "Hot" }, { isArchived: true }, { owner: "g-1" }]) {
  Deno.test(`a new name beside ${Object.keys(beside)} is refused, and changes nothing`, async () => {
    const { server, cookie } = await open();
    await using _ = server;
    const before = (await ask(server, "GET", "/api/rooms/tea", { cookie })).body;
    const body = { name: "milk", ...beside };
    const { status } = await ask(server, "PATCH", "/api/rooms/tea", { cookie, body });
    assertEquals(status, 400);
    assertEquals((await ask(server, "GET", "/api/rooms/tea", { cookie })).body, before);
  });
}

for (const [to, status] of [["milk", 409], ["", 400], ["a b", 400], ["TEA", 200]] as const) {
  Deno.test(`renaming a room to "${to}" answers ${status}`, async () => {
    const { server, cookie } = await open();
    await using _ = server;
    await ask(server, "POST", "/api/rooms", { cookie, body: { name: "milk" } });
    const renamed = await ask(server, "PATCH", "/api/rooms/tea", { cookie, body: { name: to } });
    assertEquals(renamed.status, status);
    assertEquals((await ask(server, "GET", "/api/rooms/tea", { cookie })).body.name, "tea");
  });
}

Deno.test("a room that is deleted is gone at once for all, with 4502", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  await using bob = await server.join({ room: "tea", name: "Bob" });
  await bob.hear("welcome");
  assertEquals((await ask(server, "DELETE", "/api/rooms/tea", { cookie })).status, 204);
  assertEquals((await bob.closed).code, 4502);
  for (const path of ["/api/rooms/tea", "/api/rooms/tea/messages", "/api/rooms/tea/search?q=one"]) {
    assertEquals((await ask(server, "GET", path, { cookie })).status, 404, path);
  }
  assertEquals((await ask(server, "GET", "/api/rooms", { cookie })).body.rooms, []);
});

Deno.test("who comes back to a room that was deleted does not make it again", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  await ask(server, "DELETE", "/api/rooms/tea", { cookie });
  for (const who of [cookie, await server.cookieOf("Bob")]) {
    const headers = { cookie: who, origin: server.origin, accept: "text/html" };
    const page = await server.fetch("/chat?room=tea", { headers });
    await page.body?.cancel();
    assertEquals(page.status, 404);
    const socket = await server.fetch("/room?room=tea", {
      headers: {
        ...headers,
        connection: "upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "x3JJHMbDL1EzLkh9GBhXDw==",
      },
    });
    await socket.body?.cancel();
    assertEquals(socket.status === 101, false);
  }
});

Deno.test("only who deleted a room may have its name again", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  await ask(server, "DELETE", "/api/rooms/tea", { cookie });
  const body = { name: "tea" };
  const bob = await server.cookieOf("Bob");
  assertEquals((await ask(server, "POST", "/api/rooms", { cookie: bob, body })).status, 409);
  assertEquals((await ask(server, "POST", "/api/rooms", { cookie, body })).status, 201);
  const { body: page } = await ask(server, "GET", "/api/rooms/tea/messages", { cookie });
  assertEquals(page.messages, []);
});

Deno.test("nobody but the owner renames or deletes a room, and no other site", async () => {
  const { server, cookie } = await open();
  await using _ = server;
  const other = await server.cookieOf("Bob");
  for (const role of ["moderator", "member", "reader"]) {
    const { body: { id } } = await ask(server, "GET", "/api/me", { cookie: other });
    await ask(server, "POST", "/api/rooms/tea/messages", { cookie: other, body: { text: "hi" } });
    const path = `/api/rooms/tea/members/${id}`;
    assertEquals((await ask(server, "PATCH", path, { cookie, body: { role } })).status, 204);
    const renamed = await ask(server, "PATCH", "/api/rooms/tea", {
      cookie: other,
      body: { name: "mine" },
    });
    const deleted = await ask(server, "DELETE", "/api/rooms/tea", { cookie: other });
    assertEquals([renamed.status, deleted.status], [403, 403], role);
  }
  const forged = await server.fetch("/api/rooms/tea", {
    method: "DELETE",
    headers: { cookie, origin: "https://evil.example" },
  });
  await forged.body?.cancel();
  assertEquals(forged.status, 403);
});
