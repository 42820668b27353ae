import type { Completion } from "../completion.ts";
import type { Format } from "../formatting.ts";
import { isApple } from "../keyboard.ts";
import { continueList } from "../list_item.ts";
import { isOfInputMethod, isSendKey } from "../send_key.ts";
import { isShortcut } from "../shortcuts.ts";
import type { Selection } from "../selection.ts";
import { isTouch } from "./touch.ts";

/** What the keys of the box can do. */
export interface ComposerKeys {
  readonly completion: Completion;
  /** What the box holds now. */
  selection(): Selection;
  /** Puts something else into it. */
  change(to: Selection): void;
  /** Makes what is selected bold, say. */
  format(name: Format): void;
  /** Sends what is written, or saves it. */
  submit(): void;
  /** Ends a reply or an edit; `false` when there is none. */
  cancel(): boolean;
  /** Begins to edit one's last message; `false` when there is none. */
  editLast(): boolean;
}

const formatKeys = ["bold", "italic", "strike", "code"] as const;

/** Tells whether a key press meant something to the composer, and does it. */
export function answerKey(event: KeyboardEvent, keys: ComposerKeys): boolean {
  if (isOfInputMethod(event)) return false;
  if (isCompleting(event, keys)) return true;
  if (isSendKey(event, { isTouch: isTouch() })) return keys.submit(), true;
  if (event.key === "Escape") return keys.cancel();
  const held = { isApple: isApple() };
  const selection = keys.selection();
  if (isShortcut("editLast", event, held) && selection.text === "") return keys.editLast();
  const wanted = formatKeys.find((name) => isShortcut(name, event, held));
  if (wanted !== undefined) return keys.format(wanted), true;
  const continued = event.key === "Enter" ? continueList(selection) : undefined;
  if (continued !== undefined) keys.change(continued);
  return continued !== undefined;
}

/** While somebody is suggested, some keys are for the list. */
function isCompleting(event: KeyboardEvent, { completion, ...keys }: ComposerKeys): boolean {
  const isHeld = event.shiftKey || event.ctrlKey || event.metaKey || event.altKey;
  if (completion.active.value === undefined || isHeld) return false;
  switch (event.key) {
    case "ArrowDown":
      return completion.step(1), true;
    case "ArrowUp":
      return completion.step(-1), true;
    case "Enter":
    case "Tab":
      return keys.change(completion.pick(keys.selection())), true;
    case "Escape":
      return completion.dismiss(), true;
    default:
      return false;
  }
}
