import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { toFileName } from "../../lib/wire/file_names.ts";
import { assertHolds } from "../support/property.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

for (
  const [given, wanted] of [
    ["tea.png", "tea.png"],
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\ann\\plan.pdf", "plan.pdf"],
    ["/", "file"],
    ["", "file"],
    ["..", "file"],
    ["...", "file"],
    [" \t ", "file"],
    ["a\0b.txt", "ab.txt"],
    ["two\r\nlines.txt", "twolines.txt"],
    ["separated\u2028lines", "separatedlines"],
    ["\"quoted\" 'name'.txt", "\"quoted\" 'name'.txt"],
    ["gpj.\u202Eexe", "gpj.exe"],
    ["a\u200B\u2066b\u2069", "ab"],
    ["lone \uD800 half", "lone \uFFFD half"],
    ["cafe\u0301.txt", "café.txt"],
    ["家族👨‍👩‍👧.jpg", "家族👨‍👩‍👧.jpg"],
    [".gitignore", ".gitignore"],
  ] as const
) {
  Deno.test(`toFileName() makes ${JSON.stringify(given)} ${JSON.stringify(wanted)}`, () => {
    assertEquals(toFileName(given), wanted);
  });
}

Deno.test("toFileName() keeps a name of 255 bytes, and shortens one of 256 before its ending", () => {
  const longest = `${"ä".repeat(125)}x.tiff`;
  assertEquals(bytesOf(longest), 256);
  assertEquals(toFileName(longest), `${"ä".repeat(125)}.tiff`);
  assertEquals(toFileName(longest.replace("x", "")), longest.replace("x", ""));
});

Deno.test("toFileName() shortens a name of a million signs without looking at all of them each time", () => {
  assertEquals(toFileName(`${"é".repeat(1_000_000)}.txt`), `${"é".repeat(125)}.txt`);
});

Deno.test("toFileName() leaves no white space where it cut", () => {
  assertEquals(toFileName(`${"x".repeat(254)} y`), "x".repeat(254));
});

Deno.test("toFileName() gives a name that it leaves as it is, whatever came", () => {
  const sign = fc.oneof(
    fc.constantFrom(..."a. /\\\0\n\u202E\u200B\u0301e\u{1F468}\uD83D", "../", "..\\", ".tar.gz"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    fc.constantFrom("x".repeat(250), "é".repeat(126)),
  );
  assertHolds(
    "file-names",
    fc.property(fc.array(sign).map((signs) => signs.join("")), (given) => {
      const name = toFileName(given);
      assert(name !== "" && bytesOf(name) <= 255 && !/[/\\\0\r\n\u202E]/.test(name));
      assert(!/^\.*$/.test(name));
      assertEquals(toFileName(name), name);
    }),
    { numRuns: 1_000 },
  );
});
