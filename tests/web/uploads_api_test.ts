import { assert, assertEquals, assertMatch } from "@std/assert";
import { samples } from "../support/file_samples.ts";
import { FileStage, tus } from "../support/file_stage.ts";

Deno.test("POST /api/rooms/NAME/files takes a file as it is", async () => {
  await using stage = await FileStage.open();
  const { status, json } = await stage.upload("tea.png", samples.png);
  assertEquals(status, 201);
  const { id, ...rest } = json;
  assertMatch(id, /^[\w-]{22}$/);
  const size = samples.png.length;
  assertEquals(rest, { name: "tea.png", size, type: "image/png", width: 3, height: 2 });
});

Deno.test("POST /api/rooms/NAME/files takes a form, as curl -F sends it", async () => {
  await using stage = await FileStage.open();
  const body = new FormData();
  body.append("note", "before");
  body.append("file", new Blob([samples.pdf], { type: "text/html" }), "Plan für heute.pdf");
  const { status, json } = await stage.ask("POST", "/api/rooms/tea/files", { body });
  assertEquals(status, 201);
  const wanted = { name: "Plan für heute.pdf", size: samples.pdf.length, type: "application/pdf" };
  assertEquals({ ...json, id: "" }, { id: "", ...wanted });
  const file = await stage.ask("GET", `/files/${json.id}/any`);
  assertEquals(file.bytes, samples.pdf);
});

Deno.test("POST /api/rooms/NAME/files without a name calls it file", async () => {
  await using stage = await FileStage.open();
  const { json } = await stage.ask("POST", "/api/rooms/tea/files", { body: "hello" });
  assertEquals([json.name, json.type], ["file", "text/plain"]);
});

for (const disposition of ["=", "attachment", "attachment; filename", ";;;", "%"]) {
  Deno.test(`POST /api/rooms/NAME/files with the name in ${disposition} calls it file`, async () => {
    await using stage = await FileStage.open();
    const headers = { "content-disposition": disposition };
    const { json } = await stage.ask("POST", "/api/rooms/tea/files", { body: "x", headers });
    assertEquals(json.name, "file");
  });
}

Deno.test("a guest by name may send a file, and say so by another request", async () => {
  await using stage = await FileStage.open();
  const way = "?name=clock";
  const sent = await stage.ask("POST", `/api/rooms/tea/files${way}`, { body: "hi", cookie: "" });
  assertEquals(sent.status, 201);
  const said = await stage.ask("POST", `/api/rooms/tea/messages${way}`, {
    json: { text: "", files: [sent.json.id] },
    cookie: "",
  });
  assertEquals([said.status, said.json.files], [201, [sent.json]]);
});

for (
  const [what, body, headers, code] of [
    ["an empty file", "", {}, "empty"],
    ["a form without a file", new FormData(), {}, "bad_request"],
    ["a form without a boundary", "x", { "content-type": "multipart/form-data" }, "bad_request"],
    [
      "a form that breaks off",
      "--b\r\nContent-Disposition: form-data; name=a; filename=b\r\n\r\nx",
      {
        "content-type": "multipart/form-data; boundary=b",
      },
      "bad_request",
    ],
  ] as const
) {
  Deno.test(`POST /api/rooms/NAME/files refuses ${what} as ${code}, and keeps nothing`, async () => {
    await using stage = await FileStage.open();
    const reply = await stage.ask("POST", "/api/rooms/tea/files", { body, headers });
    assertEquals(reply.json.code, code);
    await stage.noBytes();
  });
}

Deno.test("POST /api/rooms/NAME/files takes a body whose length nobody said, up to the limit", async () => {
  await using stage = await FileStage.open({ maxUpload: 1_000 });
  const send = (bytes: number) =>
    stage.ask("POST", "/api/rooms/tea/files", {
      body: ReadableStream.from([new Uint8Array(500), new Uint8Array(bytes - 500)]),
    });
  assertEquals((await send(1_000)).json.size, 1_000);
  assertEquals((await send(1_001)).json.code, "too_large");
});

