import { assertEquals } from "@std/assert";
import { findMentionQuery } from "../../client/mention_query.ts";
import { parseSelection } from "./marked_selection.ts";

const cases: [text: string, words: string | undefined, replaces?: string][] = [
  ["@a|", "a", "@a"],
  ["hello @ad|", "ad", "@ad"],
  ["(@ad|", "ad", "@ad"],
  ["@Ad|a there", "Ad", "@Ada"],
  ["@Ada Lo|", "Ada Lo", "@Ada Lo"],
  ["@مر|", "مر", "@مر"],
  ["@bob @ad|", "ad", "@ad"],
  ["@|", undefined],
  ["@Ada |", undefined],
  ["@Ada| and", "Ada", "@Ada"],
  ["ada@example|", undefined],
  ["@Ada\nhi|", undefined],
  ["no name|", undefined],
  [`@a${"b".repeat(80)}|`, undefined],
];

for (const [marked, words, replaces] of cases) {
  Deno.test(`findMentionQuery() finds ${words ?? "nothing"} in ${JSON.stringify(marked)}`, () => {
    const { text, end: caret } = parseSelection(marked);
    const query = findMentionQuery(text, caret);
    assertEquals(query?.words, words);
    assertEquals(query && text.slice(query.start, query.end), replaces);
  });
}
