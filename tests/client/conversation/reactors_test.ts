import { assertEquals } from "@std/assert";
import { reactorsText } from "../../../client/conversation/reactors.ts";

const names = new Map([["a", "Ada"], ["b", "Bob"], ["c", "Cleo"]]);

const cases: readonly (readonly [ids: string[], words: string])[] = [
  [["b"], "Bob"],
  [["b", "a"], "You and Bob"],
  [["c", "a", "b"], "You, Cleo and Bob"],
  [["b", "x"], "Bob and 1 other"],
  [["x", "b", "y"], "Bob and 2 others"],
  [["x"], "1 person"],
  [["x", "y"], "2 people"],
];

for (const [ids, words] of cases) {
  Deno.test(`reactorsText() of ${ids} is "${words}"`, () => {
    assertEquals(reactorsText(ids, names, "a"), words);
  });
}

Deno.test("reactorsText() names a dozen people and counts the others", () => {
  const many = new Map(Array.from({ length: 30 }, (_, n) => [`${n}`, `P${n}`] as const));
  const text = reactorsText([...many.keys()], many, undefined);
  assertEquals(text.endsWith("P11 and 18 others"), true, text);
});
