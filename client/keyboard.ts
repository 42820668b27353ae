/** Listens for the shortcuts of `shortcuts.ts`. */
import { isShortcut, shortcutTable } from "./shortcuts.ts";
import type { ShortcutName } from "./shortcuts.ts";

/** Whether this is one of Apple's machines, where Cmd does what Ctrl does elsewhere. */
export function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent);
}

/**
 * Answers a shortcut wherever the focus is; one without Ctrl, Cmd or Alt only where nothing is being
 * typed.
 *
 * @returns A function that stops it.
 */
export function answerShortcut(name: ShortcutName, answer: () => void): () => void {
  const isPlain = !/Mod|Alt/.test(shortcutTable[name]);
  function pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented || !isShortcut(name, event, { isApple: isApple() })) return;
    if (isPlain && isTyping(event.target)) return;
    event.preventDefault();
    answer();
  }
  addEventListener("keydown", pressed);
  return () => removeEventListener("keydown", pressed);
}

/** Whether what has the focus takes letters. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select"));
}
