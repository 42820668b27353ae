import { replacementBetween } from "../../composer/selection.ts";
import type { Selection } from "../../composer/selection.ts";

/** What a box holds and what is selected of it. */
export function selectionOf(box: HTMLTextAreaElement): Selection {
  return { text: box.value, start: box.selectionStart, end: box.selectionEnd };
}

/**
 * Changes a box as typing would: it takes the focus, whoever listens for input hears of it, and the
 * browser's own undo takes it back in one step.
 */
export function editBox(box: HTMLTextAreaElement, { text, start, end }: Selection): void {
  const replacement = replacementBetween(box.value, text);
  box.focus();
  if (replacement !== undefined) {
    const { insert } = replacement;
    box.setSelectionRange(replacement.start, replacement.end);
    // Out of favour, and still the only way that undo knows of.
    const isDone = insert === ""
      ? document.execCommand("delete")
      : document.execCommand("insertText", false, insert);
    if (!isDone) {
      box.setRangeText(insert);
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
  box.setSelectionRange(start, end);
}
