import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import type { Conversation } from "../../conversation/conversation.ts";
import type { Direction } from "../../timeline/history_pages.ts";
import type { RoomState } from "../../timeline/state.ts";
import { texts } from "../../i18n/texts.ts";

/**
 * What stands before the first or behind the last message that is loaded: the beginning of the
 * room, or how loading goes.
 */
export function LogEdge(
  { conversation, direction }: { conversation: Conversation; direction: Direction },
): JSX.Element | null {
  const edge = useComputed(() => edgeOf(conversation.state.value, direction)).value;
  if (edge === "none") return null;
  if (edge === "end") {
    if (direction === "newer") return null;
    const { beginning } = conversation.direct ? texts.direct : texts.log;
    return <p class="log-edge">{beginning(conversation.title)}</p>;
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

function edgeOf(
  { hasOlder, hasNewer, messages }: RoomState,
  direction: Direction,
): "none" | "end" | "more" {
  if (messages.length === 0) return "none";
  return (direction === "older" ? hasOlder : hasNewer) ? "more" : "end";
}
