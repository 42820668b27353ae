import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { ChatError } from "../../lib/errors.ts";
import { assertHolds } from "../support/property.ts";
import { readFile } from "../../lib/web/file_body.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** A form that comes as it is asked for, and how much of it was. */
class Form {
  bytes = 0;
  readonly request: Request;

  constructor(pieces: Iterable<string> | AsyncIterable<string>) {
    const body = ReadableStream.from(this.#count(pieces));
    const headers = { "content-type": "multipart/form-data; boundary=b" };
    this.request = new Request("http://parley.example/", { method: "POST", headers, body });
  }

  async *#count(pieces: Iterable<string> | AsyncIterable<string>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      this.bytes += piece.length;
      yield new TextEncoder().encode(piece);
    }
  }
}

const field = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n';
const file = '\r\n--b\r\nContent-Disposition: form-data; name="a"; filename="a.txt"\r\n\r\n';

function* endless(first: string): Generator<string> {
  yield first;
  for (;;) yield "x".repeat(10_000);
}

async function code(run: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => run, ChatError)).code;
}

for (const [what, first] of [["words before it", ""], ["a field", field]] as const) {
  Deno.test(`readFile() reads no endless form of ${what}`, async () => {
    const form = new Form(endless(first));
    assertEquals(
      await code(readFile(form.request.headers, form.request.body!, new FakeClock())),
      "bad_request",
    );
    // What comes on the way of the pieces has been asked for ahead.
    assertEquals(form.bytes < 300_000, true, `${form.bytes}`);
  });
}

Deno.test("readFile() waits a minute for the file in a form", async () => {
  const clock = new FakeClock();
  const { promise: never, resolve } = Promise.withResolvers<void>();
  const form = new Form((async function* () {
    yield field;
    await never;
  })());
  const refused = code(readFile(form.request.headers, form.request.body!, clock));
  await clock.advance(60_000);
  assertEquals(await refused, "bad_request");
  resolve();
});

Deno.test("readFile() takes a file behind fields, of which much comes at once", async () => {
  const form = new Form([`${field}small${file}${"x".repeat(200_000)}`, "\r\n--b--\r\n"]);
  const { name, bytes } = await readFile(form.request.headers, form.request.body!, new FakeClock());
  assertEquals([name, (await new Response(bytes).text()).length], ["a.txt", 200_000]);
});

Deno.test("readFile() takes any Content-Disposition and Content-Type, or refuses them", async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "attachment",
      "form-data",
      ";",
      "=",
      '"',
      "\\",
      "filename",
      "filename*",
      "UTF-8''",
      "%",
    ),
    fc.constantFrom(
      "%00",
      "%E4",
      "iso-8859-1'en'",
      "name",
      "*0*",
      ",",
      " ",
      "multipart/form-data; boundary",
    ),
    fc.string({ unit: "grapheme-ascii", maxLength: 4 }),
  );
  const header = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("").trim());
  await assertHolds(
    "file-headers",
    fc.asyncProperty(header, header, async (disposition, type) => {
      const headers = new Headers({ "content-disposition": disposition, "content-type": type });
      const body = new Blob(["--x\r\n"]).stream();
      try {
        const { name, bytes } = await readFile(headers, body, new FakeClock());
        assertEquals(typeof name, "string");
        await bytes.cancel();
      } catch (error) {
        assertEquals(error instanceof ChatError, true, `${error}`);
      }
    }),
    { numRuns: 500 },
  );
});
