import { assertEquals } from "@std/assert";
import { continueList } from "../../../client/composer/list_item.ts";
import { markSelection, parseSelection } from "./marked_selection.ts";

const cases: [before: string, after: string | undefined][] = [
  ["- one|", "- one\n- |"],
  ["  * one|", "  * one\n  * |"],
  ["1. one|", "1. one\n2. |"],
  ["9) one|", "9) one\n10) |"],
  ["a\n- one| two\nb", "a\n- one\n- | two\nb"],
  ["- one\n- |", "- one\n|"],
  ["- |one", undefined],
  ["one|", undefined],
  ["-one|", undefined],
  ["1.5 one|", undefined],
  ["- |one|", undefined],
];

for (const [before, after] of cases) {
  const what = after === undefined ? "leaves alone" : `makes ${JSON.stringify(after)} of`;
  Deno.test(`continueList() ${what} ${JSON.stringify(before)}`, () => {
    const continued = continueList(parseSelection(before));
    assertEquals(continued && markSelection(continued), after);
  });
}
