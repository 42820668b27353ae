import type { ComponentType } from "preact";
import { isEmojiOnly, renderMarkdown } from "../markdown.ts";
import { dressCode } from "./code_blocks.tsx";
import { memo } from "./memo.ts";
import { markMentions } from "./mention_marks.ts";

interface ProseProps {
  text: string;
  /** Names that are marked behind an `@`, one a line. */
  names?: string;
  /** One's own name. */
  you?: string;
}

/** The text of a message, its markdown rendered. Parsed once, then only when the text changes. */
export const Prose: ComponentType<ProseProps> = memo(({ text, names = "", you }) => {
  const plain = renderMarkdown(text);
  const html = names === "" ? plain : markMentions(plain, { names: names.split("\n"), you });
  return (
    <div
      class="prose"
      dir="auto"
      data-size={isEmojiOnly(text) ? "large" : undefined}
      // Called once the HTML stands there, and before it is painted.
      ref={html.includes("<pre") ? (prose) => void (prose && dressCode(prose)) : undefined}
      // Sanitised; `markdown.ts` is the only place that makes HTML of what people write.
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
});
