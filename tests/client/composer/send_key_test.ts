import { assertEquals } from "@std/assert";
import { isSendKey } from "../../../client/composer/send_key.ts";
import type { KeyPress } from "../../../client/composer/send_key.ts";

const enter: KeyPress = {
  key: "Enter",
  keyCode: 13,
  isComposing: false,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
};

const cases: [name: string, press: KeyPress, withKeys: boolean, onTouch: boolean][] = [
  ["Enter", enter, true, false],
  ["another key", { ...enter, key: "a" }, false, false],
  ["Shift+Enter", { ...enter, shiftKey: true }, false, false],
  ["Ctrl+Enter", { ...enter, ctrlKey: true }, true, true],
  ["Cmd+Enter", { ...enter, metaKey: true }, true, true],
  ["the Enter that picks a word", { ...enter, isComposing: true }, false, false],
  ["the Enter that picks a word in Safari", { ...enter, keyCode: 229 }, false, false],
];

for (const [name, press, withKeys, onTouch] of cases) {
  Deno.test(`isSendKey() for ${name}: ${withKeys} with a keyboard, ${onTouch} on touch`, () => {
    assertEquals(isSendKey(press, { isTouch: false }), withKeys);
    assertEquals(isSendKey(press, { isTouch: true }), onTouch);
  });
}