Deno.test("a file of just --max-upload is taken, one byte more is too_large", async () => {
  await using stage = await FileStage.open({ maxUpload: 1_000 });
  assertEquals((await stage.upload("a", "x".repeat(1_000))).status, 201);
  const { status, json } = await stage.upload("a", "x".repeat(1_001));
  assertEquals([status, json.code], [413, "too_large"]);
  const body = new FormData();
  body.append("file", new Blob(["x".repeat(1_001)]), "a");
  const form = await stage.ask("POST", "/api/rooms/tea/files", { body });
  assertEquals([form.status, form.json.code], [413, "too_large"]);
});

Deno.test("a server with --max-upload 0 takes no file", async () => {
  await using stage = await FileStage.open({ maxUpload: 0 });
  const { status, json } = await stage.upload("a", "x");
  assertEquals([status, json.code], [403, "forbidden"]);
});

Deno.test("what is over the quota of a room is refused, until something is deleted", async () => {
  await using stage = await FileStage.open({ roomQuota: 1_000 });
  const { seq } = await stage.share("a", "x".repeat(600));
  const refused = await stage.upload("b", "y".repeat(600), { cookie: stage.bob });
  assertEquals([refused.status, refused.json.code], [413, "quota"]);
  await stage.remove(seq);
  assertEquals((await stage.upload("b", "y".repeat(600))).status, 201);
});

Deno.test("what is over the quota of a person is refused, and others may go on", async () => {
  await using stage = await FileStage.open({ personQuota: 1_000 });
  await stage.share("a", "x".repeat(600));
  const refused = await stage.upload("b", "y".repeat(600));
  assertEquals([refused.status, refused.json.code], [413, "quota"]);
  assertEquals((await stage.upload("b", "y".repeat(600), { cookie: stage.bob })).status, 201);
});

Deno.test("an upload under way counts against the quotas with all its size", async () => {
  await using stage = await FileStage.open({ roomQuota: 1_000 });
  await stage.begin(600);
  assertEquals((await stage.upload("b", "y".repeat(600))).json.code, "quota");
});

Deno.test("the 21st upload under way of one person is refused", async () => {
  await using stage = await FileStage.open();
  const locations: string[] = [];
  for (let index = 0; index < 20; index++) locations.push(await stage.begin(10));
  const headers = tus({ "upload-length": "10" });
  const refused = await stage.ask("POST", "/api/rooms/tea/files", { headers });
  assertEquals([refused.status, refused.json.code], [413, "quota"]);
  assertEquals((await stage.ask("DELETE", locations[0]!, { headers: tus() })).status, 204);
  assertEquals((await stage.ask("POST", "/api/rooms/tea/files", { headers })).status, 201);
});

// tus 1.0

Deno.test("tus: an upload begins, goes on in parts, and is a file when all is there", async () => {
  await using stage = await FileStage.open();
  const location = await stage.begin(11, { filename: "grüße.txt" });
  assertEquals(await stage.offset(location), 0);
  assertEquals((await stage.ask("GET", location)).json.code, "conflict");
  const first = await stage.append(location, 0, "hello ");
  assertEquals([first.status, first.headers.get("upload-offset")], [204, "6"]);
  assertEquals(await stage.offset(location), 6);
  const last = await stage.append(location, 6, "world");
  assertEquals([last.status, last.headers.get("upload-offset")], [204, "11"]);
  assertEquals(await stage.offset(location), 11);
  const { id, ...file } = (await stage.ask("GET", location)).json;
  assertEquals(file, { name: "grüße.txt", size: 11, type: "text/plain" });
  assertEquals((await stage.ask("GET", `/files/${id}/x`)).text, "hello world");
});

Deno.test("tus: what was announced of a film or thumbnail goes with the file", async () => {
  await using stage = await FileStage.open();
  const small = (await stage.upload("small.png", samples.png)).json.id;
  const metadata = { filename: "a", width: "640", height: "480", thumbnail: small };
  const location = await stage.begin(3, metadata);
  await stage.append(location, 0, "abc");
  const { width, height, thumbnail } = (await stage.ask("GET", location)).json;
  assertEquals([width, height, thumbnail], [640, 480, small]);
});

