import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { replacementBetween } from "../../../client/composer/selection.ts";
import { assertHolds } from "../../support/property.ts";

Deno.test("replacementBetween() is the smallest one", () => {
  assertEquals(replacementBetween("so good", "so **good"), { start: 3, end: 3, insert: "**" });
  assertEquals(replacementBetween("**good**", "good**"), { start: 0, end: 2, insert: "" });
  assertEquals(replacementBetween("aa", "aaa"), { start: 2, end: 2, insert: "a" });
  assertEquals(replacementBetween("same", "same"), undefined);
});

Deno.test("replacementBetween() makes any text of any other", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
  assertHolds(
    "client-selection",
    fc.property(text, text, (before, after) => {
      const { start, end, insert } = replacementBetween(before, after) ??
        { start: 0, end: 0, insert: "" };
      assertEquals(before.slice(0, start) + insert + before.slice(end), after);
    }),
  );
});
