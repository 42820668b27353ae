import { assertEquals } from "@std/assert";
import { isOthers } from "../../../client/platform/owner.ts";

for (
  const [owner, person, expected] of [
    ["u-a", "u-a", false],
    ["u-a", "u-b", true],
    ["u-a", "g-a", true],
    ["g-a", "g-b", true],
    ["g-a", "u-a", false],
    ["u-a", undefined, true],
    [undefined, "u-a", false],
    [undefined, undefined, false],
  ] as const
) {
  Deno.test(`isOthers() of what ${owner ?? "nobody"} left, for ${person ?? "nobody"}`, () => {
    assertEquals(isOthers(owner, person), expected);
  });
}
