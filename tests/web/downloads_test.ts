import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { parse } from "content-disposition";
import fc from "fast-check";
import { toFileName } from "../../lib/wire/file_names.ts";
import { assertHolds } from "../support/property.ts";
import { samples } from "../support/file_samples.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { FileStage } from "../support/file_stage.ts";
import { TestServer } from "../support/server.ts";
import { noQuotas } from "../store/subject.ts";

Deno.test("GET /files/ID/NAME gives the bytes as they came, under any name", async () => {
  await using stage = await FileStage.open();
  const { id } = await stage.share("tea.png", samples.png);
  for (const name of ["tea.png", "x", "a%20b", "..%2F..%2Fetc"]) {
    const { status, bytes, headers } = await stage.ask("GET", `/files/${id}/${name}`);
    assertEquals([status, bytes], [200, samples.png]);
    assertEquals(headers.get("content-length"), `${samples.png.length}`);
    assertStringIncludes(headers.get("content-disposition")!, "filename=tea.png");
  }
});

for (
  const [name, content, type, way] of [
    ["tea.png", samples.png, "image/png", "inline"],
    ["tea.gif", samples.gif, "image/gif", "inline"],
    ["tea.jpg", samples.jpeg, "image/jpeg", "inline"],
    ["plan.pdf", samples.pdf, "application/pdf", "attachment"],
    ["page.png", "<script>alert(1)</script>", "text/plain; charset=utf-8", "attachment"],
    ["page.html", "<!doctype html><p>hi", "text/plain; charset=utf-8", "attachment"],
    [
      "image.svg",
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      "text/plain; charset=utf-8",
      "attachment",
    ],
    ["image.svg", '<?xml version="1.0"?><svg/>', "application/xml", "attachment"],
    ["tea.html", samples.polyglot, "image/png", "inline"],
    ["a.js", "alert(1)", "text/plain; charset=utf-8", "attachment"],
  ] as const
) {
  Deno.test(`${name} of ${type} is given as ${way}, and can do nothing`, async () => {
    await using stage = await FileStage.open();
    const { id } = await stage.share(name, content);
    const { headers } = await stage.ask("GET", `/files/${id}/x`);
    assertEquals(headers.get("content-type"), type);
    assert(headers.get("content-disposition")!.startsWith(way));
    assertEquals(headers.get("x-content-type-options"), "nosniff");
    const policy = headers.get("content-security-policy")!;
    assert(policy.startsWith("default-src 'none'") && /; sandbox$/.test(policy), policy);
  });
}

Deno.test("a file comes back under the name that it was kept by, whatever it was called", async () => {
  await using stage = await FileStage.open();
  const sign = fc.oneof(
    fc.constantFrom(
      ..."a.é日 %\"'\\/;=*?#\u202E\u{1F468}\u0301\n\0",
      "..",
      "../",
      "UTF-8''",
      ".png",
    ),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  );
  const called = fc.array(sign, { maxLength: 20 }).map((signs) => signs.join("").toWellFormed());
  const kept = (await stage.kept()).length;
  await assertHolds(
    "file-name-round-trip",
    fc.asyncProperty(called, async (called) => {
      const { id, name } = await stage.share(called, "x");
      const { headers } = await stage.ask("GET", `/files/${id}/${encodeURIComponent(name)}`);
      assertEquals(name, toFileName(called));
      assertEquals(parse(headers.get("content-disposition")!).parameters.filename, name);
    }),
    { numRuns: 40 },
  );
  // All of one content, they are one blob, and nothing else has come about.
  assertEquals((await stage.kept()).length, kept + 1);
});

for (
  const [name, wanted] of [
    ['a"b\\c.txt', "attachment; filename=c.txt"],
    ['a"b.txt', `attachment; filename="a\\"b.txt"`],
    ["plän.txt", `attachment; filename="pl?n.txt"; filename*=UTF-8''pl%C3%A4n.txt`],
    ["%41.txt", `attachment; filename=%41.txt; filename*=UTF-8''%2541.txt`],
  ] as const
) {
  Deno.test(`${name} has a Content-Disposition as RFC 6266 has it`, async () => {
    await using stage = await FileStage.open();
    const { id } = await stage.share(name, "x");
    const { headers } = await stage.ask("GET", `/files/${id}/x`);
    assertEquals(headers.get("content-disposition"), wanted);
  });
}

