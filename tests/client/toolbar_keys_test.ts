import { assertEquals } from "@std/assert";
import { nextInToolbar } from "../../client/view/toolbar_keys.ts";

const cases: [key: string, index: number, leftToRight?: number, rightToLeft?: number][] = [
  ["ArrowRight", 0, 1, 2],
  ["ArrowLeft", 0, 2, 1],
  ["ArrowRight", 2, 0, 1],
  ["Home", 1, 0, 0],
  ["End", 1, 2, 2],
  ["ArrowUp", 1],
];

for (const [key, index, leftToRight, rightToLeft] of cases) {
  Deno.test(`nextInToolbar() of three leads from ${index} by ${key} to ${leftToRight}`, () => {
    assertEquals(nextInToolbar(key, index, { count: 3, isRightToLeft: false }), leftToRight);
    assertEquals(nextInToolbar(key, index, { count: 3, isRightToLeft: true }), rightToLeft);
  });
}
