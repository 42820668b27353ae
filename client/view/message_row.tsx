import type { ComponentType, JSX } from "preact";
import type { Message } from "../../lib/wire/messages.ts";
import type { Conversation } from "../conversation.ts";
import { texts } from "../texts.ts";
import { exactTimeText } from "../times.ts";
import { Avatar } from "./avatar.tsx";
import { memo } from "./memo.ts";
import { Prose } from "./prose.tsx";
import { Reactions } from "./reactions.tsx";
import { ReplyQuote } from "./reply_quote.tsx";
import { Timestamp } from "./timestamp.tsx";

interface MessageRowProps {
  message: Message;
  /** Whether it shows its author; the rows after it in a group do not. */
  opensGroup: boolean;
  /** One's own id. */
  you: string | undefined;
  /** Knows what the message answers. */
  conversation: Conversation;
}

/** One message. Renders again only when the message itself changes. */
export const MessageRow: ComponentType<MessageRowProps> = memo((
  { message, opensGroup, you, conversation },
) => (
  <li
    class="message"
    data-seq={message.seq}
    data-opens={opensGroup}
    data-reply={message.replyTo !== undefined}
  >
    <Byline message={message} opensGroup={opensGroup} />
    {message.replyTo !== undefined && (
      <ReplyQuote seq={message.replyTo} conversation={conversation} />
    )}
    {message.deleted
      ? <p class="tombstone">{texts.message.deleted}</p>
      : <Body message={message} />}
    {message.reactions && <Reactions reactions={message.reactions} you={you} />}
  </li>
));

function Byline(
  { message: { from, at }, opensGroup }: { message: Message; opensGroup: boolean },
): JSX.Element {
  if (!opensGroup) {
    return (
      <div class="byline">
        <span class="visually-hidden">{from.name}</span>
        <Timestamp at={at} isInMargin />
      </div>
    );
  }
  return (
    <>
      <Avatar person={from} />
      <div class="byline">
        <b dir="auto">{from.name}</b>
        {from.kind === "bot" && <span class="badge">{texts.message.bot}</span>}
        <Timestamp at={at} />
      </div>
    </>
  );
}

function Body({ message: { text = "", files, edited } }: { message: Message }): JSX.Element {
  return (
    <>
      {text !== "" && <Prose text={text} />}
      {files !== undefined && files.length > 0 && (
        <p class="tombstone">{texts.message.files(files.length)}</p>
      )}
      {edited !== undefined && (
        <span class="edited" title={texts.message.editedAt(exactTimeText(edited))}>
          {texts.message.edited}
        </span>
      )}
    </>
  );
}
