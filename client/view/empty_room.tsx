import type { JSX } from "preact";
import type { Conversation } from "../conversation.ts";
import { texts } from "../texts.ts";
import { CopyLink } from "./copy_link.tsx";
import { Mark } from "./mark.tsx";

/** What a room says in which nothing was said yet. */
export function EmptyRoom({ conversation }: { conversation: Conversation }): JSX.Element {
  const isPrivate = conversation.about.value.visibility === "private";
  return (
    <div class="empty-room">
      <Mark />
      <p>
        <strong>{texts.empty.heading}</strong>
      </p>
      <p>{isPrivate ? texts.empty.privateDetail : texts.empty.detail}</p>
      {!isPrivate && <CopyLink conversation={conversation} />}
    </div>
  );
}