Deno.test("HEAD /files/ID/NAME tells the same, without the bytes", async () => {
  await using stage = await FileStage.open();
  const { id } = await stage.share("a.txt", "0123456789");
  const head = await stage.ask("HEAD", `/files/${id}/a`);
  const get = await stage.ask("GET", `/files/${id}/a`);
  assertEquals([head.status, head.bytes.length], [200, 0]);
  for (
    const name of ["content-length", "content-type", "content-disposition", "etag", "accept-ranges"]
  ) {
    assertEquals(head.headers.get(name), get.headers.get(name), name);
  }
  const part = await stage.ask("HEAD", `/files/${id}/a`, { headers: { range: "bytes=2-4" } });
  assertEquals([part.status, part.headers.get("content-length")], [200, "10"]);
});

Deno.test("a file that is known by its tag is 304, whoever asks is admitted first", async () => {
  await using stage = await FileStage.open();
  const { id } = await stage.share("a", "0123456789");
  const etag = (await stage.ask("GET", `/files/${id}/a`)).headers.get("etag")!;
  const headers = { "if-none-match": etag };
  const again = await stage.ask("GET", `/files/${id}/a`, { headers });
  assertEquals([again.status, again.bytes.length, again.headers.get("etag")], [304, 0, etag]);
  assertEquals(again.headers.get("cache-control"), "private, no-cache, no-transform");
  await stage.ask("PATCH", "/api/rooms/tea", { json: { visibility: "private" } });
  assertEquals(
    (await stage.ask("GET", `/files/${id}/a`, { headers, cookie: stage.bob })).status,
    404,
  );
});

Deno.test("other bytes have another tag, the same bytes the same", async () => {
  await using stage = await FileStage.open();
  const tags: (string | null)[] = [];
  for (const content of ["one", "two", "one"]) {
    const { id } = await stage.share("a", content);
    tags.push((await stage.ask("GET", `/files/${id}/a`)).headers.get("etag"));
  }
  assertEquals(tags[0], tags[2]);
  assertNotEquals(tags[0], tags[1]);
});

for (
  const [range, part, contentRange] of [
    ["bytes=0-0", "0", "bytes 0-0/10"],
    ["bytes=3-5", "345", "bytes 3-5/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=-99", "0123456789", "bytes 0-9/10"],
    ["bytes=5-99", "56789", "bytes 5-9/10"],
    ["bytes=0-4,3-6", "0123456", "bytes 0-6/10"],
  ] as const
) {
  Deno.test(`Range: ${range} gives ${part}`, async () => {
    await using stage = await FileStage.open();
    const { id } = await stage.share("a", "0123456789");
    const reply = await stage.ask("GET", `/files/${id}/a`, { headers: { range } });
    assertEquals([reply.status, reply.text], [206, part]);
    assertEquals(reply.headers.get("content-range"), contentRange);
    assertEquals(reply.headers.get("content-length"), `${part.length}`);
  });
}

Deno.test("several ranges come as parts of one answer", async () => {
  await using stage = await FileStage.open();
  const { id } = await stage.share("a", "0123456789");
  const headers = { range: "bytes=0-1,8-9" };
  const reply = await stage.ask("GET", `/files/${id}/a`, { headers });
  assertEquals(reply.status, 206);
  const [, boundary] = /^multipart\/byteranges; boundary=(.+)$/
    .exec(reply.headers.get("content-type")!)!;
  assertEquals(reply.headers.get("content-length"), `${reply.bytes.length}`);
  const part = (range: string, text: string) =>
    `\r\n--${boundary}\r\ncontent-type: text/plain; charset=utf-8\r\n` +
    `content-range: bytes ${range}/10\r\n\r\n${text}`;
  assertEquals(reply.text, `${part("0-1", "01")}${part("8-9", "89")}\r\n--${boundary}--\r\n`);
});

for (
  const [what, range, status] of [
    ["beyond the end", "bytes=10-", 416],
    ["of nothing", "bytes=-0", 416],
    ["backwards", "bytes=5-2", 200],
    ["of words", "bytes=a-b", 200],
    ["in other units", "lines=0-3", 200],
    ["without a unit", "0-3", 200],
    ["of a thousand parts", `bytes=${Array.from({ length: 1_000 }, () => "0-0,5-5")}`, 206],
    ["of numbers that none can hold", "bytes=99999999999999999999-", 416],
  ] as const
) {
  Deno.test(`a Range ${what} is ${status}`, async () => {
    await using stage = await FileStage.open();
    const { id } = await stage.share("a", "0123456789");
    const reply = await stage.ask("GET", `/files/${id}/a`, { headers: { range } });
    assertEquals(reply.status, status);
    if (status === 200) assertEquals(reply.text, "0123456789");
    if (status === 416) assertEquals(reply.headers.get("content-range"), "bytes */10");
  });
}

