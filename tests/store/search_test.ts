import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { firstSince, parseSearch, snippetOf } from "../../lib/store/search.ts";
import { wordsOf } from "../../lib/store/words.ts";
import { assertHolds } from "../support/property.ts";

/** A query's terms in short: field, words, and a star. */
function terms(query: string): string[] {
  return parseSearch(query).terms
    .map(({ field, words, isPrefix }) => `${field}:${words.join(" ")}${isPrefix ? "*" : ""}`);
}

/** A snippet with what is highlighted in brackets. */
function marked(text: string, query: string): string {
  const { snippet, highlights } = snippetOf(text, parseSearch(query));
  let shown = "";
  let from = 0;
  for (const [start, end] of highlights) {
    shown += `${snippet.slice(from, start)}[${snippet.slice(start, end)}]`;
    from = end;
  }
  return shown + snippet.slice(from);
}

for (
  const [query, expected] of [
    ["tea milk", ["text:tea", "text:milk"]],
    ['"tea milk" sugar', ["text:tea milk", "text:sugar"]],
    ['"never closed', ["text:never closed"]],
    ["tea*", ["text:tea*"]],
    ['"tea po"*', ["text:tea po*"]],
    ["from:Ada", ["author:ada"]],
    ["FROM:ada*", ["author:ada*"]],
    ['from:"Ada Lovelace" tea', ["author:ada lovelace", "text:tea"]],
    ["from:", ["text:from"]],
    ["from:?", ["text:from"]],
    ["before:dinner", ["text:before dinner"]],
    ["before:2026-13-45", ["text:before 2026 13 45"]],
    ["http://from:ada", ["text:http from ada"]],
    ["snake_case", ["text:snake case"]],
    ["-tea +milk", ["text:tea", "text:milk"]],
  ] as const
) {
  Deno.test(`parseSearch() reads ${query}`, () => {
    assertEquals(terms(query), [...expected]);
  });
}

Deno.test("parseSearch() reads dates, months, years and times as their first moment", () => {
  const moments = {
    "2026": "2026-01-01T00:00:00Z",
    "2026-03": "2026-03-01T00:00:00Z",
    "2026-03-04": "2026-03-04T00:00:00Z",
    "2026-03-04T05:06": "2026-03-04T05:06:00Z",
    "2026-03-04T05:06:07.5Z": "2026-03-04T05:06:07.500Z",
    "2026-03-04T05:06+02:00": "2026-03-04T03:06:00Z",
  };
  for (const [given, moment] of Object.entries(moments)) {
    const ms = Date.parse(moment);
    assertEquals(parseSearch(`after:${given}`), { terms: [], from: ms });
    assertEquals(parseSearch(`Before:${given}`), { terms: [], to: ms });
  }
});

Deno.test("parseSearch() takes the narrowest of several dates", () => {
  const { from, to } = parseSearch("after:2025 after:2026 before:2028 before:2027 after:2024");
  assertEquals([from, to], [Date.UTC(2026), Date.UTC(2027)]);
});

Deno.test("parseSearch() leaves out what is beyond 32 words", () => {
  const { terms } = parseSearch(`"${"a ".repeat(30)}" ${"b ".repeat(9)}`);
  assertEquals(terms.reduce((sum, { words }) => sum + words.length, 0), 32);
});

for (
  const [text, query, expected] of [
    ["green tea", "tea", "green [tea]"],
    ["Tea, teapots and TEA", "tea", "[Tea], teapots and [TEA]"],
    ["teapots", "tea*", "[teapots]"],
    ["the green tea", '"green tea"', "the [green] [tea]"],
    ["tea is green", '"green tea"', "tea is green"],
    ["Crème brûlée", "creme", "[Crème] brûlée"],
    ["私は東京にいる", "東京", "私は[東][京]にいる"],
    ["tea", "from:ada", "tea"],
    ["", "from:ada", ""],
  ] as const
) {
  Deno.test(`snippetOf() shows ${query} in ${JSON.stringify(text)}`, () => {
    assertEquals(marked(text, query), expected);
  });
}

Deno.test("snippetOf() of a long text shows what is around the first find", () => {
  const text = `${"before ".repeat(50)}tea${" after".repeat(50)}`;
  const before = "before ".repeat(6);
  assertEquals(marked(text, "tea"), `…${before}[tea]${" after".repeat(17)}…`);
});

Deno.test("snippetOf() shows what was found behind long words and much that is no word", () => {
  assertEquals(marked(`https://example.org/${"x".repeat(330)} the tea`, "tea"), "…the [tea]");
  assertEquals(marked(`${"🎉".repeat(200)} tea`, "tea"), "…[tea]");
  assertEquals(marked(`${"- ".repeat(200)}tea`, "tea"), "…[tea]");
  assertEquals(marked("🎉 tea", "tea"), "🎉 [tea]");
});

Deno.test("snippetOf() of a long text in which nothing was looked for shows how it begins", () => {
  assertEquals(marked("tea ".repeat(99), "from:ada"), `${"tea ".repeat(23)}tea…`);
});

Deno.test("snippetOf() of any text is short, and highlights whole pieces of it", () => {
  const text = fc.array(fc.oneof(fc.constant("tea "), fc.string({ unit: "grapheme" })))
    .map((parts) => parts.join(""));
  assertHolds(
    "store-search-1",
    fc.property(text, (text) => {
      const { snippet, highlights } = snippetOf(text, parseSearch("te*"));
      assert(
        snippet.length <= 302 && (text.includes(snippet.replaceAll("…", "")) || text.includes("…")),
      );
      for (const [start, end] of highlights) {
        assert(wordsOf(snippet.slice(start, end))[0]!.word.startsWith("te"));
      }
    }),
  );
});

Deno.test("firstSince() finds the first number that is not older, in any ordered log", () => {
  const times = fc.array(fc.integer({ min: 0, max: 20 })).map((ats) => ats.sort((a, b) => a - b));
  assertHolds(
    "store-search-2",
    fc.property(times, fc.integer({ min: 0, max: 21 }), (ats, moment) => {
      const log = { first: 7, end: 7 + ats.length, atOf: (seq: number) => ats[seq - 7]! };
      const expected = ats.findIndex((at) => at >= moment);
      assertEquals(firstSince(moment, log), 7 + (expected < 0 ? ats.length : expected));
    }),
  );
});
