import type { ReadonlySignal } from "@preact/signals";
import type { ComponentType } from "preact";
import type { Message } from "../../../lib/wire/messages.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { opening } from "../../timeline/grouping.ts";
import type { Chunk } from "../../timeline/grouping.ts";
import { heightOf } from "../../files/picture_box.ts";
import { texts } from "../../i18n/texts.ts";
import { memo } from "../controls/memo.ts";
import { MessageRow } from "./message_row.tsx";

interface MessageChunkProps extends Chunk {
  you: string | undefined;
  now: ReadonlySignal<number>;
  /** The message before which the line stands, if it is one of these. */
  lineSeq: number | undefined;
  conversation: Conversation;
}

/** The rows of one chunk. */
export const MessageChunk: ComponentType<MessageChunkProps> = memo(
  ({ messages, previous, you, now, lineSeq, conversation }) => (
    // How many there are, and their files, say how high it is, more or less, while nobody has seen it.
    <ol
      class="chunk"
      data-rows={messages.length}
      style={{ "--rows": messages.length, "--files": filesHeight(messages) }}
    >
      {/* Flat: nested arrays would be told apart by their place, and every row made anew. */}
      {messages.flatMap((message, index) => [
        message.seq === lineSeq && (
          <li key="line" class="unread-line">
            <span role="separator" aria-label={texts.unread.line}>{texts.unread.line}</span>
          </li>
        ),
        <MessageRow
          key={message.seq}
          message={message}
          opensGroup={opening(messages[index - 1] ?? previous, message)}
          you={you}
          now={now}
          conversation={conversation}
        />,
      ])}
    </ol>
  ),
  (before, after) =>
    before.previous === after.previous && before.you === after.you &&
    before.lineSeq === after.lineSeq && areSame(before.messages, after.messages),
);

/** How high the files of messages are, in pixels. */
function filesHeight(messages: readonly Message[]): number {
  return messages.reduce((sum, { files = [] }) => sum + heightOf(files), 0);
}

function areSame(before: readonly Message[], after: readonly Message[]): boolean {
  return before.length === after.length &&
    before.every((message, index) => message === after[index]);
}
