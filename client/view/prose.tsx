import type { ComponentType } from "preact";
import { isEmojiOnly, renderMarkdown } from "../markdown.ts";
import { memo } from "./memo.ts";

/** The text of a message, its markdown rendered. Parsed once, then only when the text changes. */
export const Prose: ComponentType<{ text: string }> = memo(({ text }) => (
  <div
    class="prose"
    dir="auto"
    data-size={isEmojiOnly(text) ? "large" : undefined}
    // Sanitised; `markdown.ts` is the only place that makes HTML of what people write.
    dangerouslySetInnerHTML={{ __html: renderMarkdown(text) }}
  />
));
