import type { JSX } from "preact";
import type { Conversation } from "../../conversation/conversation.ts";
import { texts } from "../../i18n/texts.ts";
import type { Follow } from "./follow.ts";
import { Icon } from "../controls/icon.tsx";

/** For a reader who is further up: the way back down, and how much is unread. */
export function ToNewest(
  { conversation, follow }: { conversation: Conversation; follow: Follow },
): JSX.Element | null {
  if (follow.isAtEnd.value) return null;
  const { count, isMore } = conversation.unread.value;
  return (
    <button
      type="button"
      class="to-newest"
      data-unseen={count > 0}
      onClick={() => conversation.toNewest()}
    >
      <Icon shape="down" />
      {count > 0 ? texts.unread.count(count, isMore) : texts.log.toNewest}
    </button>
  );
}
