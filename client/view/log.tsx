import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Conversation } from "../conversation.ts";
import { opening } from "../grouping.ts";
import type { Said } from "../grouping.ts";
import { texts } from "../texts.ts";
import { EmptyRoom } from "./empty_room.tsx";
import type { Follow } from "./follow.ts";
import { LogBeginning } from "./log_beginning.tsx";
import { chunksOf, MessageChunk } from "./message_chunk.tsx";
import { PendingRow } from "./pending_row.tsx";
import { pointOut } from "./point_out.ts";
import { Skeleton } from "./skeleton.tsx";

interface LogProps {
  conversation: Conversation;
  follow: Follow;
  /** The time, to the minute. */
  now: ReadonlySignal<number>;
}

/** The messages of the room, those on their way last. */
export function Log({ conversation, follow, now }: LogProps): JSX.Element {
  const { state, status, older, pending, seek } = conversation;
  const { room, messages, you, isJoined, known } = state.value;
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useRef<HTMLDivElement>(null);
  const firstSeq = useRef<number | undefined>(undefined);
  const endPointing = useRef(() => {});
  const sought = seek.target.value;
  const isLoading = messages.length === 0 && (!isJoined || known > 0);

  if (messages[0]?.seq !== firstSeq.current) {
    // Before the rows change: lines are about to be added above what is being read.
    firstSeq.current = messages[0]?.seq;
    follow.remember(lines.current);
  }
  useLayoutEffect(() =>
    follow.attach(scroller.current!, lines.current!, {
      nearBeginning: () => older.peek() !== "failed" && conversation.loadOlder(),
    }), [conversation, follow]);
  useLayoutEffect(() => {
    follow.settle();
    if (follow.isNearBeginning() && older.peek() === "idle") conversation.loadOlder();
  }, [messages, pending.list.value, status.value.kind]);
  useLayoutEffect(() => {
    if (sought === undefined) return;
    const row = lines.current!.querySelector<HTMLElement>(`[data-seq="${sought}"]`);
    if (row === null) return;
    follow.show(row);
    endPointing.current();
    endPointing.current = pointOut(row);
    seek.reached();
  }, [messages, sought]);

  return (
    <div
      class="log"
      role="log"
      // History would be read out as well; `announcer.ts` says what is new.
      aria-live="off"
      aria-label={texts.log.label(room)}
      aria-busy={isLoading || older.value === "loading"}
      tabIndex={0}
      ref={scroller}
    >
      {isLoading && <Skeleton />}
      {!isLoading && <LogBeginning conversation={conversation} />}
      <div class="lines" ref={lines}>
        {chunksOf(messages).map((chunk) => (
          <MessageChunk
            {...chunk}
            key={chunk.key}
            you={you?.id}
            now={now}
            conversation={conversation}
          />
        ))}
        <ol class="chunk">{pendingRows(conversation)}</ol>
      </div>
      {!isLoading && messages.length === 0 && pending.list.value.length === 0 && (
        <EmptyRoom conversation={conversation} />
      )}
    </div>
  );
}

/**
 * The rows of those on their way. Like the messages' rows, no component of its own: the log's
 * layout effect has to run after them, and Preact renders components one by one.
 */
function pendingRows(
  { author, state, status, pending, draft }: Conversation,
): JSX.Element[] {
  const { messages } = state.value;
  const lines = pending.list.value.map(({ at }): Said => ({ at, from: author }));
  return pending.list.value.map((message, index) => (
    <PendingRow
      key={message.ref}
      message={message}
      pending={pending}
      draft={draft}
      opensGroup={opening(lines[index - 1] ?? messages.at(-1), lines[index]!).opensGroup}
      author={author}
      isOver={status.value.kind === "ended"}
    />
  ));
}
