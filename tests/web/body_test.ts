import { assert, assertEquals, assertRejects } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import { readForm, readJsonObject, readLargeJsonObject } from "../../lib/web/body.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { until } from "../support/until.ts";

const maxBytes = 65_536;

/** A request that posts `body`, as JSON unless `type` says otherwise. */
function posting(body: BodyInit | null, type: string | null = "application/json"): Request {
  const request = new Request("http://h/", { method: "POST", body });
  if (type === null) request.headers.delete("content-type");
  else request.headers.set("content-type", type);
  return request;
}

/** A JSON object of exactly so many bytes. */
function objectOf(bytes: number): string {
  return `{"a":"${"x".repeat(bytes - '{"a":""}'.length)}"}`;
}

/** `text` in chunks of so many bytes, and how much of it is read and whether it was given up. */
function streamOf(
  text: string,
  chunkBytes: number,
): { stream: ReadableStream<Uint8Array<ArrayBuffer>>; seen: { bytes: number; gaveUp: boolean } } {
  const bytes = new TextEncoder().encode(text);
  const seen = { bytes: 0, gaveUp: false };
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (seen.bytes >= bytes.length) return controller.close();
      const chunk = bytes.slice(seen.bytes, seen.bytes + chunkBytes);
      seen.bytes += chunk.length;
      controller.enqueue(chunk);
    },
    cancel() {
      seen.gaveUp = true;
    },
  }, { highWaterMark: 0 });
  return { stream, seen };
}

async function codeOf(request: Request): Promise<string> {
  return (await assertRejects(() => readJsonObject(request), ChatError)).code;
}

for (
  const type of [
    "application/json",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    "application/json ; charset=utf-8; a=b",
    "application/json;",
    "Application/JSON",
  ]
) {
  Deno.test(`readJsonObject() takes "content-type: ${type}"`, async () => {
    assertEquals(await readJsonObject(posting('{"a":1}', type)), { a: 1 });
  });
}

for (
  const type of [
    null,
    "",
    "text/plain",
    "text/plain; application/json",
    "text/plain;charset=application/json",
    "text/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/json5",
    "application/json-patch+json",
    "application/problem+json",
    "application/json, text/plain",
    "text/plain, application/json",
    "json",
    "*/*",
  ]
) {
  const what = type === null ? "no content type" : `"content-type: ${type}"`;
  Deno.test(`readJsonObject() refuses ${what} and reads nothing`, async () => {
    const request = posting('{"a":1}', type);
    assertEquals(await codeOf(request), "unsupported_media");
    assertEquals(request.bodyUsed, false);
  });
}

Deno.test("readJsonObject() takes exactly 65,536 bytes", async () => {
  const text = objectOf(maxBytes);
  assertEquals(await readJsonObject(posting(text)), JSON.parse(text));
});

Deno.test("readJsonObject() refuses 65,537 bytes", async () => {
  assertEquals(await codeOf(posting(objectOf(maxBytes + 1))), "too_large");
});

Deno.test("readJsonObject() counts bytes, not characters", async () => {
  assertEquals(await codeOf(posting(`{"a":"${"é".repeat(32_768)}"}`)), "too_large");
});

Deno.test("readJsonObject() counts the white space around the object", async () => {
  assertEquals(await codeOf(posting(`{}${" ".repeat(maxBytes)}`)), "too_large");
});

for (const chunkBytes of [1, 7, 4_096, maxBytes]) {
  Deno.test(`readJsonObject() takes 65,536 bytes in chunks of ${chunkBytes}`, async () => {
    const text = objectOf(maxBytes);
    const { stream } = streamOf(text, chunkBytes);
    assertEquals(await readJsonObject(posting(stream)), JSON.parse(text));
  });

  Deno.test(`readJsonObject() refuses 65,537 bytes in chunks of ${chunkBytes}`, async () => {
    const { stream } = streamOf(objectOf(maxBytes + 1), chunkBytes);
    assertEquals(await codeOf(posting(stream)), "too_large");
  });
}

Deno.test("readJsonObject() puts characters together that chunks tear apart", async () => {
  const { stream } = streamOf('{"a":"né🫖"}', 1);
  assertEquals(await readJsonObject(posting(stream)), { a: "né🫖" });
});

