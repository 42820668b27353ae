/** Listens for the shortcuts of `shortcuts.ts`. */
import { browserStorage } from "../platform/browser.ts";
import { readSetting } from "../platform/settings.ts";
import { isBareSign, isShortcut, shortcutTable } from "./shortcuts.ts";
import type { ShortcutName } from "./shortcuts.ts";

/** Whether this is one of Apple's machines, where Cmd does what Ctrl does elsewhere. */
export function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

/**
 * Answers a shortcut wherever the focus is; one that types something, for it has neither Ctrl, Cmd
 * nor Alt, only where nothing is being typed and no dialog is open, and one of a single letter or
 * sign only while those are turned on. Escape first closes what lies over the page.
 *
 * @returns A function that stops it.
 */
export function answerShortcut(name: ShortcutName, answer: () => void): () => void {
  const isEscape = shortcutTable[name] === "Escape";
  const isPlain = !isEscape && !/Mod|Alt/.test(shortcutTable[name]);
  function pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || !isShortcut(name, event, { isApple: isApple() })) return;
    if (isEscape && document.querySelector(":modal, :popover-open") !== null) return;
    if (isPlain && (isTyping(event.target) || isBehindDialog(name))) return;
    if (isBareSign(name) && !areLetterKeysOn()) return;
    event.preventDefault();
    answer();
  }
  addEventListener("keydown", pressed);
  return () => removeEventListener("keydown", pressed);
}

/**
 * Whether shortcuts of a single letter or sign are to be answered. Who speaks to the computer, or
 * hits keys by accident, turns them off.
 */
export function areLetterKeysOn(): boolean {
  // Asked at a press, so that it holds at once wherever it was set.
  return readSetting(browserStorage, "letterKeys") === "on";
}

/** Whether what a shortcut is about cannot be reached just now. Help can, over whatever is there. */
function isBehindDialog(name: ShortcutName): boolean {
  return name !== "help" && document.querySelector(":modal") !== null;
}

/** Whether what has the focus takes letters. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));
}
