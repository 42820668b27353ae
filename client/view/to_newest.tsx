import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Conversation } from "../conversation.ts";
import { texts } from "../texts.ts";
import { UnreadCount } from "../unread_count.ts";
import type { Follow } from "./follow.ts";
import { Icon } from "./icon.tsx";

/** For a reader who is further up: the way back down, and how many lines came meanwhile. */
export function ToNewest(
  { conversation, follow }: { conversation: Conversation; follow: Follow },
): JSX.Element | null {
  const unread = useMemo(() => new UnreadCount(), []);
  const count = useComputed(() => unread.of(conversation.state.value, follow.isAtEnd.value)).value;
  if (follow.isAtEnd.value) return null;
  return (
    <button
      type="button"
      class="to-newest"
      data-unseen={count > 0}
      onClick={() => follow.toEnd()}
    >
      <Icon shape="down" />
      {count > 0 ? texts.log.newMessages(count) : texts.log.toNewest}
    </button>
  );
}
