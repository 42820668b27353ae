import { render } from "preact";
import type { JSX } from "preact";
import { sanitize } from "../markdown.ts";
import { texts } from "../texts.ts";
import { useCopied } from "./use_copied.ts";

/** Lines from which code without a language is worth a guess. */
const longLines = 6;

/**
 * Gives the blocks of code in a text their heads, with the language and a button that copies, and
 * colours them once they come into view. Call it before they are painted: nothing moves later.
 */
export function dressCode(prose: HTMLElement): void {
  for (const pre of prose.querySelectorAll("pre")) {
    const code = pre.textContent;
    const language = /language-(\S+)/.exec(pre.firstElementChild?.className ?? "")?.[1];
    const block = document.createElement("div");
    block.className = "code-block";
    const head = document.createElement("div");
    head.className = "code-head";
    pre.replaceWith(block);
    block.append(head, pre);
    render(<CodeHead language={language} code={code} />, head);
    if (language !== undefined || code.split("\n").length >= longLines) {
      onceInView(pre, () => void colour(pre, code, language));
    }
  }
}

function CodeHead({ language, code }: { language?: string; code: string }): JSX.Element {
  const { isCopied, copy } = useCopied();
  return (
    <>
      <span dir="auto">{language ?? texts.message.code}</span>
      <button type="button" onClick={() => void copy(code)}>
        <span aria-live="polite">{isCopied ? texts.copy.copied : texts.message.copyCode}</span>
      </button>
    </>
  );
}

/** Only colours change; without them, offline say, code is as readable as before. */
async function colour(pre: HTMLElement, code: string, language?: string): Promise<void> {
  const place = pre.firstElementChild;
  const html = await import("../highlight.ts")
    .then(({ highlight }) => highlight(code, language)).catch(() => undefined);
  if (html !== undefined && place !== null) place.innerHTML = sanitize(html);
}

function onceInView(element: Element, seen: () => void): void {
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    seen();
  });
  watch.observe(element);
}
