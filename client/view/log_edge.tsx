import type { JSX } from "preact";
import type { Conversation } from "../conversation.ts";
import type { Direction } from "../history_pages.ts";
import { texts } from "../texts.ts";

/**
 * What stands before the first or behind the last message that is loaded: the beginning of the
 * room, or how loading goes.
 */
export function LogEdge(
  { conversation, direction }: { conversation: Conversation; direction: Direction },
): JSX.Element | null {
  const { hasOlder, hasNewer, messages, room } = conversation.state.value;
  if (messages.length === 0) return null;
  if (!(direction === "older" ? hasOlder : hasNewer)) {
    return direction === "older" ? <p class="log-edge">{texts.log.beginning(room)}</p> : null;
  }
  if (conversation.pages(direction).value !== "failed") {
    return <p class="log-edge" aria-hidden="true">{texts.log.loadingPage[direction]}</p>;
  }
  return (
    <p class="log-edge">
      {texts.log.pageFailed}{" "}
      <button type="button" class="link" onClick={() => conversation.load(direction)}>
        {texts.log.tryAgain}
      </button>
    </p>
  );
}
