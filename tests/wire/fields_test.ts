import { assertEquals, assertThrows } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import type { FieldReader } from "../../lib/wire/fields.ts";
import {
  attachments,
  box,
  emoji,
  flag,
  pageSize,
  ref,
  sealedFiles,
  seq,
  text,
  textOrNothing,
} from "../../lib/wire/fields.ts";

/** Holds that `read` refuses `value` with `code`. */
function assertRefused(read: FieldReader<unknown>, value: unknown, code = "bad_request"): void {
  assertEquals(assertThrows(() => read(value, "field"), ChatError).code, code);
}

Deno.test("text() of no character is empty", () => {
  assertRefused(text, "", "empty");
});

for (
  const blank of [
    " ",
    "\n\t\r\n",
    "\u00A0\u2003\u3000",
    "\u200B\u200D\u2060",
    "\uFEFF\u00AD",
    "\u3164",
  ]
) {
  Deno.test(`text() that shows as nothing, ${JSON.stringify(blank)}, is empty`, () => {
    assertRefused(text, blank, "empty");
  });
}

for (const [name, char] of [["letters", "a"], ["emoji", "🫖"], ["Thai letters", "ก"]] as const) {
  Deno.test(`text() of 8,000 ${name} passes`, () => {
    assertEquals(text(char.repeat(8_000), "text"), char.repeat(8_000));
  });

  Deno.test(`text() of 8,001 ${name} is too_long`, () => {
    assertRefused(text, char.repeat(8_001), "too_long");
  });
}

Deno.test("text() of 8,000 emoji and a letter is too_long", () => {
  assertRefused(text, `${"🫖".repeat(8_000)}a`, "too_long");
});

Deno.test("text() keeps white space at its ends and in it", () => {
  assertEquals(text("  a\n\n\tb ", "text"), "  a\n\n\tb ");
});

Deno.test("text() has LF line ends, whatever it came with", () => {
  assertEquals(text("a\r\nb\rc\nd\r\r\ne", "text"), "a\nb\nc\nd\n\ne");
});

Deno.test("text() with NUL is refused", () => {
  assertRefused(text, "a\0b");
});

Deno.test("text() keeps other controls, as in a log with colours", () => {
  assertEquals(text("\x1B[31mred\x1B[0m", "text"), "\x1B[31mred\x1B[0m");
});

Deno.test("text() has U+FFFD in the place of a lone surrogate", () => {
  assertEquals(text("a\uD83D b\uDE00", "text"), "a\uFFFD b\uFFFD");
});

for (const value of [undefined, null, 1, true, ["a"], { text: "a" }]) {
  Deno.test(`text() that is ${JSON.stringify(value)} is refused`, () => {
    assertRefused(text, value);
  });
}

Deno.test("textOrNothing() reads blank as nothing", () => {
  assertEquals(textOrNothing(" \n\u200B", "text"), "");
});

Deno.test("ref() takes 1 to 64 printable ASCII characters", () => {
  for (const value of ["a", " ", "~!{}", "r".repeat(64)]) assertEquals(ref(value, "ref"), value);
});

for (
  const value of ["", "r".repeat(65), "é", "a\n", "\t", "\x7F", "\0", 1, null, undefined, ["a"]]
) {
  Deno.test(`ref() that is ${JSON.stringify(value)} is refused`, () => {
    assertRefused(ref, value);
  });
}

Deno.test("seq() takes 1 and the largest safe integer", () => {
  assertEquals([seq(1, "seq"), seq(2 ** 53 - 1, "seq")], [1, 2 ** 53 - 1]);
});

for (const value of [0, -1, 1.5, 2 ** 53, Infinity, NaN, "1", null, undefined, [1], true]) {
  Deno.test(`seq() that is ${String(value)} (${typeof value}) is refused`, () => {
    assertRefused(seq, value);
  });
}

Deno.test("pageSize() takes 1 to 200", () => {
  assertEquals([pageSize(1, "limit"), pageSize(200, "limit")], [1, 200]);
});

for (const value of [0, 201, -1, 1e400, "50"]) {
  Deno.test(`pageSize() that is ${JSON.stringify(value)} of ${value} is refused`, () => {
    assertRefused(pageSize, value);
  });
}

Deno.test("flag() takes true and false", () => {
  assertEquals([flag(true, "on"), flag(false, "on")], [true, false]);
});

for (const value of [0, 1, "true", null, undefined]) {
  Deno.test(`flag() that is ${JSON.stringify(value)} is refused`, () => {
    assertRefused(flag, value);
  });
}

for (
  const value of [
    "👍",
    "👍🏽",
    "❤",
    "❤️",
    "😀",
    "👨‍👩‍👧‍👦",
    "👩‍⚕️",
    "👩🏽‍🤝‍👨🏿",
    "🏳️‍🌈",
    "👁️‍🗨️",
    "🇩🇪",
    "🇮🇳",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "1️⃣",
    "#️⃣",
    "*️⃣",
    "©️",
    "🫩",
  ]
) {
  Deno.test(`emoji() takes ${value}`, () => {
    assertEquals(emoji(value, "emoji"), value);
  });
}

