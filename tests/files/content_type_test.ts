import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { describe } from "../../lib/files/content_type.ts";
import { samples } from "../support/file_samples.ts";
import { assertHolds } from "../support/property.ts";

const text = (given: string) => new TextEncoder().encode(given);

for (
  const [what, head, wanted] of [
    ["a PNG", samples.png, { type: "image/png", width: 3, height: 2 }],
    ["a GIF", samples.gif, { type: "image/gif", width: 3, height: 2 }],
    ["a JPEG", samples.jpeg, { type: "image/jpeg", width: 3, height: 2 }],
    ["a JPEG on its side", samples.turnedJpeg, { type: "image/jpeg", width: 2, height: 3 }],
    ["a PDF", samples.pdf, { type: "application/pdf" }],
    ["a text", text("hello\n\twörld"), { type: "text/plain" }],
    ["a text cut within a character", text("wörld").subarray(0, 2), { type: "text/plain" }],
    ["HTML", text("<!doctype html><script>alert(1)</script>"), { type: "text/plain" }],
    ["SVG", text('<svg xmlns="http://www.w3.org/2000/svg"/>'), { type: "text/plain" }],
    ["bytes", new Uint8Array([1, 2, 3, 0xFF]), { type: "application/octet-stream" }],
    ["HTML that begins as a PNG", samples.polyglot, { type: "image/png", width: 3, height: 2 }],
  ] as const
) {
  Deno.test(`describe() knows ${what}`, async () => {
    assertEquals(await describe(head), wanted);
  });
}

Deno.test("describe() knows XML as such, which is not shown", async () => {
  const { type } = await describe(text('<?xml version="1.0"?><svg onload="alert(1)"/>'));
  assertEquals(type, "application/xml");
});

Deno.test("describe() says something of any bytes", async () => {
  const beginnings = [samples.png, samples.gif, samples.jpeg, samples.pdf, new Uint8Array()];
  const head = fc.tuple(fc.constantFrom(...beginnings), fc.nat(60), fc.uint8Array());
  await assertHolds(
    "files-content-type",
    fc.asyncProperty(head, async ([beginning, cut, rest]) => {
      const { type } = await describe(new Uint8Array([...beginning.subarray(0, cut), ...rest]));
      return /^[\w.+-]+\/[\w.+-]+$/.test(type);
    }),
  );
});
