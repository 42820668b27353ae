import type { ReadonlySignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import type { Message } from "../../../lib/wire/messages.ts";
import { isMentioned } from "../../../lib/wire/mentions.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { texts } from "../../i18n/texts.ts";
import { exactTimeText } from "../../i18n/times.ts";
import { Attachments } from "../files/attachments.tsx";
import { Avatar } from "../controls/avatar.tsx";
import { KindBadge } from "../rooms/kind_badge.tsx";
import { memo } from "../controls/memo.ts";
import { MessageText } from "./message_text.tsx";
import { NoteRow } from "./note_row.tsx";
import { Reactions } from "./reactions.tsx";
import { ReplyQuote } from "./reply_quote.tsx";
import { MarginTimestamp, Timestamp } from "../controls/timestamp.tsx";

interface MessageRowProps {
  message: Message;
  /** Whether it shows its author; the rows after it in a group do not. */
  opensGroup: boolean;
  /** One's own id. */
  you: string | undefined;
  /** The time, to the minute. */
  now: ReadonlySignal<number>;
  /** Knows what the message answers, and people's names. */
  conversation: Conversation;
}

/** One message. Renders again only when the message itself changes. */
export const MessageRow: ComponentType<MessageRowProps> = memo((props) => {
  const { message, opensGroup, you, conversation } = props;
  if (message.note) return <NoteRow message={message} />;
  const isForYou = mentions(message, you, conversation);
  return (
    <li
      class="message"
      data-seq={message.seq}
      data-opens={opensGroup}
      data-reply={message.replyTo !== undefined}
      data-for-you={isForYou}
    >
      <Byline {...props} />
      {isForYou && <span class="visually-hidden">{texts.message.mentionsYou}</span>}
      {message.replyTo !== undefined && (
        <ReplyQuote seq={message.replyTo} conversation={conversation} />
      )}
      {message.deleted
        ? <p class="tombstone">{texts.message.deleted}</p>
        : <Body message={message} conversation={conversation} />}
      {message.reactions && (
        <Reactions message={message} reactions={message.reactions} conversation={conversation} />
      )}
    </li>
  );
});

/** Whether somebody else's message mentions oneself. */
function mentions(
  { from, text = "" }: Message,
  you: string | undefined,
  { author }: Conversation,
): boolean {
  return you !== undefined && from.id !== you && isMentioned(text, author.name);
}

function Byline({ message: { from, at }, opensGroup, now }: MessageRowProps): JSX.Element {
  if (!opensGroup) {
    return (
      <div class="byline">
        <span class="visually-hidden">{from.name}</span>
        <MarginTimestamp at={at} />
      </div>
    );
  }
  return (
    <>
      <Avatar person={from} />
      <div class="byline">
        <b dir="auto">{from.name}</b>
        <KindBadge kind={from.kind} />
        <Timestamp at={at} now={now} />
      </div>
    </>
  );
}

function Body(
  { message, conversation }: { message: Message; conversation: Conversation },
): JSX.Element {
  const { text = "", files = [], edited } = message;
  return (
    <>
      {text !== "" && <MessageText text={text} conversation={conversation} />}
      {files.length > 0 && (
        <Attachments files={files} seq={message.seq} conversation={conversation} />
      )}
      {edited !== undefined && (
        <span class="edited" title={texts.message.editedAt(exactTimeText(edited))}>
          {texts.message.edited}
        </span>
      )}
    </>
  );
}
