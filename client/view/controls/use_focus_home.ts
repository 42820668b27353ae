import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** Gives the focus to `box` itself when what had it in there has gone, and nothing else took it. */
export function useFocusHome(box: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = box.current!;
    const watching = new AbortController();
    const { signal } = watching;
    let focused: EventTarget | null = null;
    element.addEventListener("focusin", ({ target }) => focused = target, { signal });
    // Who points at nothing in particular has let go of the focus.
    element.addEventListener("pointerdown", () => focused = null, { signal });
    const removals = new MutationObserver(() => {
      if (!(focused instanceof Element) || focused.isConnected) return;
      focused = null;
      if (document.activeElement?.contains(element)) element.focus({ preventScroll: true });
    });
    removals.observe(element, { childList: true, subtree: true });
    return () => {
      watching.abort();
      removals.disconnect();
    };
  }, []);
}