Deno.test("tus: OPTIONS tells what is spoken here", async () => {
  await using stage = await FileStage.open({ maxUpload: 5_000 });
  const { status, headers } = await stage.ask("OPTIONS", "/api/rooms/tea/files");
  assertEquals(status, 204);
  const told = ["resumable", "version", "extension", "max-size"].map((name) =>
    headers.get(`tus-${name}`)
  );
  assertEquals(told, ["1.0.0", "1.0.0", "creation,termination,expiration", "5000"]);
});

Deno.test("tus: another version is 412", async () => {
  await using stage = await FileStage.open();
  const location = await stage.begin(5);
  for (
    const [method, path] of [["POST", "/api/rooms/tea/files"], ["HEAD", location], [
      "PATCH",
      location,
    ]]
  ) {
    const headers = { "tus-resumable": "0.2.2" };
    const reply = await stage.ask(method!, path!, { headers });
    assertEquals([reply.status, reply.headers.get("tus-version")], [412, "1.0.0"], method);
  }
});

Deno.test("tus: a part at a wrong place is conflict, and changes nothing", async () => {
  await using stage = await FileStage.open();
  const location = await stage.begin(10);
  await stage.append(location, 0, "hello");
  for (const offset of [0, 4, 6, 10]) {
    assertEquals((await stage.append(location, offset, "x")).status, 409);
  }
  assertEquals(await stage.offset(location), 5);
});

Deno.test("tus: more than was announced is too_large, and stopped there", async () => {
  await using stage = await FileStage.open();
  const location = await stage.begin(10);
  const { status, json } = await stage.append(location, 0, "x".repeat(11));
  assertEquals([status, json.code], [413, "too_large"]);
  assertEquals((await stage.ask("GET", location)).json.code, "conflict");
});

for (
  const [what, headers, status] of [
    ["no length", {}, 400],
    ["a length of nothing", { "upload-length": "0" }, 400],
    ["a negative length", { "upload-length": "-1" }, 400],
    ["a length that is no number", { "upload-length": "ten" }, 400],
    ["a length over the limit", { "upload-length": "99999999999" }, 413],
    ["a length that defers", { "upload-defer-length": "1" }, 400],
    ["metadata not in base64", { "upload-length": "5", "upload-metadata": "filename ä!" }, 400],
  ] as const
) {
  Deno.test(`tus: an upload of ${what} is refused with ${status}`, async () => {
    await using stage = await FileStage.open();
    const reply = await stage.ask("POST", "/api/rooms/tea/files", { headers: tus(headers) });
    assertEquals(reply.status, status);
    assertEquals(reply.headers.get("content-type"), "application/problem+json");
  });
}

for (
  const [what, headers, status] of [
    ["without a type", { "upload-offset": "0" }, 415],
    ["of another type", { "upload-offset": "0", "content-type": "text/plain" }, 415],
    ["without an offset", { "content-type": "application/offset+octet-stream" }, 400],
    ["with an offset that is no number", {
      "upload-offset": "x",
      "content-type": "application/offset+octet-stream",
    }, 400],
  ] as const
) {
  Deno.test(`tus: a part ${what} is refused with ${status}`, async () => {
    await using stage = await FileStage.open();
    const location = await stage.begin(5);
    const body = new Uint8Array([1]);
    const reply = await stage.ask("PATCH", location, { headers: tus(headers), body });
    assertEquals(reply.status, status);
  });
}

Deno.test("tus: an upload that was given up is not found, and a file that a message has stays", async () => {
  await using stage = await FileStage.open();
  const location = await stage.begin(5);
  await stage.append(location, 0, "he");
  assertEquals((await stage.ask("DELETE", location, { headers: tus() })).status, 204);
  assertEquals((await stage.append(location, 2, "llo")).status, 404);
  assertEquals((await stage.ask("HEAD", location, { headers: tus() })).status, 404);
  const { id } = await stage.share("a", "x");
  const attached = await stage.ask("DELETE", `/api/rooms/tea/files/${id}`, { headers: tus() });
  assertEquals([attached.status, attached.json.code], [403, "forbidden"]);
  assertEquals((await stage.ask("GET", `/files/${id}/a`)).text, "x");
});

