import type { ReadonlySignal } from "@preact/signals";
import type { ComponentType } from "preact";
import type { Message } from "../../lib/wire/messages.ts";
import type { Conversation } from "../conversation.ts";
import { opening } from "../grouping.ts";
import { DayDivider } from "./day_divider.tsx";
import { memo } from "./memo.ts";
import { MessageRow } from "./message_row.tsx";

/** Places in the log that one chunk covers. */
const chunkSeqs = 32;

/** Messages that render together. */
export interface Chunk {
  /** Stays the same whatever is added around it. */
  readonly key: number;
  /** At least one, oldest first. */
  readonly messages: readonly Message[];
  /** The message before the first; `undefined` at the beginning. */
  readonly previous: Message | undefined;
}

interface MessageChunkProps extends Chunk {
  you: string | undefined;
  now: ReadonlySignal<number>;
  conversation: Conversation;
}

/**
 * Cuts the messages into chunks by their `seq`, so that a cut stays where it is whatever comes
 * before or after. With thousands of messages a new one then costs one chunk, not a walk through
 * all rows.
 */
export function chunksOf(messages: readonly Message[]): Chunk[] {
  const chunks: Chunk[] = [];
  let begin = 0;
  for (let index = 1; index <= messages.length; index++) {
    const key = keyOf(messages[begin]!);
    if (index < messages.length && keyOf(messages[index]!) === key) continue;
    chunks.push({ key, messages: messages.slice(begin, index), previous: messages[begin - 1] });
    begin = index;
  }
  return chunks;
}

/** The rows of one chunk, with the dividers between days. */
export const MessageChunk: ComponentType<MessageChunkProps> = memo(
  ({ messages, previous, you, now, conversation }) => (
    <ol class="chunk">
      {/* Flat: nested arrays would be told apart by their place, and every row made anew. */}
      {messages.flatMap((message, index) => {
        const { opensDay, opensGroup } = opening(messages[index - 1] ?? previous, message);
        return [
          opensDay && <DayDivider key={`day ${message.seq}`} at={message.at} now={now} />,
          <MessageRow
            key={message.seq}
            message={message}
            opensGroup={opensGroup}
            you={you}
            now={now}
            conversation={conversation}
          />,
        ];
      })}
    </ol>
  ),
  (before, after) =>
    before.previous === after.previous && before.you === after.you &&
    before.messages.length === after.messages.length &&
    before.messages.every((message, index) => message === after.messages[index]),
);

function keyOf(message: Message): number {
  return Math.floor(message.seq / chunkSeqs);
}
