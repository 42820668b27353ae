import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { splitName } from "../../../client/files/split_name.ts";
import { assertHolds } from "../../support/property.ts";

for (
  const [name, start, end] of [
    ["tea.png", "tea.png", ""],
    ["minutes of the tea committee.pdf", "minutes of the tea com", "mittee.pdf"],
    ["a name of many words without an ending", "a name of many words without an ", "ending"],
    [".a-hidden-file-with-a-long-name", ".a-hidden-file-with-a-lon", "g-name"],
    [
      "an ending that is a sentence.it is not one",
      "an ending that is a sentence.it is n",
      "ot one",
    ],
    ["👨‍👩‍👧".repeat(30) + ".png", "👨‍👩‍👧".repeat(24), "👨‍👩‍👧".repeat(6) + ".png"],
  ] as const
) {
  Deno.test(`splitName() of ${name}`, () => assertEquals(splitName(name), [start, end]));
}

Deno.test("splitName() loses nothing, and keeps the end short", () => {
  assertHolds(
    "client-split-name",
    fc.property(fc.string({ unit: "grapheme", maxLength: 255 }), (name) => {
      const [start, end] = splitName(name);
      assertEquals(start + end, name);
      assert(Array.from(new Intl.Segmenter().segment(end)).length <= 18);
    }),
  );
});
