import { useSignal } from "@preact/signals";
import type { JSX, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { CodeNode } from "../../markdown/markdown_node.ts";
import { texts } from "../../i18n/texts.ts";
import { onceInView } from "../controls/once_in_view.ts";
import { useCopied } from "../controls/use_copied.ts";

/** Lines from which code without a language is worth a guess. */
const longLines = 6;

/**
 * A block of code: its head with the language and a button that copies, and the code, coloured once
 * it comes into view.
 */
export function CodeBlock({ code, language }: CodeNode): JSX.Element {
  const place = useRef<HTMLPreElement>(null);
  const html = useColours(place, code, language);
  const name = language === undefined ? undefined : `language-${language}`;
  return (
    <div class="code-block">
      <div class="code-head">
        <CodeHead code={code} language={language} />
      </div>
      {/* Focusable, because it may scroll sideways. The HTML is sanitised in `highlight.ts`. */}
      <pre ref={place} tabindex={0}>
        {html === undefined
          ? <code key="plain" class={name}>{code}</code>
          : <code key="coloured" class={name} dangerouslySetInnerHTML={{ __html: html }} />}
      </pre>
    </div>
  );
}

function CodeHead({ language, code }: CodeNode): JSX.Element {
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

/**
 * The safe HTML of code in colours, as soon as there is one. Only colours change; without them,
 * offline say, code is as readable as before.
 */
function useColours(
  place: RefObject<HTMLElement | null>,
  code: string,
  language: string | undefined,
): string | undefined {
  const coloured = useSignal<{ code: string; language?: string | undefined; html: string }>();
  useEffect(() => {
    if (language === undefined && code.split("\n").length < longLines) return;
    return onceInView(place.current!, async () => {
      const html = await import("../../markdown/highlight.ts")
        .then(({ highlight }) => highlight(code, language)).catch(() => undefined);
      if (html !== undefined) coloured.value = { code, language, html };
    });
  }, [code, language]);
  // A text that was edited is not shown in the colours of what it was.
  const { value } = coloured;
  return value?.code === code && value.language === language ? value.html : undefined;
}
