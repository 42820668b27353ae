import type { JSX } from "preact";
import type { Conversation } from "../conversation.ts";
import { texts } from "../texts.ts";

/** What stands above the first message: the beginning of the room, or how loading goes. */
export function LogBeginning(
  { conversation }: { conversation: Conversation },
): JSX.Element | null {
  const { hasOlder, messages, room } = conversation.state.value;
  if (messages.length === 0) return null;
  if (!hasOlder) return <p class="log-beginning">{texts.log.beginning(room)}</p>;
  if (conversation.older.value !== "failed") {
    return <p class="log-beginning" aria-hidden="true">{texts.log.loadingOlder}</p>;
  }
  return (
    <p class="log-beginning">
      {texts.log.olderFailed}{" "}
      <button type="button" class="link" onClick={() => conversation.loadOlder()}>
        {texts.log.tryAgain}
      </button>
    </p>
  );
}
