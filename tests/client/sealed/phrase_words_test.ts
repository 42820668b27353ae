import { assertEquals } from "@std/assert";
import { phraseWords } from "../../../client/sealed/phrase_words.ts";

Deno.test("phraseWords() reads a phrase as people write it", () => {
  assertEquals(phraseWords(" 1. Legal,\n2) WINNER\tthank;year "), [
    "legal",
    "winner",
    "thank",
    "year",
  ]);
  assertEquals(phraseWords(" 12 "), []);
});