Deno.test("readJsonObject() stops reading a body that is too large and gives it up", async () => {
  const { stream, seen } = streamOf("x".repeat(100 * maxBytes), 1_024);
  assertEquals(await codeOf(posting(stream)), "too_large");
  assertEquals(seen.gaveUp, true);
  assert(seen.bytes < 2 * maxBytes, `${seen.bytes} bytes were read`);
});

Deno.test("readJsonObject() does not believe a content-length", async () => {
  const request = posting(objectOf(maxBytes + 1));
  request.headers.set("content-length", "2");
  assertEquals(await codeOf(request), "too_large");
});

for (
  const [what, bytes] of [
    ["a byte that no UTF-8 has", [0xff]],
    ["a lone continuation byte", [0x80]],
    ["a character cut off", [0xc3]],
    ["a character in too many bytes", [0xc0, 0xaf]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
  ] as const
) {
  Deno.test(`readJsonObject() refuses ${what}`, async () => {
    const [open, close] = ['{"a":"', '"}'].map((part) => new TextEncoder().encode(part));
    assertEquals(
      await codeOf(posting(Uint8Array.from([...open!, ...bytes, ...close!]))),
      "bad_request",
    );
  });
}

Deno.test("readJsonObject() refuses UTF-16", async () => {
  const units = Uint8Array.from('\uFEFF{"a":1}', (char) => char.charCodeAt(0));
  assertEquals(await codeOf(posting(units)), "bad_request");
  const wide = new Uint8Array(Uint16Array.from('{"a":1}', (char) => char.charCodeAt(0)).buffer);
  assertEquals(await codeOf(posting(wide)), "bad_request");
});

for (const text of ["[]", "[{}]", "null", '"text"', "1", "true"]) {
  Deno.test(`readJsonObject() refuses ${text}, which is JSON but no object`, async () => {
    const error = await assertRejects(() => readJsonObject(posting(text)), ChatError);
    assertEquals([error.code, error.message], [
      "bad_request",
      "Cannot read the body: it is not a JSON object",
    ]);
  });
}

for (const text of ["", " ", "{", '{"a":1}}', "{a:1}", "{'a':1}", '{"a":1,}', "undefined", "NaN"]) {
  Deno.test(`readJsonObject() refuses ${JSON.stringify(text)}, which is no JSON`, async () => {
    assertEquals(await codeOf(posting(text)), "bad_request");
  });
}

Deno.test("readJsonObject() refuses a request without a body", async () => {
  assertEquals(await codeOf(posting(null)), "bad_request");
});

Deno.test("readJsonObject() takes an empty object, and white space around it", async () => {
  assertEquals(await readJsonObject(posting(" \r\n{ }\t")), {});
});

Deno.test("readJsonObject() keeps a field named __proto__ a field", async () => {
  const value = await readJsonObject(posting('{"__proto__":{"isAdmin":true}}'));
  assertEquals(Object.keys(value), ["__proto__"]);
  assertEquals(value.isAdmin, undefined);
});

/** A body that ends before it is whole, as when its sender is gone. */
function brokenBody(): ReadableStream<Uint8Array<ArrayBuffer>> {
  let pieces = 0;
  return new ReadableStream({
    pull(controller) {
      if (pieces++ === 0) controller.enqueue(new TextEncoder().encode('{"a":'));
      else controller.error(new TypeError("error reading a body from connection"));
    },
  }, { highWaterMark: 0 });
}

Deno.test("readJsonObject() refuses a body that breaks off", async () => {
  assertEquals(await codeOf(posting(brokenBody())), "bad_request");
});

Deno.test("readForm() refuses a body that breaks off", async () => {
  const request = posting(brokenBody(), "application/x-www-form-urlencoded");
  assertEquals((await assertRejects(() => readForm(request), ChatError)).code, "bad_request");
});

/** A body of which so much has come and no more does, until `send`. */
function stalled(text: string): { request: Request; send: (text: string) => void } {
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (given) => void (controller = given),
  });
  const send = (text: string) => controller!.enqueue(new TextEncoder().encode(text));
  send(text);
  return { request: posting(stream), send };
}

Deno.test("readJsonObject() refuses a body whose sender is gone in its midst", async () => {
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => controller.error(new TypeError("connection closed")),
  }, { highWaterMark: 0 });
  assertEquals(await codeOf(posting(stream)), "bad_request");
});

