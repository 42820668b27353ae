import type { JSX } from "preact";
import type { Conversation } from "../../conversation/conversation.ts";
import { texts } from "../../i18n/texts.ts";
import { CopyLink } from "../rooms/copy_link.tsx";
import { Mark } from "../controls/mark.tsx";

/** What a room says in which nothing was said yet. */
export function EmptyRoom({ conversation }: { conversation: Conversation }): JSX.Element | null {
  const { direct } = conversation;
  // That nothing can be read here does not say that nothing was said.
  if (direct?.sealed.value?.readiness.value === "no_device") return null;
  const isPrivate = conversation.about.value.visibility === "private";
  return (
    <div class="empty-room">
      <Mark />
      <p>
        <strong>{texts.empty.heading}</strong>
      </p>
      {!conversation.silence.value && (
        <p>
          {direct ? texts.direct.empty : isPrivate ? texts.empty.privateDetail : texts.empty.detail}
        </p>
      )}
      {!isPrivate && !direct && <CopyLink conversation={conversation} />}
    </div>
  );
}