Deno.test("If-Range with another tag, or a time, gives all", async () => {
  await using stage = await FileStage.open();
  const { id } = await stage.share("a", "0123456789");
  const etag = (await stage.ask("GET", `/files/${id}/a`)).headers.get("etag")!;
  for (
    const [ifRange, status] of [
      [etag, 206],
      ['"other"', 200],
      [`W/${etag}`, 200],
      ["Mon, 23 Nov 2026 00:00:00 GMT", 200],
    ] as const
  ) {
    const headers = { range: "bytes=0-1", "if-range": ifRange };
    assertEquals((await stage.ask("GET", `/files/${id}/a`, { headers })).status, status, ifRange);
  }
});

// Who may

Deno.test("a guessed id is not found, nor is one that could be a path", async () => {
  await using stage = await FileStage.open();
  const { id } = await stage.share("a", "x");
  const last = id.at(-1) === "A" ? "B" : "A";
  for (
    const guess of [`${id.slice(0, -1)}${last}`, "x".repeat(5_000), "..%2F..%2Fguests.key", "%00"]
  ) {
    const { status, json } = await stage.ask("GET", `/files/${guess}/a`);
    assertEquals([status, json.code], [404, "not_found"]);
  }
});

Deno.test("a file of a private room is not found by others, in the words of one that is not there", async () => {
  await using stage = await FileStage.open();
  const { id } = await stage.share("a", "x");
  await stage.ask("PATCH", "/api/rooms/tea", { json: { visibility: "private" } });
  assertEquals((await stage.ask("GET", `/files/${id}/a`)).status, 200);
  const unknown = await stage.ask("GET", "/files/none/a", { cookie: stage.bob });
  for (const cookie of [stage.bob, ""]) {
    const reply = await stage.ask("GET", `/files/${id}/a`, { cookie });
    assertEquals([reply.status, reply.text], [404, unknown.text]);
  }
});

Deno.test("who is banned gets no file of the room any more", async () => {
  await using stage = await FileStage.open();
  const { id } = await stage.share("a", "x");
  assertEquals((await stage.ask("GET", `/files/${id}/a`, { cookie: stage.bob })).status, 200);
  const { json: bob } = await stage.ask("GET", "/api/me", { cookie: stage.bob });
  await stage.ask("POST", "/api/rooms/tea/messages", { json: { text: "hi" }, cookie: stage.bob });
  const ban = await stage.ask("PUT", `/api/rooms/tea/bans/${bob.id}`, { json: {} });
  assertEquals(ban.status, 204);
  const reply = await stage.ask("GET", `/files/${id}/a`, { cookie: stage.bob });
  assertEquals([reply.status, reply.json.code], [403, "forbidden"]);
});

Deno.test("where guests may not come, nobody gets a file without signing in", async () => {
  const store = new MemoryStore();
  const person = { id: "u-ada", name: "Ada", kind: "user" } as const;
  await store.createRoom({ name: "tea", owner: person, visibility: "public", at: 0 });
  const upload = { id: "f1", room: "tea", by: person.id, name: "a", size: 1, at: 0 };
  assertEquals(await store.files.begin(upload, noQuotas), undefined);
  await store.files.finishUpload("f1", { hash: "ab12", size: 1, type: "text/plain" }, 0);
  await using server = await TestServer.open({ store, config: { guests: false } });
  const response = await server.fetch("/files/f1/a");
  assertEquals([response.status, (await response.json()).code], [401, "unauthenticated"]);
});

Deno.test("after its message was deleted a file is not found, and its bytes are gone", async () => {
  await using stage = await FileStage.open();
  const { id, seq } = await stage.share("a", "x");
  await stage.remove(seq);
  assertEquals((await stage.ask("GET", `/files/${id}/a`)).status, 404);
  await stage.noBytes();
});

Deno.test("after a room was deleted its files are not found, and their bytes are gone", async () => {
  await using stage = await FileStage.open();
  const { id } = await stage.share("a", "x");
  assertEquals((await stage.ask("DELETE", "/api/rooms/tea")).status, 204);
  assertEquals((await stage.ask("GET", `/files/${id}/a`)).status, 404);
  await stage.noBytes();
});

Deno.test("the bytes that two messages have stay until both are deleted", async () => {
  await using stage = await FileStage.open();
  const [one, two] = [await stage.share("a", "same"), await stage.share("b", "same")];
  await stage.remove(one.seq);
  assertEquals((await stage.ask("GET", `/files/${two.id}/b`)).text, "same");
  await stage.remove(two.seq);
  await stage.noBytes();
});

Deno.test("a file follows its room when that is renamed", async () => {
  await using stage = await FileStage.open();
  const { id } = await stage.share("a", "x");
  await stage.ask("PATCH", "/api/rooms/tea", { json: { name: "coffee" } });
  assertEquals((await stage.ask("GET", `/files/${id}/a`)).text, "x");
});