for (
  const [name, value] of [
    ["nothing", ""],
    ["a letter", "a"],
    ["a digit", "1"],
    ["a digit in emoji style", "1\uFE0F"],
    ["a digit with an accent", "1\u0301"],
    ["an asterisk", "*"],
    ["two emoji", "👍👍"],
    ["an emoji and a letter", "👍a"],
    ["a letter and an emoji", "a👍"],
    ["an emoji and a space", "👍 "],
    ["half a flag", "🇩"],
    ["a flag and a half", "🇩🇪🇩"],
    ["two flags", "🇩🇪🇮🇳"],
    ["a word", "thumbsup"],
    ["a shortcode", ":+1:"],
    ["a joiner alone", "\u200D"],
    ["a variation selector alone", "\uFE0F"],
    ["an emoji with a bidi override", "👍\u202E"],
    ["an emoji with a zero-width non-joiner", "👍\u200C"],
    ["an emoji with an accent", "👍\u0301"],
    ["an emoji and a control", "👍\n"],
    ["half of an emoji", "\uD83D"],
    ["markup", "<b>"],
    ["a family without an end", `👨${"\u200D👨".repeat(20)}`],
    ["__proto__", "__proto__"],
    ["a number", 1],
    ["a list", ["👍"]],
    ["null", null],
  ] as const
) {
  Deno.test(`emoji() refuses ${name}`, () => {
    assertRefused(emoji, value);
  });
}

Deno.test("attachments() takes no file and ten files", () => {
  const ten = Array.from({ length: 10 }, (_, index) => `file_${index}-A`);
  const given = [attachments([], "files"), attachments(ten, "files")];
  assertEquals(given, [[], ten.map((id) => ({ id }))]);
});

Deno.test("attachments() takes an id of 64 characters, and not one of 65", () => {
  assertEquals(attachments(["f".repeat(64)], "files"), [{ id: "f".repeat(64) }]);
  assertRefused(attachments, ["f".repeat(65)]);
});

Deno.test("words for a picture turn nothing around that stands behind them", () => {
  const given = [{ id: "f1", alt: "a \u202Etac\u202C \u2067mat\u2069 \u200F" }];
  assertEquals(attachments(given, "files")[0]!.alt, "a tac mat \u200F");
});

Deno.test("attachments() takes what is to be seen, as one line", () => {
  const given = [{ id: "f1", alt: " a cat\r\n\ton a\0mat " }, { id: "f2", alt: null }, {
    id: "f3",
    alt: "",
  }];
  const wanted = [{ id: "f1", alt: "a cat on a mat" }, { id: "f2" }, { id: "f3" }];
  assertEquals(attachments(given, "files"), wanted);
});

Deno.test("attachments() takes a description of 1,000 characters, and not one of 1,001", () => {
  assertEquals(attachments([{ id: "f", alt: "🐈".repeat(1_000) }], "files")[0]!.alt?.length, 2_000);
  assertRefused(attachments, [{ id: "f", alt: "🐈".repeat(1_001) }]);
});

Deno.test("attachments() refuses a file that is named twice", () => {
  assertRefused(attachments, ["f", { id: "f", alt: "again" }]);
});

for (
  const value of [
    Array(11).fill("f"),
    [""],
    ["../etc"],
    ["a b"],
    [1],
    [null],
    ["a", ["b"]],
    "f",
    {},
  ]
) {
  Deno.test(`attachments() that is ${JSON.stringify(value)} is refused`, () => {
    assertRefused(attachments, value);
  });
}

for (const fit of ["AAAA", "AAA=", "AA==", "+/+/", "A".repeat(60_000)]) {
  Deno.test(`box() of ${fit.length} signs, ${fit.slice(-4)} at the end, passes`, () => {
    assertEquals(box(fit, "box"), fit);
  });
}

for (
  const unfit of [
    "",
    "AAA",
    "AAAAA",
    "A===",
    "====",
    "AA=A",
    "AA==AAAA",
    "AA A",
    "AAA\n",
    "AA-_",
    "ÄÄÄÄ",
    "A".repeat(60_004),
    42,
    ["AAAA"],
    null,
    undefined,
  ]
) {
  Deno.test(`box() refuses ${JSON.stringify(unfit)?.slice(0, 20)}`, () =>
    assertRefused(box, unfit));
}

Deno.test("sealedFiles() takes 20 ids", () => {
  const ids = Array.from({ length: 20 }, (_, index) => `f${index}`);
  assertEquals(sealedFiles(ids, "files"), ids.map((id) => ({ id })));
});

for (
  const [what, files] of [
    ["21 ids", Array.from({ length: 21 }, (_, index) => `f${index}`)],
    ["an id twice", ["f", "f"]],
    ["an object", [{ id: "f" }]],
    ["what is no id", ["a/b"]],
    ["an empty id", [""]],
    ["what is no list", "f"],
  ] as const
) {
  Deno.test(`sealedFiles() refuses ${what}`, () => assertRefused(sealedFiles, files));
}
