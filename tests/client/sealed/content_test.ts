import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import type { Content, Reference } from "../../../client/sealed/content.ts";
import { decodeContent, encodeContent, messageIdOf } from "../../../client/sealed/content.ts";
import type { SealedAttachment } from "../../../client/sealed/sealed.ts";
import { assertHolds } from "../../support/property.ts";

const id = fc.uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => bytes.toBase64({ alphabet: "base64url", omitPadding: true }));
const seq = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const target: fc.Arbitrary<Reference> = fc.record({
  seq: fc.oneof(seq, fc.constant(0)),
  id,
  by: fc.string(),
});
/** What stays as it is when it is read: neither blank nor with ends of lines of other systems. */
const text = fc.string({ unit: "binary", maxLength: 500 }).map((given) =>
  `.${given.replaceAll(/[\0\r]/g, "")}`
);
const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => bytes.toBase64());
const size = fc.nat();
const type = fc.constantFrom("image/png", "text/plain", "application/octet-stream");
const file: fc.Arbitrary<SealedAttachment> = fc.record({
  id,
  key,
  size,
  type,
  name: fc.constantFrom("tea.png", "شاي.txt"),
  width: fc.constant(3),
  height: fc.constant(4),
  thumbnail: fc.record({ id, key, size: fc.nat(1_048_576), type }),
}, { requiredKeys: ["id", "key", "size", "type", "name", "width", "height"] });
const files = fc.uniqueArray(file, {
  minLength: 1,
  maxLength: 10,
  selector: (one) => one.id,
});
const content: fc.Arbitrary<Content> = fc.oneof(
  fc.record({ kind: fc.constant("say" as const), id, text, replyTo: target, files }, {
    requiredKeys: ["kind", "id", "text"],
  }),
  fc.record({ kind: fc.constant("edit" as const), target, text }),
  fc.record({ kind: fc.constant("delete" as const), target }),
  fc.record({
    kind: fc.constant("react" as const),
    target,
    emoji: fc.constantFrom("👍", "❤️", "👩‍👩‍👧", "🇯🇴"),
    on: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("read" as const), seq }),
);

const known = "abcdefghijklmnopqrstuw";

/** Bytes of a content that no client of ours would write. */
function bytesOf(fields: unknown, text = ""): Uint8Array {
  const utf8 = new TextEncoder();
  const [head, body] = [utf8.encode(JSON.stringify(fields)), utf8.encode(text)];
  const bytes = new Uint8Array(Math.ceil((8 + head.length + body.length) / 256) * 256);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, head.length);
  bytes.set(head, 4);
  view.setUint32(4 + head.length, body.length);
  bytes.set(body, 8 + head.length);
  return bytes;
}

Deno.test("a content that was written reads as it was", () => {
  assertHolds(
    "sealed-content-1",
    fc.property(content, (given) => {
      assertEquals(decodeContent(encodeContent(given)), given);
    }),
  );
});

Deno.test("a content is padded to a multiple of 256 bytes, by fewer than 256 zeros", () => {
  assertHolds(
    "sealed-content-2",
    fc.property(content, (given) => {
      const bytes = encodeContent(given);
      assertEquals(bytes.length % 256, 0);
      const { text: _, ...fields } = given as Content & { text?: string };
      const text = "text" in given ? given.text : "";
      const size = 8 + new TextEncoder().encode(JSON.stringify(fields) + text).length;
      assert(bytes.length - size < 256);
      assert(bytes.subarray(size).every((byte) => byte === 0));
    }),
  );
});

Deno.test("one word and another of a few signs more have the same size", () => {
  const sizeOf = (text: string) => encodeContent({ kind: "say", id: known, text }).length;
  assertEquals(sizeOf("no"), sizeOf("yes, with pleasure"));
});

Deno.test("whatever bytes were sealed, to read them throws nothing", () => {
  assertHolds(
    "sealed-content-3",
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => void decodeContent(bytes)),
  );
});

Deno.test("whatever JSON was sealed, to read it throws nothing", () => {
  assertHolds(
    "sealed-content-4",
    fc.property(fc.jsonValue(), fc.string(), (json, text) => {
      decodeContent(bytesOf(json, text));
    }),
  );
});

