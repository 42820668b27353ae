import { assertEquals } from "@std/assert";
import {
  emojiGroups,
  inTone,
  searchEmoji,
  unpackEmoji,
} from "../../../client/emoji/emoji_catalogue.ts";
import { EmojiUses } from "../../../client/emoji/emoji_uses.ts";
import { emoji as readEmoji } from "../../../lib/wire/fields.ts";
import { packArabicEmoji, packEmoji } from "../../../tasks/emoji.ts";

const catalogue = unpackEmoji(packEmoji());

/** The first few that a search finds. */
function found(query: string, count = 1): string[] {
  return searchEmoji(catalogue, query).slice(0, count).map(({ emoji }) => emoji);
}

Deno.test("every emoji to choose is one that the server takes", () => {
  for (const { emoji, skins = [] } of catalogue) {
    for (const one of [emoji, ...skins]) assertEquals(readEmoji(one, "emoji"), one);
  }
});

Deno.test("every kind has emoji, each once and in five skin tones or none", () => {
  for (const group of emojiGroups) {
    assertEquals(catalogue.some((emoji) => emoji.group === group), true, group);
  }
  assertEquals(new Set(catalogue.map(({ emoji }) => emoji)).size, catalogue.length);
  const tones = new Set(catalogue.map(({ skins }) => skins && new Set(skins).size));
  assertEquals(tones, new Set([undefined, 5]));
});

Deno.test("the emoji offered first are written as in the list, so that they count together", () => {
  for (const emoji of new EmojiUses({ getItem: () => null, setItem() {} }).frequent(9)) {
    assertEquals(catalogue.some((one) => one.emoji === emoji), true, emoji);
  }
});

Deno.test("searchEmoji() finds by name, by tag, by several beginnings and by shortcode", () => {
  assertEquals(found("grinning face"), ["😀"]);
  assertEquals(found("tada"), ["🎉"]);
  assertEquals(found("cup oolong"), ["🍵"]);
  assertEquals(found(":thumbs_up:"), ["👍"]);
  assertEquals(found("+1"), ["👍"]);
  assertEquals(found("FLAG germ"), ["🇩🇪"]);
});

Deno.test("searchEmoji() finds by Arabic names, with or without signs above the letters", () => {
  const arabic = unpackEmoji(packArabicEmoji());
  const first = (query: string) => searchEmoji(arabic, query)[0]?.emoji;
  assertEquals(arabic.map(({ emoji }) => emoji), catalogue.map(({ emoji }) => emoji));
  assertEquals(first("قطة"), "🐈");
  assertEquals(first("علم المانيا"), "🇩🇪");
  assertEquals(first("علم ألمانيا"), "🇩🇪");
  assertEquals(first("teacup"), "🍵");
});

Deno.test("every emoji has a name in Arabic letters", () => {
  const named = packArabicEmoji().filter(([, label]) => /\p{Script=Arabic}/u.test(label));
  assertEquals(named.length, catalogue.length);
});

Deno.test("searchEmoji() has the best first", () => {
  assertEquals(found("tea").length, 1);
  assertEquals(found("cat")[0], "🐈");
});

Deno.test("searchEmoji() finds nothing for nothing, and for nonsense", () => {
  assertEquals(found("  "), []);
  assertEquals(found("xyzzy"), []);
});

Deno.test("inTone() leaves alone what has no tones", () => {
  const [tea, wave] = [found("teacup")[0], searchEmoji(catalogue, "waving hand")[0]!];
  assertEquals(inTone(searchEmoji(catalogue, "teacup")[0]!, "dark"), tea);
  assertEquals(inTone(wave, "dark"), "👋🏿");
  assertEquals(inTone(wave, "none"), "👋");
});
