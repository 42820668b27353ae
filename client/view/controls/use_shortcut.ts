import { useEffect, useRef } from "preact/hooks";
import { answerShortcut } from "../../page/keyboard.ts";
import type { ShortcutName } from "../../page/shortcuts.ts";

/** Answers a shortcut for as long as the component is there. */
export function useShortcut(name: ShortcutName, answer: () => void): void {
  const newest = useRef(answer);
  newest.current = answer;
  useEffect(() => answerShortcut(name, () => newest.current()), [name]);
}
