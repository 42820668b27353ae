import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { limits } from "../../lib/wire/limits.ts";
import { clientFrame, closeCodeIn, RawSocket } from "../support/raw_socket.ts";
import { TestServer } from "../support/server.ts";
import { until } from "../support/until.ts";

/** The answer to an upgrade that is refused; its body is read. */
async function refusal(
  server: TestServer,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; code: string; headers: Headers }> {
  using socket = await RawSocket.connect(server.origin);
  const upgrade = {
    host: new URL(server.origin).host,
    connection: "upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  };
  const lines = Object.entries(upgrade).map(([name, value]) => `${name}: ${value}\r\n`);
  await socket.write(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`);
  const [head, body] = new TextDecoder().decode(await socket.read()).split("\r\n\r\n");
  const [status, ...fields] = head!.split("\r\n");
  const code = body?.startsWith("{") ? JSON.parse(body).code : "";
  const pairs = fields.map((line) => line.split(/: (.*)/).slice(0, 2) as [string, string]);
  return { status: Number(status!.split(" ")[1]), code, headers: new Headers(pairs) };
}

Deno.test("/room lets two plain-text clients hear each other as message 1, 2, 3", async () => {
  await using server = await TestServer.open();
  await using ann = await server.join({ room: "tea", name: "ann" });
  await using bob = await server.join({ room: "tea", name: "bob" });
  ann.send("one");
  await bob.hear("message");
  bob.send("two\nlines");
  await ann.hear("message", ({ seq }) => seq === 2);
  ann.send("three");
  const heard = await bob.hear("message", ({ seq }) => seq === 3);
  assertEquals(heard.text, "three");
  assertEquals(
    bob.heard.flatMap((it) => it.type === "message" ? [[it.seq, it.from.name, it.text]] : []),
    [[1, "ann", "one"], [2, "bob", "two\nlines"], [3, "ann", "three"]],
  );
});

Deno.test("/room makes the first to join its owner", async () => {
  await using server = await TestServer.open();
  await using ann = await server.join({ room: "tea", name: "ann" });
  await using bob = await server.join({ room: "tea", name: "bob" });
  assertEquals((await ann.hear("welcome")).you.role, "owner");
  assertEquals((await bob.hear("welcome")).you.role, "member");
});

Deno.test("/room takes names of any case and normal form for one room", async () => {
  await using server = await TestServer.open();
  await using ann = await server.join({ room: "Café", name: "ann" });
  await using bob = await server.join({ room: "CAFE\u0301", name: "bob" });
  assertEquals((await bob.hear("welcome")).room, "café");
  assertEquals((await ann.hear("presence")).joined.map(({ name }) => name), ["bob"]);
});

Deno.test("/room knows a browser by its cookie, in two tabs as one person", async () => {
  await using server = await TestServer.open();
  const headers = { cookie: await server.cookieOf("Ann"), origin: server.origin };
  await using first = await server.join({ room: "tea", headers });
  await using second = await server.join({ room: "tea", headers });
  const { you } = await first.hear("welcome");
  const welcome = await second.hear("welcome");
  assertEquals(you.name, "Ann");
  assertEquals(welcome.you.id, you.id);
  assertEquals(welcome.count, 1);
});

Deno.test("/room takes whoever comes by a name alone for somebody new, whose ref is another one", async () => {
  await using server = await TestServer.open();
  const ids: string[] = [];
  for (const seq of [1, 2]) {
    await using ann = await server.join({ room: "tea", name: "ann" });
    ids.push((await ann.hear("welcome")).you.id);
    ann.send({ type: "say", text: "once?", ref: "r" });
    await ann.hear("message", (message) => message.seq === seq && message.from.id === ids.at(-1));
  }
  assertNotEquals(ids[0], ids[1]);
});

Deno.test("/room resumes after `since` with exactly the missed events", async () => {
  await using server = await TestServer.open();
  await using ann = await server.join({ room: "tea", name: "ann" });
  const { epoch } = await ann.hear("welcome");
  for (const text of ["1", "2", "3", "4"]) ann.send(text);
  await ann.settled();
  await using bob = await server.join({ room: "tea", name: "bob", since: 2, epoch });
  assertEquals((await bob.hear("welcome")).resumed, true);
  assertEquals(await bob.hearTexts(2), ["3", "4"]);
});

Deno.test("/room agrees on parley.v1 where it is offered", async () => {
  await using server = await TestServer.open();
  await using ann = await server.join({ room: "tea", name: "ann", protocols: ["parley.v1"] });
  assertEquals(ann.protocol, "parley.v1");
});

Deno.test("/room without an upgrade is 426 and names the upgrade", async () => {
  await using server = await TestServer.open();
  const response = await server.fetch("/room?room=tea&name=ann");
  await response.body?.cancel();
  assertEquals([response.status, response.headers.get("upgrade")], [426, "websocket"]);
});

for (
  const [what, headers, status] of [
    ["another version", { "sec-websocket-version": "7" }, 426],
    ["no key", { "sec-websocket-key": "" }, 400],
    ["a key of other length", { "sec-websocket-key": "AAAA" }, 400],
    ["a connection that is not to be upgraded", { connection: "keep-alive" }, 400],
    ["another protocol", { upgrade: "h2c" }, 426],
    ["a body", { "content-length": "2" }, 400],
  ] as const
) {
  Deno.test(`/room with a handshake of ${what} is ${status} and makes no room`, async () => {
    await using server = await TestServer.open();
    const { status: given } = await refusal(server, "/room?room=tea&name=ann", headers);
    assertEquals([given, server.app.size.rooms], [status, 0]);
    assertEquals(server.logged.filter((line) => line.includes('"error"')), []);
  });
}

for (
  const [what, path, status, code] of [
    ["no room", "/room?name=ann", 400, "bad_request"],
    ["an empty room name", "/room?room=&name=ann", 400, "bad_request"],
    ["a room name of 65 characters", `/room?room=${"a".repeat(65)}&name=ann`, 400, "bad_request"],
    ["a script as room name", "/room?room=%3Cscript%3E&name=ann", 400, "bad_request"],
    ["an empty display name", "/room?room=tea&name=", 400, "bad_request"],
    ["a blank display name", "/room?room=tea&name=%20%20", 400, "bad_request"],
    ["33 characters of name", `/room?room=tea&name=${"a".repeat(33)}`, 400, "bad_request"],
    ["a bidi override in the name", "/room?room=tea&name=a%E2%80%AEb", 400, "bad_request"],
    ["a zero-width space in the name", "/room?room=tea&name=a%E2%80%8Bb", 400, "bad_request"],
    ["a control character in the name", "/room?room=tea&name=a%07b", 400, "bad_request"],
    ["since that is no number", "/room?room=tea&name=ann&since=x&epoch=y", 400, "bad_request"],
    ["since below zero", "/room?room=tea&name=ann&since=-1&epoch=y", 400, "bad_request"],
    [
      "since past all numbers",
      `/room?room=tea&name=ann&since=1${"0".repeat(30)}`,
      400,
      "bad_request",
    ],
    ["neither cookie nor name", "/room?room=tea", 401, "unauthenticated"],
  ] as const
) {
  Deno.test(`/room with ${what} is ${status} before any upgrade`, async () => {
    await using server = await TestServer.open();
    const { status: given, code: word } = await refusal(server, path);
    assertEquals([given, word], [status, code]);
    assertEquals(server.app.size, { rooms: 0, sockets: 0 });
  });
}

for (
  const [what, headers] of [
    ["a foreign Origin", { origin: "https://evil.example" }],
    ["Origin null", { origin: "null" }],
    ["an Origin that only begins like the host", { origin: "http://127.0.0.1.evil.example" }],
    ["another port as Origin", { origin: "http://127.0.0.1:1" }],
  ] as const
) {
  Deno.test(`/room from ${what} is 403 before any upgrade`, async () => {
    await using server = await TestServer.open();
    const { status, code } = await refusal(server, "/room?room=tea&name=ann", headers);
    assertEquals([status, code], [403, "forbidden"]);
  });
}

Deno.test("/room with a cookie and no Origin is 403", async () => {
  await using server = await TestServer.open();
  const cookie = await server.cookieOf("Ann");
  const { status } = await refusal(server, "/room?room=tea", { cookie });
  assertEquals(status, 403);
});

Deno.test("/room takes an Origin that the operator allows", async () => {
  await using server = await TestServer.open({ config: { origins: ["https://chat.example"] } });
  const headers = { origin: "https://chat.example" };
  await using ann = await server.join({ room: "tea", name: "ann", headers });
  assertEquals((await ann.hear("welcome")).you.name, "ann");
});

Deno.test("/room lets no guest in where guests are off", async () => {
  await using server = await TestServer.open({ config: { guests: false } });
  assertEquals((await refusal(server, "/room?room=tea&name=ann")).status, 401);
});

Deno.test("/room of a room that is not there is 404 where guests may not make rooms", async () => {
  await using server = await TestServer.open({ config: { createRooms: "users" } });
  assertEquals((await refusal(server, "/room?room=tea&name=ann")).status, 404);
});

for (
  const [what, payload, code] of [
    ["a binary frame", clientFrame(2, "x"), 1003],
    ["a text frame of 65,537 bytes", clientFrame(1, "x".repeat(65_537)), 1009],
    ["a text frame of 65,537 bytes in fewer characters", clientFrame(1, "é".repeat(32_769)), 1009],
    ["a text frame of 1 MiB", clientFrame(1, "x".repeat(1_048_576)), 1009],
  ] as const
) {
  Deno.test(`/room closes a socket with ${code} after ${what}, and no other socket`, async () => {
    await using server = await TestServer.open();
    await using bystander = await server.join({ room: "tea", name: "bob" });
    using socket = await RawSocket.upgrade(server.origin, "/room?room=tea&name=ann");
    await socket.write(payload);
    assertEquals(closeCodeIn(await socket.readToClose()), code);
    bystander.send("still here");
    assertEquals((await bystander.hear("message")).text, "still here");
  });
}

Deno.test("/room takes an upgrade that is offered among others", async () => {
  await using server = await TestServer.open();
  const headers = { upgrade: "h2c, WebSocket" };
  assertEquals((await refusal(server, "/room?room=tea&name=ann", headers)).status, 101);
});

Deno.test("/room tells a client that goes on sending why it is closed", async () => {
  await using server = await TestServer.open();
  using socket = await RawSocket.upgrade(server.origin, "/room?room=tea&name=ann");
  const binary = [...clientFrame(2, "x")];
  await socket.write(Uint8Array.from([...binary, ...binary, ...binary]));
  assertEquals(closeCodeIn(await socket.readToClose()), 1003);
});

for (
  const [what, payload] of [
    ["invalid UTF-8", clientFrame(1, Uint8Array.of(0x7b, 0xff, 0xfe))],
    ["a reserved opcode", clientFrame(3, "x")],
  ] as const
) {
  // The runtime ends such a connection by itself, before anything of it reaches us, and without a
  // close frame: the client sees 1006 where RFC 6455 would have 1007 and 1002.
  Deno.test(`/room ends the connection after ${what}, and no other one`, async () => {
    await using server = await TestServer.open();
    await using bystander = await server.join({ room: "tea", name: "bob" });
    using socket = await RawSocket.upgrade(server.origin, "/room?room=tea&name=ann");
    await socket.write(payload);
    assertEquals(closeCodeIn(await socket.readToClose()), undefined);
    bystander.send("still here");
    assertEquals((await bystander.hear("message")).text, "still here");
  });
}

Deno.test("/room takes a frame of 65,536 bytes", async () => {
  await using server = await TestServer.open();
  await using ann = await server.join({ room: "tea", name: "ann" });
  const text = "fits";
  const frame = JSON.stringify({ type: "say", text, ref: "r", padding: "" });
  ann.send(frame.replace('""', `"${"x".repeat(limits.frameBytes - frame.length)}"`));
  assertEquals((await ann.hear("message")).text, text);
});

Deno.test("/room closes a client that stops answering pings", async () => {
  await using server = await TestServer.open({ idleTimeoutSeconds: 1 });
  using socket = await RawSocket.upgrade(server.origin, "/room?room=tea&name=ann");
  await using bob = await server.join({ room: "tea", name: "bob" });
  const bytes = await socket.readToClose();
  assert(bytes.includes(0x89), "a ping came first");
  bob.send("I answer mine");
  assertEquals((await bob.hear("message")).text, "I answer mine");
});

Deno.test("/room drops a client that never reads, and bounds what waits for it", async () => {
  await using server = await TestServer.open();
  using _stuck = await RawSocket.upgrade(server.origin, "/room?room=tea&name=stuck");
  await using ann = await server.join({ room: "tea", name: "ann" });
  const { id } = (await ann.hear("welcome")).members.find(({ name }) => name === "stuck")!;
  let isGone = false;
  const gone = ann.hear("presence", ({ left }) => left.includes(id)).then(() => isGone = true);
  // The kernel's own buffers take some megabytes before the server's begin to fill.
  const say = JSON.stringify({ type: "say", text: "x".repeat(limits.textChars) });
  const frame = Array.from({ length: 8 }, () => say).join("\n");
  for (let sent = 0; !isGone; sent++) {
    ann.send(sent < 250 ? frame : "and on it goes");
    for (let heard = 0; heard < (sent < 250 ? 8 : 1); heard++) await ann.hear("message");
  }
  await gone;
});

Deno.test("Sockets leaves no room and no socket behind after many joins and leaves", async () => {
  await using server = await TestServer.open();
  const [waves, perWave, names] = [100, 100, 36];
  for (let wave = 0; wave < waves; wave++) {
    const clients = await Promise.all(Array.from({ length: perWave }, async (_, n) => {
      const room = `r${(wave * perWave + n) % names}`;
      const client = await server.join({ room, name: `n${n}` });
      await client.hear("welcome");
      return client;
    }));
    await Promise.all(clients.map((client) => client.close()));
  }
  await until(() => server.app.size.rooms === 0 && server.app.size.sockets === 0);
  assertEquals(server.app.size, { rooms: 0, sockets: 0 });
});

Deno.test("closing the app closes its sockets with 1001 once what waits is committed", async () => {
  await using server = await TestServer.open();
  const ann = await server.join({ room: "tea", name: "ann" });
  ann.send({ type: "say", text: "last words", ref: "last" });
  await ann.hear("message", ({ ref }) => ref === "last");
  await server.app.close();
  assertEquals((await ann.closed).code, 1001);
});

Deno.test("/room is unavailable while the app goes down", async () => {
  await using server = await TestServer.open();
  await server.app.close();
  await assertRejects(() => server.join({ room: "tea", name: "ann" }), Error);
  const { status, headers } = await refusal(server, "/room?room=tea&name=ann");
  assertEquals([status, headers.get("retry-after")], [503, "1"]);
});

Deno.test("/room says when to come again while the app hands its people over", async () => {
  await using server = await TestServer.open();
  await server.app.drain();
  const { status, headers } = await refusal(server, "/room?room=tea&name=ann");
  assertEquals([status, headers.get("retry-after")], [503, "1"]);
});

Deno.test("20 clients that send at once all hear the identical sequence", async () => {
  await using server = await TestServer.open();
  const clients = await Promise.all(
    Array.from({ length: 20 }, (_, n) => server.join({ room: "tea", name: `n${n}` })),
  );
  const each = 50;
  for (let n = 0; n < each; n++) for (const client of clients) client.send(`${n}`);
  const logs = await Promise.all(clients.map(async (client) => {
    await client.hear("message", ({ seq }) => seq === each * clients.length);
    return client.heard.flatMap((it) =>
      it.type === "message" ? [[it.seq, it.from.id, it.text]] : []
    );
  }));
  assertEquals(logs[0]!.map(([seq]) => seq), Array.from({ length: 1_000 }, (_, n) => n + 1));
  for (const log of logs) assertEquals(log, logs[0]);
  await Promise.all(clients.map((client) => client.close()));
});
