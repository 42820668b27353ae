import type { JSX } from "preact";
import type { Conversation } from "../../conversation/conversation.ts";
import { texts } from "../../i18n/texts.ts";
import { timeText } from "../../i18n/times.ts";
import type { Follow } from "./follow.ts";
import { Icon } from "../controls/icon.tsx";
import { IconButton } from "../controls/icon_button.tsx";

/** While what is unread begins above the view, and was not seen yet: the way there. */
export function UnreadBar(
  { conversation, follow }: { conversation: Conversation; follow: Follow },
): JSX.Element | null {
  const line = conversation.reader.line.value;
  if (line === undefined || line.isSeen) return null;
  const { seq, at, count } = line;
  if (seq !== undefined && seq >= follow.firstSeq.value) return null;
  return (
    <div class="unread-bar">
      <button type="button" onClick={() => conversation.goToUnread()}>
        <Icon shape="send" />
        {at === undefined
          ? texts.unread.count(count, true)
          : texts.unread.since(count, timeText(at))}
      </button>
      <IconButton
        shape="check"
        label={texts.unread.markRead}
        onClick={() => conversation.reader.markRead()}
      />
    </div>
  );
}
