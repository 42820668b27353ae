import { assertEquals, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import { ChatError } from "../../lib/errors.ts";
import {
  countChars,
  isDirectName,
  parseChosenRoomName,
  parseDisplayName,
  parseRoomName,
} from "../../lib/wire/names.ts";

function assertBadName(parse: (given: string) => string, given: string): void {
  assertEquals(assertThrows(() => parse(given), ChatError).code, "bad_request");
}

for (
  const name of [
    "a",
    "7",
    "tea-room",
    "v1.2_final",
    "a..b",
    "日本語",
    "नमस्ते",
    "हिन्दी",
    "ห้องชา",
    "น้ำ",
    "x".repeat(64),
    "𝒜".repeat(64),
  ]
) {
  Deno.test(`parseRoomName() takes "${name}"`, () => {
    assertEquals(parseRoomName(name), name);
  });
}

Deno.test("parseRoomName() tells no difference between upper and lower case", () => {
  assertEquals(parseRoomName("Tea"), parseRoomName("tEA"));
  assertEquals(parseRoomName("ÉCOLE"), "école");
});

Deno.test("parseRoomName() tells no difference between composed and decomposed letters", () => {
  assertEquals(parseRoomName("cafe\u0301"), "caf\u00E9");
});

Deno.test("parseRoomName() counts 64 characters after composing them", () => {
  assertEquals(parseRoomName("e\u0301".repeat(64)), "\u00E9".repeat(64));
});

for (
  const [name, given] of [
    ["nothing", ""],
    ["65 characters", "x".repeat(65)],
    ["65 characters outside of the basic plane", "𝒜".repeat(65)],
    ["a dot first", ".tea"],
    ["a dash first", "-tea"],
    ["an underscore first", "_tea"],
    ["a dot last", "tea."],
    ["a dash last", "tea-"],
    ["an underscore last", "tea_"],
    ["nothing but a dot", "."],
    ["two dots", ".."],
    ["a mark first", "\u0301tea"],
    ["a slash", "tea/room"],
    ["a backslash", "tea\\room"],
    ["a space inside", "tea room"],
    ["a space at the end", "tea "],
    ["a line end", "tea\n"],
    ["a NUL", "te\0a"],
    ["a control", "te\x1Ba"],
    ["a bidi override", "te\u202Ea"],
    ["a zero-width space", "te\u200Ba"],
    ["a zero-width joiner", "te\u200Da"],
    ["a byte order mark", "\uFEFFtea"],
    ["a soft hyphen", "te\u00ADa"],
    ["an emoji", "tea🫖"],
    ["a lone surrogate", "te\uD83Da"],
    ["markup", "<script>"],
    ["a percent sign", "tea%2froom"],
    ["a question mark", "tea?x=1"],
    ["a fraction", "½"],
  ] as const
) {
  Deno.test(`parseRoomName() refuses a name with ${name}`, () => {
    assertBadName(parseRoomName, given);
  });
}

Deno.test("parseRoomName() of a name that it gave is that name", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 12 }), (given) => {
      let name;
      try {
        name = parseRoomName(given);
      } catch {
        return;
      }
      assertEquals(parseRoomName(name), name);
    }),
    { numRuns: 1_000 },
  );
});

for (
  const name of [
    "a",
    "Ada Lovelace",
    "O'Neil-Smith, 3rd.",
    "नमस्ते",
    "สมชาย",
    "ห้องชา",
    "田中さん",
    "Ada 🫖",
    "❤️ Ada",
    "1️⃣",
    "🇩🇪",
    "<script>alert(1)</script>",
    "x".repeat(32),
    "🫖".repeat(32),
  ]
) {
  Deno.test(`parseDisplayName() keeps "${name}" as it is`, () => {
    assertEquals(parseDisplayName(name), name);
  });
}

Deno.test("parseDisplayName() trims white space around the name", () => {
  assertEquals(parseDisplayName(" \t\u00A0Ada\u3000\n"), "Ada");
});

Deno.test("parseDisplayName() composes letters and keeps their case", () => {
  assertEquals(parseDisplayName("Rene\u0301"), "Ren\u00E9");
});

for (
  const [name, given] of [
    ["nothing", ""],
    ["nothing but space", " \u00A0 "],
    ["33 characters", "x".repeat(33)],
    ["33 emoji", "🫖".repeat(33)],
    ["a line end inside", "Ada\nBob"],
    ["a NUL", "A\0da"],
    ["an escape", "A\x1Bda"],
    ["a next line control", "A\x85da"],
    ["a line separator", "A\u2028da"],
    ["a paragraph separator", "A\u2029da"],
    ["a right-to-left override", "A\u202Eda"],
    ["a right-to-left mark", "A\u200Fda"],
    ["a bidi isolate", "A\u2067da"],
    ["a zero-width space", "A\u200Bda"],
    ["a zero-width joiner", "A\u200Dda"],
    ["a zero-width non-joiner", "A\u200Cda"],
    ["a word joiner", "A\u2060da"],
    ["a byte order mark inside", "A\uFEFFda"],
    ["a soft hyphen", "A\u00ADda"],
    ["a tag character", "Ada\u{E0041}"],
    ["a combining grapheme joiner", "Ada\u034F"],
    ["a stray variation selector", "Ada\uFE0F"],
    ["a variation selector of the supplement", "Ada\u{E0100}"],
    ["nothing but a variation selector", "\uFE0F"],
    ["a Hangul filler", "\u3164"],
    ["a half-width Hangul filler", "\uFFA0"],
    ["an empty Braille cell", "\u2800"],
    ["a lone surrogate", "A\uD83Dda"],
  ] as const
) {
  Deno.test(`parseDisplayName() refuses a name with ${name}`, () => {
    assertBadName(parseDisplayName, given);
  });
}

Deno.test("countChars() counts code points", () => {
  assertEquals([countChars(""), countChars("añ"), countChars("🫖🫖")], [0, 2, 2]);
});

const directName = `direct.${"0123456789abcdefghjkmnpqrs"}`;

Deno.test("isDirectName() is true for direct. and 26 signs of Base32", () => {
  assertEquals([isDirectName(directName), parseRoomName(directName)], [true, directName]);
});

for (
  const name of [
    directName.slice(0, -1),
    `${directName}t`,
    `x${directName}`,
    directName.replace(".", "-"),
    directName.replace("q", "u"),
    directName.toUpperCase(),
    `${directName}\n`,
  ]
) {
  Deno.test(`isDirectName() is false for ${JSON.stringify(name)}`, () => {
    assertEquals(isDirectName(name), false);
  });
}

Deno.test("parseChosenRoomName() takes no name of a direct room, however it is written", () => {
  assertBadName(parseChosenRoomName, directName);
  assertBadName(parseChosenRoomName, directName.toUpperCase());
  assertEquals(parseChosenRoomName("Direct.Mail"), "direct.mail");
});
