import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Conversation } from "../../conversation/conversation.ts";
import { silenceText } from "../../conversation/silence.ts";
import type { Silence } from "../../conversation/silence.ts";
import { late } from "../../i18n/late_texts.ts";
import { CopyText } from "../controls/copy_text.tsx";
import { TypingLine } from "./typing_line.tsx";

/** What {@linkcode ReadOnlyComposer} is told. */
export interface ReadOnlyComposerProps {
  conversation: Conversation;
  silence: Silence;
  /** The time, to the minute. */
  now: ReadonlySignal<number>;
}

/**
 * In place of the composer for those who may only read: why, which the announcer says as well, and
 * what they were writing.
 */
export function ReadOnlyComposer(
  { conversation, silence, now }: ReadOnlyComposerProps,
): JSX.Element {
  const text = conversation.draft.text.value;
  const isBegun = text.trim() !== "";
  // Who is not in the room any more is told that alone.
  const isOver = conversation.status.value.kind === "ended";
  return (
    <footer class="footer">
      {!isOver && <p class="read-only">{silenceText(silence, now.value)}</p>}
      {isBegun && (
        <div
          class="held-back"
          role="group"
          dir="auto"
          // It may have to be scrolled, by keyboard as well.
          tabIndex={0}
          aria-label={late().writing.heldBack}
        >
          {text}
        </div>
      )}
      <p class="footline">
        <TypingLine conversation={conversation} />
        {isBegun && (
          <span class="footnote">
            <CopyText text={text} />
          </span>
        )}
      </p>
    </footer>
  );
}
