import { assert, assertEquals } from "@std/assert";
import { isClose, match } from "../../../client/rooms/fuzzy.ts";

/** The names that `query` finds, the best first. */
function find(query: string, ...names: string[]): string[] {
  return names.map((name) => ({ name, found: match(query, name) }))
    .filter(({ found }) => found !== undefined)
    .sort((one, other) => other.found!.score - one.found!.score)
    .map(({ name }) => name);
}

Deno.test("match() finds letters in their order, whatever stands between", () => {
  assertEquals(match("tkn", "tea-kitchen")?.at, [0, 4, 10]);
  assertEquals(match("kt", "tea-kitchen")?.at, [4, 6]);
  assertEquals(match("nk", "tea-kitchen"), undefined);
});

Deno.test("match() weighs neither case nor accents nor spaces", () => {
  assertEquals(match("KUCHE", "tee-küche")?.at, [4, 5, 6, 7, 8]);
  assert(match("tea kitchen", "tea-kitchen"));
  assert(match("ẞ", "ß"));
});

Deno.test("match() finds everything with nothing", () => {
  assertEquals(match("", "tea")?.at, []);
  assertEquals(match("  ", "tea")?.at, []);
});

Deno.test("match() puts the beginning first, then the beginning of a word, then the rest", () => {
  const names = ["old-steam", "the-tea", "tea-kitchen", "t-e-a"];
  assertEquals(find("tea", ...names), ["tea-kitchen", "the-tea", "old-steam", "t-e-a"]);
});

Deno.test("match() puts the shorter of two names first that fit alike", () => {
  assertEquals(find("tea", "tea-kitchen", "tea"), ["tea", "tea-kitchen"]);
});

Deno.test("match() puts letters that begin words before letters within them", () => {
  assertEquals(find("tk", "attack", "tea-kitchen"), ["tea-kitchen", "attack"]);
});

Deno.test("match() gives places in UTF-16 units", () => {
  assertEquals(match("b", "𝒜b")?.at, [2]);
});

Deno.test("isClose() tells letters side by side from scattered ones", () => {
  assert(isClose(match("kit", "tea-kitchen")!));
  assert(!isClose(match("tkn", "tea-kitchen")!));
  const letters = "abcdefghijklmnopqrstuvwxyz012345";
  assert(!isClose(match(letters, [...letters].join("-"))!));
});
