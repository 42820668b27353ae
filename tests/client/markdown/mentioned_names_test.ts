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

Deno.test("mentionedNames() looks up few names, however many @ there are and people", () => {
  let lookUps = 0;
  const index = new class extends Map<string, string> {
    override get(name: string): string | undefined {
      lookUps++;
      return super.get(name);
    }
  }(indexNames(Array.from({ length: 5_000 }, (_, n) => `person ${n}`)));
  mentionedNames("@person ".repeat(1_000), index);
  // For each of a hundred, as many as a name has units.
  assertEquals(lookUps, 100 * 64);
});
