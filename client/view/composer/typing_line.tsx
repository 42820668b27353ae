import type { JSX } from "preact";
import type { Conversation } from "../../conversation/conversation.ts";
import { typingText } from "../../conversation/typists.ts";

/** Who is typing. Its place is kept free, so that nothing moves when somebody begins. */
export function TypingLine({ conversation }: { conversation: Conversation }): JSX.Element {
  const words = typingText(conversation.typing.typists.value);
  return (
    <span class="typing-line" data-active={words !== ""}>
      {words !== "" && (
        <span class="dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
      )}
      <span class="names">{words}</span>
    </span>
  );
}
