import { assertEquals } from "@std/assert";
import { isShortcut } from "../../../client/page/shortcuts.ts";
import type { ShortcutPress } from "../../../client/page/shortcuts.ts";

const bare = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false };

function press(key: string, held: Partial<ShortcutPress> = {}): ShortcutPress {
  return { ...bare, key, ...held };
}

Deno.test("isShortcut() takes Ctrl for Mod, and Cmd on Apple's machines", () => {
  const [ctrl, cmd] = [press("k", { ctrlKey: true }), press("k", { metaKey: true })];
  assertEquals(isShortcut("switchRoom", ctrl, { isApple: false }), true);
  assertEquals(isShortcut("switchRoom", cmd, { isApple: false }), false);
  assertEquals(isShortcut("switchRoom", cmd, { isApple: true }), true);
  assertEquals(isShortcut("switchRoom", ctrl, { isApple: true }), false);
});

Deno.test("isShortcut() wants all that is to be held and nothing else", () => {
  const held = { ctrlKey: true, shiftKey: true };
  assertEquals(isShortcut("search", press("F", held), { isApple: false }), true);
  assertEquals(isShortcut("search", press("f", { ctrlKey: true }), { isApple: false }), false);
  assertEquals(
    isShortcut("search", press("F", { ...held, altKey: true }), { isApple: false }),
    false,
  );
});

Deno.test("isShortcut() takes a sign however it is typed", () => {
  assertEquals(isShortcut("help", press("?", { shiftKey: true }), { isApple: false }), true);
  assertEquals(isShortcut("help", press("?"), { isApple: false }), true);
});

Deno.test("isShortcut() leaves input methods alone", () => {
  assertEquals(isShortcut("write", press("c", { isComposing: true }), { isApple: false }), false);
});
