import type { Composing } from "../composing.ts";
import { isApple } from "../keyboard.ts";
import { isOfInputMethod, isSendKey } from "../send_key.ts";
import { isShortcut } from "../shortcuts.ts";
import { isTouch } from "./touch.ts";
import type { WritingAids } from "./writing_aids.ts";

/** Whom the keys of the box are for. */
export interface ComposerKeys {
  /** What helps who writes, once it is there. */
  readonly aids: WritingAids | undefined;
  readonly composing: Composing;
  /** Sends what is written, or saves it. */
  submit(): void;
}

/** Tells whether a key press meant something to the composer, and does it. */
export function answerKey(event: KeyboardEvent, keys: ComposerKeys): boolean {
  const { aids, composing, submit } = keys;
  if (isOfInputMethod(event)) return false;
  if (aids?.pressed(event)) return true;
  if (isSendKey(event, { isTouch: isTouch() })) return submit(), true;
  if (event.key === "Escape") return composing.cancel();
  if (isShortcut("editLast", event, { isApple: isApple() })) return composing.editLast();
  return event.key === "Enter" && aids !== undefined && aids.newLine();
}
