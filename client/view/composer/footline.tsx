import type { JSX } from "preact";
import { countedFrom } from "../../composer/composing.ts";
import type { Composing } from "../../composer/composing.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { texts } from "../../i18n/texts.ts";
import { CopyText } from "../controls/copy_text.tsx";
import { isTouch } from "../controls/touch.ts";
import { TypingLine } from "./typing_line.tsx";

interface FootlineProps {
  conversation: Conversation;
  composing: Composing;
}

/** Below the box: who is typing, and what is to be known of the text. Always one line high. */
export function Footline({ conversation, composing }: FootlineProps): JSX.Element {
  const { draft, status } = conversation;
  const text = draft.text.value;
  const left = composing.left.value;
  const isOver = status.value.kind === "ended";
  return (
    <p class="footline">
      <TypingLine conversation={conversation} />
      <span id="footnote" class="footnote" data-over={left < 0}>
        {isOver ? text.trim() !== "" && <CopyText text={text} /> : words(left, text)}
      </span>
    </p>
  );
}

function words(left: number, text: string): string {
  if (left < 0) return texts.composer.over(-left);
  if (left <= countedFrom) return texts.composer.left(left);
  return text === "" || isTouch() ? "" : texts.composer.hint;
}
