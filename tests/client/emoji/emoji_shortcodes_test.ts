import { assertEquals } from "@std/assert";
import { EmojiShortcodes } from "../../../client/emoji/emoji_shortcodes.ts";
import type { FindEmoji } from "../../../client/emoji/emoji_shortcodes.ts";

const find: FindEmoji = (words) => [{ emoji: "🍵", label: `found by ${words}` }];

/** Resolves once whoever waited for the emoji has taken them in. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

Deno.test("EmojiShortcodes loads emoji when the first name is typed, once", async () => {
  let [loads, times] = [0, 0];
  const emoji = new EmojiShortcodes({
    load: () => (loads++, Promise.resolve(find)),
    loaded: () => times++,
  });
  assertEquals(loads, 0);
  assertEquals(emoji.suggest("te"), []);
  assertEquals(emoji.suggest("tea"), []);
  await settled();
  assertEquals([loads, times], [1, 1]);
  assertEquals(emoji.suggest("green_tea"), [
    { kind: "emoji", emoji: "🍵", label: "found by green tea" },
  ]);
});

Deno.test("EmojiShortcodes tries again when loading failed", async () => {
  let loads = 0;
  const load = () =>
    ++loads === 1 ? Promise.reject(new Error("Cannot load")) : Promise.resolve(find);
  const emoji = new EmojiShortcodes({ load, loaded() {} });
  emoji.suggest("te");
  await settled();
  emoji.suggest("tea");
  await settled();
  assertEquals([loads, emoji.suggest("tea").length], [2, 1]);
});

Deno.test("EmojiShortcodes gives no more than fit a phone", async () => {
  const many: FindEmoji = () => Array.from({ length: 20 }, () => ({ emoji: "🍵", label: "tea" }));
  const emoji = new EmojiShortcodes({ load: () => Promise.resolve(many), loaded() {} });
  emoji.suggest("te");
  await settled();
  assertEquals(emoji.suggest("te").length, 6);
});
