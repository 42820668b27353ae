import { useSignal } from "@preact/signals";
import { openStorage } from "../browser.ts";

const key = "parley.toolbar";

/** Whether the toolbar is shown. */
export interface ToolbarChoice {
  readonly isOpen: boolean;
  /** Shows or hides it. */
  toggle(): void;
}

/** Whether the toolbar is shown; the browser remembers it. */
export function useToolbar(): ToolbarChoice {
  const isOpen = useSignal(openStorage()?.getItem(key) === "open");
  return {
    isOpen: isOpen.value,
    toggle() {
      isOpen.value = !isOpen.value;
      try {
        openStorage()?.setItem(key, isOpen.value ? "open" : "closed");
      } catch {
        // Storage is full: the choice holds as long as the page.
      }
    },
  };
}
