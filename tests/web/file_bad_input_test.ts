/** What senders of files do who break off, crawl, or do not mean what they say: literal bytes on real sockets. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { FakeClock } from "../support/fake_clock.ts";
import { FileStage } from "../support/file_stage.ts";
import { RawSocket } from "../support/raw_socket.ts";
import { until } from "../support/until.ts";

const files = "/api/rooms/tea/files";
const form = "Content-Type: multipart/form-data; boundary=b";
const formHead = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n';

/** Sends the head of a request as ada, and what of its body is given; the connection stays open. */
async function send(
  { server, ada: cookie }: FileStage,
  request: string,
  { headers = [], body = "", as = cookie }: { headers?: string[]; body?: string; as?: string },
): Promise<RawSocket> {
  const socket = await RawSocket.connect(server.origin);
  const host = new URL(server.origin).host;
  const head = [
    `${request} HTTP/1.1`,
    `Host: ${host}`,
    `Origin: ${server.origin}`,
    `Cookie: ${as}`,
    ...headers,
  ];
  await socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  return socket;
}

/** Goes on with an upload from its beginning. */
function patch(stage: FileStage, location: string, headers: string[], body: string, as?: string) {
  return send(stage, `PATCH ${location}`, {
    headers: [
      "Tus-Resumable: 1.0.0",
      "Upload-Offset: 0",
      "Content-Type: application/offset+octet-stream",
      ...headers,
    ],
    body,
    ...(as !== undefined && { as }),
  });
}

/** The status line of the next answer. */
async function status(socket: RawSocket): Promise<string> {
  return new TextDecoder().decode(await socket.read()).split("\r\n")[0]!;
}

/** Waits until something of an upload is kept. */
async function someBytes(stage: FileStage): Promise<void> {
  await until(async () => (await stage.kept()).length > 0);
}

/** How much of an upload is kept. */
async function stagedBytes({ server }: FileStage, location: string): Promise<number> {
  const path = join(server.data, "files.memory/incoming", location.split("/").at(-1)!);
  return (await Deno.stat(path).catch(() => ({ size: 0 }))).size;
}

for (
  const [what, headers, body] of [
    ["a Content-Length", ["Content-Length: 100"], "hello"],
    ["chunks", ["Transfer-Encoding: chunked"], "5\r\nhello\r\n"],
    ["a chunk of which a part comes", ["Transfer-Encoding: chunked"], "50\r\nhello"],
    ["a form", ["Content-Length: 1000", form], `${formHead}hello`],
  ] as const
) {
  Deno.test(`of a file with ${what} that breaks off, nothing is left`, async () => {
    await using stage = await FileStage.open();
    {
      using _socket = await send(stage, `POST ${files}`, { headers: [...headers], body });
      await someBytes(stage);
    }
    await stage.noBytes();
  });
}

for (
  const [what, headers, body] of [
    ["a Content-Length", ["Content-Length: 9"], "green"],
    ["chunks", ["Transfer-Encoding: chunked"], "5\r\ngreen\r\n"],
  ] as const
) {
  Deno.test(`of an upload with ${what} that breaks off, what came is kept`, async () => {
    await using stage = await FileStage.open();
    const location = await stage.begin(9);
    {
      using _socket = await patch(stage, location, [...headers], body);
      await someBytes(stage);
    }
    assertEquals(await stage.offset(location), 5);
    assertEquals((await stage.append(location, 5, " tea")).status, 204);
    const { json: { id } } = await stage.ask("GET", location);
    assertEquals((await stage.ask("GET", `/files/${id}/a`)).text, "green tea");
  });
}

Deno.test("of an upload whose sender hangs, what came is kept when somebody goes on", async () => {
  await using stage = await FileStage.open();
  const location = await stage.begin(9);
  using _socket = await patch(stage, location, ["Content-Length: 9"], "green");
  await someBytes(stage);
  assertEquals(await stage.offset(location), 5);
  assertEquals((await stage.append(location, 5, " tea")).status, 204);
  assertEquals((await stage.ask("GET", location)).json.size, 9);
});

Deno.test("of uploads that others go on with again and again, none is read any more", async () => {
  await using stage = await FileStage.open();
  const location = await stage.begin(900);
  for (let count = 0; count < 20; count++) {
    const offset = await stage.offset(location);
    using socket = await send(stage, `PATCH ${location}`, {
      headers: [
        "Tus-Resumable: 1.0.0",
        `Upload-Offset: ${offset}`,
        "Content-Type: application/offset+octet-stream",
        "Content-Length: 900",
      ],
      body: "green",
    });
    // Asking is going on, so this looks for what has come.
    await until(async () => await stagedBytes(stage, location) > offset);
    await stage.offset(location);
    await socket.write(" tea");
    assertEquals(await status(socket), "HTTP/1.1 409 Conflict");
  }
});

for (const way of ["in one go", "by tus"]) {
  Deno.test(`who sends a file ${way} and crawls is cut off`, async () => {
    const clock = new FakeClock(Date.now());
    await using stage = await FileStage.open({}, { clock });
    const location = await stage.begin(1_000);
    const headers = ["Content-Length: 1000"];
    using socket = way === "by tus"
      ? await patch(stage, location, headers, "x")
      : await send(stage, `POST ${files}`, { headers, body: "x" });
    await someBytes(stage);
    let line: string | undefined;
    const answered = status(socket).then((found) => line = found);
    await until(async () => {
      clock.advance(60_000);
      if (line === undefined) await socket.write("x");
      return line !== undefined;
    });
    assertEquals(await answered, "HTTP/1.1 503 Service Unavailable");
    if (way === "in one go") return await stage.noBytes();
    const offset = await stage.offset(location);
    assert(offset > 0 && offset < 1_000, `${offset}`);
  });
}

