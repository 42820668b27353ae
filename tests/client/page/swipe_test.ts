import { assertEquals } from "@std/assert";
import { swipeOf } from "../../../client/page/swipe.ts";

const from = { x: 200, y: 200 };

for (
  const [x, y, isRightToLeft, way] of [
    [100, 200, false, 1],
    [300, 220, false, -1],
    [100, 200, true, -1],
    [300, 200, true, 1],
    [170, 200, false, undefined],
    [140, 260, false, undefined],
    [200, 400, false, undefined],
  ] as const
) {
  Deno.test(`swipeOf() of a finger at ${x}, ${y}, ${isRightToLeft ? "rtl" : "ltr"}`, () => {
    assertEquals(swipeOf(from, { x, y }, { isRightToLeft }), way);
  });
}
