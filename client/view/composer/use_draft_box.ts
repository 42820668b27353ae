import { effect, untracked } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Draft } from "../../composer/draft.ts";
import { rowOf } from "../controls/active_row.ts";
import { growWithText } from "../controls/grow_with_text.ts";
import { isTouch } from "../controls/touch.ts";

/**
 * Has a box show a draft and follow its calls for the focus. What is typed into the box is for the
 * box's owner to write.
 *
 * @param options.isOpening Whether the room opens with the box, which then takes the focus; one that
 *   comes back takes it from nothing but the page and the log.
 */
export function useDraftBox(
  draft: Draft,
  box: RefObject<HTMLTextAreaElement | null>,
  { isOpening }: { isOpening: boolean },
): void {
  /** The last call for the focus that was followed. */
  const answered = useRef(draft.call.peek());
  useLayoutEffect(() => {
    const { current } = box;
    if (current === null) return;
    takeOver(draft, current.value);
    // At once, not a frame later as `useSignalEffect` would: whoever types on after sending types
    // into an empty box. The caret is set in the same go, for it belongs to that text.
    const stopShowing = effect(() => {
      const { text: { value: text }, call: { value: call } } = draft;
      untracked(() => {
        show(current, text);
        if (call === answered.current) return;
        answered.current = call;
        current.focus();
        if (call) current.setSelectionRange(call.caret, call.caret);
      });
    });
    const stopGrowing = growWithText(current);
    return () => {
      stopShowing();
      stopGrowing();
    };
  }, [draft]);
  useEffect(() => {
    const { activeElement } = document;
    // Only now, when a dialog that led here is closed; unless the reader was taken to a message.
    const isFree = isOpening
      ? rowOf(activeElement) === undefined
      // These have it when the last box went with it: see `keepFocus()`.
      : activeElement?.matches("body, .log");
    if (!isTouch() && isFree) box.current?.focus();
  }, [draft]);
}

function show(box: HTMLTextAreaElement, text: string): void {
  if (box.value === text) return;
  box.value = text;
  // Whoever makes the box grow has to hear of it.
  box.dispatchEvent(new Event("input"));
}

/** What was written before the script was there comes behind what was begun on an earlier visit. */
function takeOver(draft: Draft, typed: string): void {
  const begun = draft.text.peek();
  if (typed === "" || typed === begun) return;
  draft.write(begun === "" ? typed : `${begun}\n\n${typed}`);
}
