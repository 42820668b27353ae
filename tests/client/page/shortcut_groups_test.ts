import { assertEquals } from "@std/assert";
import { keyCaps, shortcutGroups } from "../../../client/page/shortcut_groups.ts";
import { shortcutTable } from "../../../client/page/shortcuts.ts";

Deno.test("shortcutGroups hold every shortcut once", () => {
  const shown = shortcutGroups.flatMap(({ shortcuts }) => shortcuts);
  assertEquals(shown.toSorted(), Object.keys(shortcutTable).toSorted());
});

Deno.test("keyCaps() names keys as they are on the machine's keyboard", () => {
  const signs = (isApple: boolean) => keyCaps("search", { isApple }).map(({ sign }) => sign);
  assertEquals(signs(false), ["Ctrl", "Shift", "F"]);
  assertEquals(signs(true), ["⌘", "⇧", "F"]);
});

Deno.test("keyCaps() has a word for every sign that is none", () => {
  for (const name of Object.keys(shortcutTable) as (keyof typeof shortcutTable)[]) {
    for (const isApple of [false, true]) {
      for (const { sign, word } of keyCaps(name, { isApple })) {
        assertEquals(word === undefined, /^[\x21-\x7e]+$/.test(sign) && sign !== "Del", sign);
      }
    }
  }
});
