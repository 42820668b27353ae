import { assertEquals } from "@std/assert";
import { findCompletionQuery } from "../../../client/composer/completion_query.ts";
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
  [":te|", "te", ":te"],
  ["a cup of :te|", "te", ":te"],
  ["(:hot_be|", "hot_be", ":hot_be"],
  [":te|a!", "te", ":tea"],
  [":t|", undefined],
  [":D|", undefined],
  ["12:30|", undefined],
  ["https://a|", undefined],
  ["note:this|", undefined],
  [":tea:|", undefined],
];

for (const [marked, words, replaces] of cases) {
  Deno.test(`findCompletionQuery() finds ${words ?? "nothing"} in ${JSON.stringify(marked)}`, () => {
    const { text, end: caret } = parseSelection(marked);
    const query = findCompletionQuery(text, caret);
    assertEquals(query?.words, words);
    assertEquals(query && text.slice(query.start, query.end), replaces);
    if (query) assertEquals(query.kind, text[query.start] === "@" ? "mention" : "emoji");
  });
}
