import { assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { wordsOf } from "../../lib/store/words.ts";
import { assertHolds } from "../support/property.ts";

function words(text: string): string[] {
  return wordsOf(text).map(({ word }) => word);
}

for (
  const [text, expected] of [
    ["", []],
    [" \n!?", []],
    ["Green tea, please!", ["green", "tea", "please"]],
    ["it's snake_case 3.14", ["it", "s", "snake", "case", "3", "14"]],
    ["Crème brûlée", ["creme", "brulee"]],
    ["cre\u0300me", ["creme"]],
    ["ﬁne ＴＥＡ ½", ["fine", "tea", "12"]],
    ["İstanbul", ["istanbul"]],
    ["हिन्दी में", ["हिन्दी", "में"]],
    ["שָׁלוֹם مُحَمَّد", ["שלום", "محمد"]],
    ["東京タワー", ["東", "京", "タ", "ワ", "ー"]],
    ["tea東京", ["tea", "東", "京"]],
    ["서울 커피", ["서울", "커피"].map((word) => word.normalize("NFKD"))],
    ["tea🫖pot", ["tea", "pot"]],
    ["\u2190\u0338tea \u0338", ["tea"]],
  ] as const
) {
  Deno.test(`wordsOf() cuts ${JSON.stringify(text)}`, () => {
    assertEquals(words(text), [...expected]);
  });
}

Deno.test("wordsOf() tells where each word stands", () => {
  assertEquals(wordsOf("a Crème").map(({ start, end }) => [start, end]), [[0, 1], [2, 7]]);
});

Deno.test("wordsOf() of any text gives words that read as themselves again, in order", () => {
  assertHolds(
    "store-words",
    fc.property(fc.string({ unit: "binary" }), (text) => {
      let end = 0;
      for (const word of wordsOf(text)) {
        assertEquals(word.start >= end && word.end > word.start, true);
        assertEquals(/[\s"*:()\0]/.test(word.word) || word.word === "", false);
        end = word.end;
      }
    }),
  );
});
