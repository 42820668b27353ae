import type { JSX } from "preact";
import { texts } from "../../i18n/texts.ts";
import { useCopied } from "./use_copied.ts";

/** Copies what can no longer be sent. */
export function CopyText({ text }: { text: string }): JSX.Element {
  const { isCopied, copy } = useCopied();
  return (
    <button type="button" class="link" onClick={() => void copy(text)}>
      <span aria-live="polite">{isCopied ? texts.copy.copied : texts.copy.copy}</span>
    </button>
  );
}
