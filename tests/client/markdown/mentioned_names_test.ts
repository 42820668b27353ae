import { assertEquals } from "@std/assert";
import { indexNames, mentionedNames } from "../../../client/markdown/mentioned_names.ts";
import { findMentions } from "../../../lib/wire/mentions.ts";

const names = ["Ada", "Ada Lovelace", "Bob", "İlker", "W".repeat(32)];

for (
  const text of [
    "nobody",
    "@",
    "hello @ada!",
    "@Ada Lovelace, @BOB",
    "@Adam",
    "bob@Bob",
    "@İlker",
    `@${"w".repeat(32)}`,
    "@@bob @",
  ]
) {
  Deno.test(`mentionedNames() of "${text}" leaves out nobody who is mentioned`, () => {
    const found = mentionedNames(text, indexNames(names));
    assertEquals(findMentions(text, found), findMentions(text, names));
  });
}

Deno.test("mentionedNames() takes no time to speak of, however many @ there are", () => {
  const index = indexNames(Array.from({ length: 5_000 }, (_, n) => `person ${n}`));
  const before = performance.now();
  for (let n = 0; n < 100; n++) mentionedNames("@person ".repeat(1_000), index);
  const ms = performance.now() - before;
  assertEquals(ms < 2_000, true, `${ms} ms`);
});
