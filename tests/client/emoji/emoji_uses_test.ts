import { assertEquals } from "@std/assert";
import { EmojiUses } from "../../../client/emoji/emoji_uses.ts";

/** Uses of emoji in a browser that keeps them, after `used` were used. */
function usesOf(...used: string[]): EmojiUses {
  const kept = new Map<string, string>();
  const uses = new EmojiUses({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  });
  for (const emoji of used) uses.note(emoji);
  return uses;
}

Deno.test("EmojiUses.recent() has each once, the newest first", () => {
  assertEquals(usesOf("🍵", "🎉", "🍵", "👀").recent(9), ["👀", "🍵", "🎉"]);
  assertEquals(usesOf("🍵", "🎉").recent(1), ["🎉"]);
});

Deno.test("EmojiUses.frequent() begins with what was used more than once", () => {
  assertEquals(usesOf("🍵", "🎉", "🎉", "🍵", "🍵", "👀").frequent(3), ["🍵", "🎉", "👍"]);
  assertEquals(usesOf().frequent(3), ["👍", "❤️", "😂"]);
});

Deno.test("EmojiUses does without a storage, and with one that holds nonsense", () => {
  function refuse(): never {
    throw new Error("forbidden");
  }
  const storages = [
    { getItem: refuse, setItem: refuse },
    { getItem: () => "{nonsense", setItem: refuse },
  ];
  for (const uses of storages.map((storage) => new EmojiUses(storage))) {
    uses.note("🍵");
    assertEquals(uses.recent(9), []);
    assertEquals(uses.frequent(1), ["👍"]);
  }
});
