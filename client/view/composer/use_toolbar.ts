import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { openStorage } from "../../platform/browser.ts";
import { lazy } from "../controls/lazy.tsx";
import type { ToolbarProps } from "./toolbar.tsx";

const key = "parley.toolbar";
const Toolbar = lazy(async () => (await import("../timeline/around.ts")).Toolbar);

/** Whether the toolbar is shown. */
export interface ToolbarChoice {
  /** The toolbar, when it is. */
  readonly View: ComponentType<ToolbarProps> | undefined;
  /** Shows or hides it. */
  toggle(): void;
}

/** Whether the toolbar is shown; the browser remembers it. It is shown once it is loaded. */
export function useToolbar(): ToolbarChoice {
  const isOpen = useSignal(false);
  async function show(): Promise<void> {
    await Toolbar.preload();
    isOpen.value = true;
  }
  useEffect(() => {
    if (openStorage()?.getItem(key) === "open") void show();
  }, []);
  return {
    View: isOpen.value ? Toolbar.View : undefined,
    toggle() {
      remember(!isOpen.value);
      if (isOpen.value) isOpen.value = false;
      else void show();
    },
  };
}

function remember(isOpen: boolean): void {
  try {
    openStorage()?.setItem(key, isOpen ? "open" : "closed");
  } catch {
    // Storage is full: the choice holds as long as the page.
  }
}
