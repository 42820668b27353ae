import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { copyText } from "../../platform/clipboard.ts";

/** Milliseconds for which a button says that it worked. */
const feedbackMs = 2_500;

/** What a button that copies shows and does. */
export interface Copied {
  /** Whether it has just worked. */
  readonly isCopied: boolean;
  /** Copies a text; tells whether that worked. */
  copy(text: string): Promise<boolean>;
}

/** For a button that copies and says so for a moment. */
export function useCopied(): Copied {
  const isCopied = useSignal(false);
  useEffect(() => {
    if (!isCopied.value) return;
    const timer = setTimeout(() => isCopied.value = false, feedbackMs);
    return () => clearTimeout(timer);
  }, [isCopied.value]);
  return {
    isCopied: isCopied.value,
    copy: async (text) => isCopied.value = await copyText(text),
  };
}