// Lengths that are none

for (
  const [what, headers] of [
    ["two lengths", ["Content-Length: 5", "Content-Length: 6"]],
    ["a length below zero", ["Content-Length: -5"]],
    ["a length that is a word", ["Content-Length: five"]],
    ["a length in hex", ["Content-Length: 0x5"]],
    ["an encoding that nobody knows", ["Transfer-Encoding: tea"]],
  ] as const
) {
  Deno.test(`a file with ${what} is refused`, async () => {
    await using stage = await FileStage.open();
    using socket = await send(stage, `POST ${files}`, { headers: [...headers], body: "hello" });
    assertEquals(await status(socket), "HTTP/1.1 400 Bad Request");
    await stage.noBytes();
  });
}

Deno.test("a file with chunks that are none is refused, and nothing is left", async () => {
  await using stage = await FileStage.open();
  const headers = ["Transfer-Encoding: chunked"];
  using socket = await send(stage, `POST ${files}`, { headers, body: "5\r\nhello\r\nzz\r\n" });
  // The runtime may just close the connection.
  assertMatch(await status(socket), /^$|^HTTP\/1\.1 400 /);
  await stage.noBytes();
});

Deno.test("a file larger than can be is refused before any of it is read", async () => {
  await using stage = await FileStage.open();
  for (const length of ["999999999999999", "9007199254740993"]) {
    const headers = [`Content-Length: ${length}`];
    using socket = await send(stage, `POST ${files}`, { headers });
    assertEquals(await status(socket), "HTTP/1.1 413 Payload Too Large");
  }
});

Deno.test("with a length and chunks it is one file, or none, and nothing behind it is a request", async () => {
  await using stage = await FileStage.open();
  const headers = ["Content-Length: 3", "Transfer-Encoding: chunked"];
  const hidden = `DELETE /api/rooms/tea HTTP/1.1\r\nHost: x\r\n\r\n`;
  const length = hidden.length.toString(16);
  const body = `${length}\r\n${hidden}\r\n0\r\n\r\n`;
  using socket = await send(stage, `POST ${files}`, { headers, body });
  assertMatch(await status(socket), /^HTTP\/1\.1 (201|400) /);
  assertEquals((await stage.ask("GET", "/api/rooms/tea")).status, 200);
});

Deno.test("what comes behind a file is no part of it", async () => {
  await using stage = await FileStage.open();
  const headers = ["Content-Length: 5"];
  using socket = await send(stage, `POST ${files}`, { headers, body: "hello, and more" });
  const text = new TextDecoder().decode(await socket.read());
  const { id, size } = JSON.parse(/\{.*\}/.exec(text)![0]);
  assertEquals([size, (await stage.ask("GET", `/files/${id}/a`)).text], [5, "hello"]);
});

Deno.test("an upload takes no more than was announced, and keeps what was", async () => {
  await using stage = await FileStage.open();
  const location = await stage.begin(5);
  using socket = await patch(stage, location, ["Content-Length: 15"], "hello, and more");
  assertEquals(await status(socket), "HTTP/1.1 413 Payload Too Large");
  assertEquals((await stage.ask("GET", location)).json.code, "conflict");
  const offset = await stage.offset(location);
  await stage.append(location, offset, "hello".slice(offset));
  assertEquals((await stage.ask("GET", location)).json.size, 5);
});

// What changes meanwhile

Deno.test("an upload to a room that is deleted halfway is not found", async () => {
  await using stage = await FileStage.open();
  const location = await stage.begin(9);
  using socket = await patch(stage, location, ["Content-Length: 9"], "green");
  await someBytes(stage);
  assertEquals((await stage.ask("DELETE", "/api/rooms/tea")).status, 204);
  await socket.write(" tea");
  assertEquals(await status(socket), "HTTP/1.1 404 Not Found");
  assertEquals(await stage.offset(location), NaN);
});

Deno.test("who is banned halfway through an upload may not go on, nor say what came", async () => {
  await using stage = await FileStage.open();
  const cookie = stage.bob;
  const { json: bob } = await stage.ask("GET", "/api/me", { cookie });
  const said = await stage.ask("POST", "/api/rooms/tea/messages", { json: { text: "hi" }, cookie });
  assertEquals(said.status, 201);
  const location = await stage.begin(9);
  using socket = await patch(stage, location, ["Content-Length: 9"], "green", cookie);
  await someBytes(stage);
  const ban = await stage.ask("PUT", `/api/rooms/tea/bans/${bob.id}`, { json: {} });
  assertEquals(ban.status, 204);
  await socket.write(" tea");
  await status(socket);
  const id = location.split("/").at(-1);
  for (
    const [method, path, json] of [
      ["HEAD", location],
      ["GET", location],
      ["DELETE", location],
      ["GET", `/files/${id}/a`],
      ["POST", "/api/rooms/tea/messages", { text: "", files: [id] }],
    ] as const
  ) {
    const headers = { "tus-resumable": "1.0.0" };
    const reply = await stage.ask(method, path, { cookie, headers, ...(json && { json }) });
    assertEquals(reply.status, 403, `${method} ${path}`);
  }
});
