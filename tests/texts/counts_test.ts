import { assertEquals } from "@std/assert";
import { countsIn } from "../../lib/texts/counts.ts";

const forms = { zero: "zero", one: "one", two: "two", few: "few", many: "many", other: "other" };

for (
  const [count, form] of [
    [0, "zero"],
    [1, "one"],
    [2, "two"],
    [3, "few"],
    [10, "few"],
    [11, "many"],
    [99, "many"],
    [100, "other"],
    [102, "other"],
    [103, "few"],
  ] as const
) {
  Deno.test(`counted() in Arabic says ${count} by the form ${form}`, () => {
    assertEquals(countsIn("ar").counted(count, forms), form);
  });
}

Deno.test("counted() takes the form for all others where one is left out", () => {
  assertEquals(countsIn("ar").counted(2, { one: "one", other: "# of them" }), "2 of them");
});

Deno.test("counted() writes the number wherever # stands, as the locale has it", () => {
  assertEquals(countsIn("en").counted(1_234, { other: "# and #" }), "1,234 and 1,234");
  assertEquals(countsIn("ar-u-nu-arab").counted(12, { other: "#" }), "١٢");
});

Deno.test("number() writes digits as the locale has them", () => {
  assertEquals(countsIn("en").number(1_000), "1,000");
  assertEquals(countsIn("ar-u-nu-latn").number(42), "42");
});