Deno.test("a content whose fields are anything is one that could have been written, or none", () => {
  const any = fc.jsonValue({ maxDepth: 2 });
  const fields = fc.record({
    kind: fc.constantFrom("say", "edit", "delete", "react", "read"),
    id: fc.oneof(id, any),
    target: fc.oneof(target, any),
    replyTo: fc.oneof(target, any),
    files: fc.oneof(files, any),
    emoji: fc.oneof(fc.constant("👍"), any),
    on: any,
    seq: any,
  }, { requiredKeys: ["kind"] });
  assertHolds(
    "sealed-content-5",
    fc.property(fields, fc.string(), (given, text) => {
      const read = decodeContent(bytesOf(given, text));
      if (read !== undefined) assertEquals(decodeContent(encodeContent(read)), read);
    }),
  );
});

const hostile: Record<string, [fields: unknown, text?: string]> = {
  "null": [null],
  "a list": [[]],
  "a kind that there is not": [{ kind: "shout", id: known }, "text"],
  "a kind that every object has": [{ kind: "__proto__" }, "text"],
  "a message without an id": [{ kind: "say" }, "text"],
  "a message with a longer id": [{ kind: "say", id: `${known}x` }, "text"],
  "a message of blanks": [{ kind: "say", id: known }, " \n "],
  "a message with NUL": [{ kind: "say", id: known }, "a\0b"],
  "a message that is too long": [{ kind: "say", id: known }, "x".repeat(8_001)],
  "an answer to nothing": [{ kind: "say", id: known, replyTo: null }, "text"],
  "an answer to a number": [{ kind: "say", id: known, replyTo: 3 }, "text"],
  "files that are none": [{ kind: "say", id: known, files: [{}] }, "text"],
  "a change of place 0": [{ kind: "edit", target: { seq: 0, id: known } }, "text"],
  "a change of half a place": [{ kind: "edit", target: { seq: 1.5, id: known } }, "text"],
  "a change without words": [{ kind: "edit", target: { seq: 1, id: known } }],
  "a deletion without an id": [{ kind: "delete", target: { seq: 1 } }],
  "a reaction of two emoji": [
    { kind: "react", target: { seq: 1, id: known }, emoji: "👍👍", on: true },
  ],
  "a reaction of markup": [
    { kind: "react", target: { seq: 1, id: known }, emoji: "<b>", on: true },
  ],
  "a reaction that is neither on nor off": [
    { kind: "react", target: { seq: 1, id: known }, emoji: "👍", on: 1 },
  ],
  "a mark at no place": [{ kind: "read", seq: "9" }],
};
for (const [what, [fields, text]] of Object.entries(hostile)) {
  Deno.test(`${what} is no content`, () => {
    assertEquals(decodeContent(bytesOf(fields, text)), undefined);
  });
}

Deno.test("a length that leads beyond the end is no content", () => {
  const bytes = encodeContent({ kind: "read", seq: 1 });
  new DataView(bytes.buffer).setUint32(0, 0xffff_ffff);
  assertEquals(decodeContent(bytes), undefined);
});

Deno.test("fields that this client does not know are left out", () => {
  const bytes = bytesOf({ kind: "read", seq: 4, __proto__: { a: 1 }, note: true });
  assertEquals(decodeContent(bytes), { kind: "read", seq: 4 });
});

Deno.test("a text without words may bear files", () => {
  const [one] = fc.sample(files, 1);
  const given = { kind: "say", id: known, text: "", files: one! } as const;
  assertEquals(decodeContent(encodeContent(given)), given);
});

Deno.test("what a page says under one key is one message, under another another", async () => {
  assertEquals(await messageIdOf("r1"), await messageIdOf("r1"));
  assertNotEquals(await messageIdOf("r1"), await messageIdOf("r2"));
});

Deno.test("an id that was made for a message is one that can be read", async () => {
  const given = { kind: "say", id: await messageIdOf("r1"), text: "hello" } as const;
  assertEquals(decodeContent(encodeContent(given)), given);
});