Deno.test("an upload is found only in its own room", async () => {
  await using stage = await FileStage.open();
  await stage.ask("POST", "/api/rooms", { json: { name: "coffee" } });
  const elsewhere = (await stage.begin(5)).replace("/tea/", "/coffee/");
  assertEquals((await stage.append(elsewhere, 0, "hello")).status, 404);
  assertEquals((await stage.ask("HEAD", elsewhere, { headers: tus() })).status, 404);
  assertEquals((await stage.ask("DELETE", elsewhere, { headers: tus() })).status, 404);
  const { json: { id } } = await stage.upload("a", "x");
  assertEquals((await stage.ask("GET", `/api/rooms/coffee/files/${id}`)).status, 404);
  const said = { json: { text: "", files: [id] } };
  assertEquals((await stage.ask("POST", "/api/rooms/coffee/messages", said)).status, 404);
});

Deno.test("a newer request for an upload ends the one that hangs", async () => {
  await using stage = await FileStage.open();
  const location = await stage.begin(10);
  const hanging = new TransformStream<Uint8Array, Uint8Array>();
  const writer = hanging.writable.getWriter();
  const first = stage.append(location, 0, hanging.readable);
  await writer.write(new TextEncoder().encode("hello"));
  // Both of them wait for what came before to be kept.
  let offset = await stage.offset(location);
  // It hears of it when it goes on.
  writer.close().catch(() => {});
  assertEquals((await first).status, 409);
  offset = await stage.offset(location);
  assert(offset === 0 || offset === 5, `${offset}`);
  await stage.append(location, offset, "hello, you".slice(offset));
  const { json: { size } } = await stage.ask("GET", location);
  assertEquals(size, 10);
});

// The room's files

Deno.test("GET /api/rooms/NAME/files lists what messages have, page by page", async () => {
  await using stage = await FileStage.open();
  await stage.upload("loose", "x");
  const first = await stage.share("a.txt", "a");
  const second = await stage.share("b.png", samples.png, "a red field");
  const { json: page } = await stage.ask("GET", "/api/rooms/tea/files?limit=1");
  const [file] = page.files;
  assertEquals([file.id, file.seq, file.alt, file.from.name], [second.id, 2, "a red field", "ada"]);
  const { json: rest } = await stage.ask("GET", `/api/rooms/tea/files?cursor=${page.next}`);
  assertEquals(rest.files.map(({ id }: { id: string }) => id), [first.id]);
  assertEquals(rest.next, undefined);
});

for (const query of ["limit=0", "limit=201", "cursor=x", "cursor=-1.0", "cursor=1"]) {
  Deno.test(`GET /api/rooms/NAME/files?${query} is bad_request`, async () => {
    await using stage = await FileStage.open();
    const { json } = await stage.ask("GET", `/api/rooms/tea/files?${query}`);
    assertEquals(json.code, "bad_request");
  });
}

// Names

for (
  const [given, kept] of [
    ["../../etc/passwd", "passwd"],
    ["a\0b", "ab"],
    ["two\r\nlines", "twolines"],
    ['"quoted".txt', '"quoted".txt'],
    ["gpj.\u202Eexe", "gpj.exe"],
    [`${"n".repeat(300)}.txt`, `${"n".repeat(251)}.txt`],
  ] as const
) {
  Deno.test(`a file that is sent as ${JSON.stringify(given).slice(0, 40)} has a fit name`, async () => {
    await using stage = await FileStage.open();
    assertEquals((await stage.upload(given, "x")).json.name, kept);
    const location = await stage.begin(1, { filename: given });
    await stage.append(location, 0, "x");
    assertEquals((await stage.ask("GET", location)).json.name, kept);
  });
}
