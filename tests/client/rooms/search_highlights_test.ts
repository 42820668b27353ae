import { assertEquals } from "@std/assert";
import { cutAtHighlights } from "../../../client/rooms/search_highlights.ts";

/** The parts of a text, those found in brackets. */
function cut(text: string, ...ranges: [number, number][]): string[] {
  return cutAtHighlights(text, ranges).map(({ text, isFound }) => isFound ? `[${text}]` : text);
}

Deno.test("cutAtHighlights() cuts where highlights begin and end", () => {
  assertEquals(cut("the green tea", [4, 9], [10, 13]), ["the ", "[green]", " ", "[tea]"]);
  assertEquals(cut("tea", [0, 3]), ["[tea]"]);
  assertEquals(cut("tea"), ["tea"]);
});

Deno.test("cutAtHighlights() loses nothing of the text to ranges that cannot be", () => {
  for (const range of [[5, 9], [2, 2], [2, 1], [-1, 2]] as [number, number][]) {
    assertEquals(cut("tea", range).join(""), "tea", String(range));
  }
  assertEquals(cut("green tea", [0, 5], [3, 9]), ["[green]", " tea"]);
});
