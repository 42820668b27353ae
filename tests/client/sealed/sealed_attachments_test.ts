import { assertEquals, assertThrows } from "@std/assert";
import { readSealedAttachments } from "../../../client/sealed/sealed_attachments.ts";

const key = new Uint8Array(32).toBase64();
const file = { id: "f1", key, name: "tea.png", size: 5, type: "image/png" };

Deno.test("no files are none", () => assertEquals(readSealedAttachments(undefined), []));

Deno.test("files read as they were said", () => {
  const thumbnail = { id: "f2", key, size: 2, type: "image/webp" };
  const full = { ...file, width: 3, height: 4, alt: "A cup", thumbnail };
  assertEquals(readSealedAttachments([full]), [full]);
});

Deno.test("a path in a name is no part of it", () => {
  const [read] = readSealedAttachments([{ ...file, name: "../../etc/passwd" }]);
  assertEquals(read!.name, "passwd");
});

Deno.test("what is no type of a file is bytes", () => {
  const [read] = readSealedAttachments([{ ...file, type: "text/html; charset=utf-8" }]);
  assertEquals(read!.type, "application/octet-stream");
});

const sides: Record<string, object> = {
  "one side": { width: 3 },
  "a side of nothing": { width: 0, height: 4 },
  "a side beyond all pictures": { width: 1e9, height: 4 },
  "a side in words": { width: "3", height: 4 },
};
for (const [what, given] of Object.entries(sides)) {
  Deno.test(`a picture of ${what} has no measures`, () => {
    assertEquals(readSealedAttachments([{ ...file, ...given }]), [file]);
  });
}

Deno.test("a smaller picture of more than a mebibyte is none", () => {
  const thumbnail = { id: "f2", key, size: 1_048_577, type: "image/webp" };
  assertEquals(readSealedAttachments([{ ...file, thumbnail }]), [file]);
});

Deno.test("words for a picture hold nothing that turns the direction of writing", () => {
  const [read] = readSealedAttachments([{ ...file, alt: "A \u202Epuc\u2066" }]);
  assertEquals(read!.alt, "A puc");
});

const wrong: Record<string, unknown> = {
  "something that is no list": { 0: file },
  "eleven files": Array.from({ length: 11 }, (_, index) => ({ ...file, id: `f${index}` })),
  "a file twice": [file, file],
  "a file without an id": [{ ...file, id: undefined }],
  "an id that leads elsewhere": [{ ...file, id: "../me" }],
  "a file without a name": [{ ...file, name: undefined }],
  "a file without a key": [{ ...file, key: undefined }],
  "a key of other length": [{ ...file, key: new Uint8Array(16).toBase64() }],
  "a size below nothing": [{ ...file, size: -1 }],
  "half a byte": [{ ...file, size: 0.5 }],
  "a smaller picture that is none": [{ ...file, thumbnail: "f2" }],
  "a smaller picture that leads elsewhere": [{ ...file, thumbnail: { ...file, id: "a/b" } }],
  "null": null,
};
for (const [what, given] of Object.entries(wrong)) {
  Deno.test(`${what} cannot be attached`, () => {
    assertThrows(() => readSealedAttachments(given), Error);
  });
}
