import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import { ChatError } from "../../lib/errors.ts";
import {
  countChars,
  isDirectName,
  parseChosenRoomName,
  parseDisplayName,
  parseRoomName,
  toDisplayName,
} from "../../lib/wire/names.ts";
import { assertHolds } from "../support/property.ts";

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

/** Signs that names are made of, and those that trip who reads them; whole planes too. */
const sign = fc.oneof(
  fc.constantFrom(..."aZ09._-İıſẞΣςéß日न्\u0301\u0345\u0307\u1E9E\u212A\uFB03\u0F71\u0F72\u{1F468}"),
  fc.constantFrom(..." \t\u00A0\u200B\u200D\u202E\u2066\uFE0F\u20E3\u2800\u3164\u{E0041}\uD83D"),
  fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
);
const anyName = fc.array(sign, { maxLength: 70 }).map((signs) => signs.join(""));

/** What `parse` makes of a name; `undefined` where it refuses it, as it may, with a `ChatError`. */
function parsed(parse: (given: string) => string, given: string): string | undefined {
  try {
    return parse(given);
  } catch (error) {
    assert(error instanceof ChatError);
    assertEquals(error.code, "bad_request");
    return undefined;
  }
}

Deno.test("parseRoomName() takes any text, and gives a name within its bounds that it leaves as it is", () => {
  assertHolds(
    "names-room",
    fc.property(anyName, (given) => {
      const name = parsed(parseRoomName, given);
      if (name === undefined) return;
      assertEquals(parseRoomName(name), name);
      assertMatch(name, /^[\p{L}\p{M}\p{Nd}._-]+$/u);
      assert(countChars(name) <= 64);
      assertEquals(new URL(`/chat?room=${name}`, "http://h").searchParams.get("room"), name);
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("parseRoomName() leaves as it is what it makes of any one sign of Unicode", () => {
  for (let point = 0; point <= 0x10ffff; point++) {
    const sign = String.fromCodePoint(point);
    if (!/[\p{L}\p{M}\p{Nd}]/u.test(sign)) continue;
    for (const given of [sign, `a${sign}`, `${sign}\u0301a`]) {
      const name = parsed(parseRoomName, given);
      if (name !== undefined && parseRoomName(name) !== name) assertEquals(point, undefined, given);
    }
  }
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

Deno.test("parseDisplayName() takes any text, and gives a name within its bounds that it leaves as it is", () => {
  assertHolds(
    "names-display",
    fc.property(anyName, (given) => {
      const name = parsed(parseDisplayName, given);
      if (name === undefined) return;
      assertEquals(parseDisplayName(name), name);
      assert(countChars(name) >= 1 && countChars(name) <= 32);
      assert(!/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(name), JSON.stringify(name));
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("toDisplayName() makes of any text nothing, or a display name", () => {
  assertHolds(
    "names-to-display",
    fc.property(anyName, (given) => {
      const name = toDisplayName(given);
      if (name !== "") assertEquals(parseDisplayName(name), name);
    }),
    { numRuns: 1_000 },
  );
});

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
