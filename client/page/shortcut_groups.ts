/** How the sheet of shortcuts shows them: in groups, with the signs that stand on the keys. */
import type { LateTexts } from "../../lib/texts/texts.ts";
import { shortcutTable } from "./shortcuts.ts";
import type { ShortcutName } from "./shortcuts.ts";

/** Shortcuts that belong together; its heading is in the catalogue, under `shortcutSheet.groups`. */
export interface ShortcutGroup {
  readonly name: "everywhere" | "room" | "writing" | "message";
  readonly shortcuts: readonly ShortcutName[];
}

/** Every shortcut, each in one group. */
export const shortcutGroups: readonly ShortcutGroup[] = [
  {
    name: "everywhere",
    shortcuts: [
      "switchRoom",
      "previousRoom",
      "nextRoom",
      "search",
      "help",
      "helpWhileWriting",
    ],
  },
  { name: "room", shortcuts: ["write", "toNewest", "details"] },
  { name: "writing", shortcuts: ["editLast", "bold", "italic", "strike", "code"] },
  { name: "message", shortcuts: ["reply", "react", "edit", "remove"] },
];

/** A key as it looks, and as it is called where its sign alone would not be read out well. */
export interface KeyCap {
  readonly sign: string;
  /** Name of its word in the catalogue, under `shortcutSheet.keys`; absent when the sign is a word. */
  readonly word?: keyof LateTexts["shortcutSheet"]["keys"];
}

/** What stands on the keys of an ordinary keyboard, where that is not their own name. */
const caps: Readonly<Record<string, KeyCap>> = {
  Mod: { sign: "Ctrl" },
  ArrowUp: { sign: "↑", word: "up" },
  ArrowDown: { sign: "↓", word: "down" },
  Escape: { sign: "Esc" },
  Delete: { sign: "Del", word: "delete" },
};

/** The same on Apple's. */
const appleCaps: Readonly<Record<string, KeyCap>> = {
  ...caps,
  Mod: { sign: "⌘", word: "command" },
  Alt: { sign: "⌥", word: "option" },
  Shift: { sign: "⇧", word: "shift" },
  Enter: { sign: "↩", word: "enter" },
  Delete: { sign: "⌦", word: "delete" },
};

/** The keys of a shortcut as they are written on them, those to hold first. */
export function keyCaps(name: ShortcutName, { isApple }: { isApple: boolean }): KeyCap[] {
  const known = isApple ? appleCaps : caps;
  return shortcutTable[name].split("+").map((key) =>
    known[key] ?? { sign: key.length === 1 ? key.toUpperCase() : key }
  );
}
