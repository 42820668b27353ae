/** What a key press has to say for itself; a `KeyboardEvent` does. */
export interface KeyPress {
  /** What the key means, such as `Enter`. */
  readonly key: string;
  /** The old number of the key, for the one case in which only that tells. */
  readonly keyCode: number;
  /** Whether an input method is at work. */
  readonly isComposing: boolean;
  /** Whether Shift is held. */
  readonly shiftKey: boolean;
  /** Whether Ctrl is held. */
  readonly ctrlKey: boolean;
  /** Whether Cmd, or the Windows key, is held. */
  readonly metaKey: boolean;
}

/** What Safari says of the Enter that ends a composition, after it has said that it ended. */
const composingKeyCode = 229;

/**
 * Tells whether a key press in the box means "send".
 *
 * Enter does, and Shift+Enter makes a line. On a touch screen, where a new line would otherwise be
 * out of reach, Enter makes the line; with Ctrl or Cmd it sends everywhere. An Enter that picks a
 * word of an input method never sends.
 */
export function isSendKey(press: KeyPress, { isTouch }: { isTouch: boolean }): boolean {
  if (press.key !== "Enter" || press.shiftKey) return false;
  if (isOfInputMethod(press)) return false;
  return !isTouch || press.ctrlKey || press.metaKey;
}

/** Tells whether a key press is for an input method, which picks a word by it. */
export function isOfInputMethod(press: Pick<KeyPress, "isComposing" | "keyCode">): boolean {
  return press.isComposing || press.keyCode === composingKeyCode;
}
