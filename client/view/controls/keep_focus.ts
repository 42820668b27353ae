import { focusRow, rowOf } from "./active_row.ts";
import { isTouch } from "./touch.ts";

/**
 * Gives the focus a place when what had it goes: to the message that it was in, so that a reader
 * does not lose theirs; else to the box to write in, or to the log where that would raise a keyboard
 * nobody asked for.
 *
 * @returns A function that stops it.
 */
export function keepFocus(root: HTMLElement): () => void {
  const watching = new AbortController();
  const { signal } = watching;
  let focused: Element | undefined;
  let row: HTMLElement | undefined;
  root.addEventListener("focusin", ({ target }) => {
    focused = target instanceof Element ? target : undefined;
    row = rowOf(target);
  }, { signal });
  // Who points at nothing in particular has let go of the focus.
  root.addEventListener("pointerdown", () => focused = undefined, { signal });
  const removals = new MutationObserver(() => {
    if (focused === undefined || focused.isConnected) return;
    focused = undefined;
    if (document.activeElement !== document.body) return;
    if (row?.isConnected) focusRow(row);
    else home(root)?.focus({ preventScroll: true });
  });
  removals.observe(root, { childList: true, subtree: true });
  return () => {
    watching.abort();
    removals.disconnect();
  };
}

function home(root: HTMLElement): HTMLElement | null {
  const box = isTouch() ? null : root.querySelector<HTMLElement>(".composer > textarea");
  return box ?? root.querySelector<HTMLElement>(".log");
}
