import { assertEquals } from "@std/assert";
import { findMentions, isMentioned } from "../../lib/wire/mentions.ts";

Deno.test("findMentions() finds a name behind @, whatever its case", () => {
  assertEquals(findMentions("tea, @ADA?", ["Ada"]), [{ start: 5, end: 9, name: "Ada" }]);
});

Deno.test("findMentions() takes the longest name that fits", () => {
  const names = ["Ada", "Ada Lovelace"];
  assertEquals(findMentions("@Ada Lovelace and @Ada", names).map(({ name }) => name), [
    "Ada Lovelace",
    "Ada",
  ]);
});

for (const text of ["ada", "mail@ada", "@adam", "@ada2", "@ ada", "é@ada", "𝒜@ada", "@adaé"]) {
  Deno.test(`isMentioned() says no to "${text}"`, () => {
    assertEquals(isMentioned(text, "Ada"), false);
  });
}

for (const text of ["@ada", "(@ada)", "@ada's", "@ada.", "@@ada", "tea\n@ada", "@bob @ada"]) {
  Deno.test(`isMentioned() says yes to "${text.replace("\n", "\\n")}"`, () => {
    assertEquals(isMentioned(text, "Ada"), true);
  });
}

Deno.test("findMentions() finds nobody by an empty name", () => {
  assertEquals(findMentions("@ and @@", [""]), []);
});