Deno.test("readJsonObject() waits 20 s for a body", async () => {
  const clock = new FakeClock();
  const { request, send } = stalled('{"a":');
  const failed = assertRejects(() => readJsonObject(request, clock), ChatError);
  await until(() => clock.pending === 1);
  clock.advance(20_000);
  // A read of the connection ends when something comes, or the sender is gone.
  send("1");
  assertEquals((await failed).code, "too_slow");
  assertEquals(clock.pending, 0);
});

Deno.test("readJsonObject() takes a body that comes in pieces within 20 s", async () => {
  const clock = new FakeClock();
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (given) => void (controller = given),
  });
  const reading = readJsonObject(posting(stream), clock);
  await until(() => clock.pending === 1);
  for (const part of ['{"a"', ":", "1}"]) {
    clock.advance(6_000);
    controller!.enqueue(new TextEncoder().encode(part));
  }
  controller!.close();
  assertEquals(await reading, { a: 1 });
  assertEquals(clock.pending, 0);
});

// Larger ones

Deno.test("readLargeJsonObject() refuses a body that breaks off", async () => {
  const error = await assertRejects(() => readLarge(posting(brokenBody())), ChatError);
  assertEquals(error.code, "bad_request");
});

const large = 200_000;

function readLarge(request: Request, clock = new FakeClock()): Promise<Record<string, unknown>> {
  return readLargeJsonObject(request, { maxBytes: large, clock });
}

for (const chunkBytes of [7, 4_097, 65_536, large]) {
  Deno.test(`readLargeJsonObject() takes as much as it is told, in chunks of ${chunkBytes}`, async () => {
    const text = objectOf(large);
    const { stream } = streamOf(text, chunkBytes);
    assertEquals(await readLarge(posting(stream)), JSON.parse(text));
  });

  Deno.test(`readLargeJsonObject() refuses a byte more, in chunks of ${chunkBytes}`, async () => {
    const { stream, seen } = streamOf(objectOf(2 * large), chunkBytes);
    const error = await assertRejects(() => readLarge(posting(stream)), ChatError);
    assertEquals([error.code, seen.gaveUp], ["too_large", true]);
    assert(seen.bytes < large + 2 * chunkBytes, `${seen.bytes} bytes were read`);
  });
}

Deno.test("readLargeJsonObject() refuses what readJsonObject() refuses", async () => {
  for (
    const [request, code] of [
      [posting("{}", "text/plain"), "unsupported_media"],
      [posting("[]"), "bad_request"],
      [posting("{"), "bad_request"],
      [posting(null), "bad_request"],
      [posting(Uint8Array.of(0x22, 0xff, 0x22)), "bad_request"],
    ] as const
  ) {
    assertEquals((await assertRejects(() => readLarge(request), ChatError)).code, code);
  }
});

Deno.test("readLargeJsonObject() waits two minutes for a body, however it drips", async () => {
  const clock = new FakeClock();
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (given) => void (controller = given),
  });
  const reading = readLarge(posting(stream), clock);
  const failed = assertRejects(() => reading, ChatError);
  for (let drops = 0; drops < 10; drops++) {
    controller!.enqueue(Uint8Array.of(0x20));
    await until(() => clock.pending === 1);
    clock.advance(12_000);
  }
  // A read of the connection ends when something comes, or the sender is gone.
  controller!.enqueue(Uint8Array.of(0x20));
  assertEquals((await failed).code, "too_slow");
  assertEquals(clock.pending, 0);
});

Deno.test("readLargeJsonObject() leaves no timer behind", async () => {
  const clock = new FakeClock();
  await readLarge(posting("{}"), clock);
  assertEquals(clock.pending, 0);
});

Deno.test("readJsonObject() refuses by its announcement what is too large, and reads nothing", async () => {
  const { stream, seen } = streamOf(objectOf(maxBytes + 1), 1_024);
  const request = posting(stream);
  request.headers.set("content-length", `${maxBytes + 1}`);
  assertEquals([await codeOf(request), seen.bytes], ["too_large", 0]);
});

for (
  const [name, read] of [
    ["readJsonObject", readJsonObject],
    [
      "readLargeJsonObject",
      (request: Request) => readLargeJsonObject(request, { maxBytes, clock: new FakeClock() }),
    ],
  ] as const
) {
  Deno.test(`${name}() says that it is the sender's fault when the body breaks off`, async () => {
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (controller) => controller.error(new TypeError("the connection is gone")),
    });
    const { code } = await assertRejects(() => read(posting(stream)), ChatError);
    assertEquals(code, "bad_request");
  });
}
