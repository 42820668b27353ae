import type { Composing } from "../../composer/composing.ts";
import { isApple } from "../../page/keyboard.ts";
import { isOfInputMethod, isSendKey } from "../../composer/send_key.ts";
import { isShortcut } from "../../page/shortcuts.ts";
import { isTouch } from "../controls/touch.ts";
import type { LoadedAids } from "./use_writing_aids.ts";

/** Whom the keys of the box are for. */
export interface ComposerKeys {
  /** What helps who writes, as far as it is there. */
  readonly aids: LoadedAids;
  readonly composing: Composing;
  /** Sends what is written, or saves it. */
  submit(): void;
}

const formatKeys = ["bold", "italic", "strike", "code"] as const;

/** Tells whether a key press meant something to the composer, and does it. */
export function answerKey(event: KeyboardEvent, keys: ComposerKeys): boolean {
  const { aids, composing, submit } = keys;
  if (isOfInputMethod(event)) return false;
  if (aids.current?.pressed(event)) return true;
  if (isSendKey(event, { isTouch: isTouch() })) return submit(), true;
  if (event.key === "Escape") return composing.cancel();
  const held = { isApple: isApple() };
  if (isShortcut("editLast", event, held)) return composing.editLast();
  const wanted = formatKeys.find((name) => isShortcut(name, event, held));
  if (wanted !== undefined) aids.use((it) => it.format(wanted));
  return wanted !== undefined || (event.key === "Enter" && aids.current?.newLine() === true);
}
