import type { ComponentType } from "preact";
import { isEmojiOnly } from "../../emoji/emoji_only.ts";
import { readMarkdown } from "../../markdown/markdown.ts";
import { viewMarkdown } from "./markdown_view.tsx";
import { memo } from "../controls/memo.ts";

interface ProseProps {
  text: string;
  /** Names that are marked behind an `@`, one a line. */
  names?: string;
  /** One's own name. */
  you?: string;
}

/** The text of a message, its markdown rendered. Parsed once, then only when the text changes. */
export const Prose: ComponentType<ProseProps> = memo(({ text, names = "", you }) => (
  <div class="prose" dir="auto" data-size={isEmojiOnly(text) ? "large" : undefined}>
    {viewMarkdown(
      readMarkdown(text),
      names === "" ? undefined : { names: names.split("\n"), you },
    )}
  </div>
));
