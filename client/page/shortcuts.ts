/** Every keyboard shortcut of the page, in one table; `keyboard.ts` listens for them. */

/** A shortcut: keys as `KeyboardEvent.key` has them; `Mod` is Cmd on Apple's machines, else Ctrl. */
export const shortcutTable = {
  help: "?",
  helpWhileWriting: "Mod+/",
  switchRoom: "Mod+k",
  previousRoom: "Alt+ArrowUp",
  nextRoom: "Alt+ArrowDown",
  search: "Mod+Shift+f",
  details: "Mod+.",
  write: "c",
  toNewest: "Escape",
  editLast: "ArrowUp",
  bold: "Mod+b",
  italic: "Mod+i",
  strike: "Mod+Shift+x",
  code: "Mod+e",
  reply: "r",
  react: "e",
  edit: "Enter",
  remove: "Delete",
} as const satisfies Record<string, string>;

/** Name of a shortcut; its words are in the catalogue, under `shortcuts`. */
export type ShortcutName = keyof typeof shortcutTable;

/** What a key press has to say for itself; a `KeyboardEvent` does. */
export interface ShortcutPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
}

/** Whether the shortcut `name` is one letter or sign and nothing else. */
export function isBareSign(name: ShortcutName): boolean {
  return shortcutTable[name].length === 1;
}

/** Tells whether a key press is the shortcut `name`. */
export function isShortcut(
  name: ShortcutName,
  press: ShortcutPress,
  { isApple }: { isApple: boolean },
): boolean {
  const parts = shortcutTable[name].split("+");
  const key = parts.at(-1)!;
  const isMod = isApple ? press.metaKey : press.ctrlKey;
  const isOther = isApple ? press.ctrlKey : press.metaKey;
  // Shift is part of how a sign such as `?` is typed.
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  return !press.isComposing && !isOther &&
    press.key.toLowerCase() === key.toLowerCase() &&
    isMod === parts.includes("Mod") && press.altKey === parts.includes("Alt") &&
    (isSign || press.shiftKey === parts.includes("Shift"));
}
