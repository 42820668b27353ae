import { useComputed, useSignalEffect } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Message } from "../../../lib/wire/messages.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { daysOf, opening } from "../../timeline/grouping.ts";
import type { Said } from "../../timeline/grouping.ts";
import { answerShortcut } from "../../page/keyboard.ts";
import { findBySeq } from "../../timeline/message_order.ts";
import { texts } from "../../i18n/texts.ts";
import { AwayRoom } from "../page/away_room.tsx";
import { DayHeading } from "./day_heading.tsx";
import { EmptyRoom } from "./empty_room.tsx";
import { anchorsByItself } from "./follow.ts";
import type { Follow } from "./follow.ts";
import { LogEdge } from "./log_edge.tsx";
import { MessageChunk } from "./message_chunk.tsx";
import { PendingRow } from "./pending_row.tsx";
import { pointOut } from "./point_out.ts";
import { roam } from "./roam.ts";
import { findRow } from "./rows_in_view.ts";
import { Skeleton } from "../controls/skeleton.tsx";
import { useOpening } from "./use_opening.ts";

interface LogProps {
  conversation: Conversation;
  follow: Follow;
  /** Whether the page is in view. */
  isVisible: ReadonlySignal<boolean>;
  /** The time, to the minute. */
  now: ReadonlySignal<number>;
}

/** The messages of the room, those on their way last. */
export function Log({ conversation, follow, isVisible, now }: LogProps): JSX.Element {
  const { state, about, status, pending, seek, reader } = conversation;
  const { you, isJoined } = about.value;
  // Not the whole state, which changes with all that is read and much that is heard.
  const messages = useComputed(() => state.value.messages).value;
  const hasNewer = useComputed(() => state.value.hasNewer).value;
  // All is known, be it that there is nothing.
  const isSilent = useComputed(() => state.value.seq >= state.value.known).value;
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useRef<HTMLDivElement>(null);
  const firstSeq = useRef<number | undefined>(undefined);
  const endPointing = useRef(() => {});
  const hasOpened = useRef(false);
  const wasVisible = useRef(isVisible.peek());
  const sought = seek.target.value;
  const lineSeq = reader.line.value?.seq;
  // Whoever comes for a message further back is not shown the newest first.
  const isFinding = !hasOpened.current && typeof sought === "number" &&
    findBySeq(messages, sought) === undefined;
  const isLoading = isFinding || (messages.length === 0 && !(isJoined && isSilent));
  const isReading = conversation.pages("older").value === "loading";
  const rows = isFinding ? [] : messages;
  const isEmpty = !isLoading && messages.length === 0 && pending.list.value.length === 0;
  const { kind } = status.value;
  const isAway = isLoading && kind !== "connecting" && kind !== "open";

  if (messages[0]?.seq !== firstSeq.current || !anchorsByItself()) {
    // Before the rows change: lines are about to come or go above what is being read.
    firstSeq.current = messages[0]?.seq;
    follow.remember();
  }
  const place = useOpening({ conversation, follow, lines });
  useLayoutEffect(() => {
    reader.enter();
    const detach = follow.attach({
      scroller: scroller.current!,
      lines: lines.current!,
      isWhole: () => !state.peek().hasNewer,
      near: (end) => conversation.pages(end).peek() === "idle" && conversation.load(end),
      looked: (first, lastSeq) => {
        // On the way to another place nothing is read.
        if (seek.target.peek() !== undefined) return;
        const isAtEnd = follow.isAtEnd.peek();
        reader.place = isAtEnd ? undefined : first;
        reader.isFollowing = isAtEnd && isVisible.peek();
        if (!isVisible.peek()) return;
        const line = reader.line.peek()?.seq ?? Infinity;
        if (first.seq <= line && line <= lastSeq) reader.sawLine();
        if (isAtEnd) reader.sawNewest();
        else reader.saw(lastSeq);
      },
    });
    return () => {
      reader.isFollowing = false;
      detach();
    };
  }, [conversation, follow]);
  useLayoutEffect(() => {
    hasOpened.current ||= rows.length > 0;
    place();
    follow.askForMore();
  }, [rows, hasNewer, lineSeq, pending.list.value, status.value.kind]);
  useLayoutEffect(() => {
    if (sought === undefined) return;
    if (sought === "newest") follow.toEnd();
    else {
      const row = findRow(lines.current!, sought);
      if (row === undefined) return;
      follow.show(row);
      endPointing.current();
      endPointing.current = pointOut(row);
    }
    seek.reached();
  }, [messages, sought]);
  useEffect(() =>
    answerShortcut("toNewest", () => {
      conversation.toNewest();
      reader.markRead();
      conversation.draft.focus();
    }), [conversation]);
  useSignalEffect(() => {
    const isBack = isVisible.value && !wasVisible.current;
    wasVisible.current = isVisible.value;
    if (!isVisible.value) reader.isFollowing = false;
    if (!isBack) return;
    reader.look();
    follow.look();
  });

  return (
    <div
      class="log"
      role="log"
      // History would be read out as well; `announcer.ts` says what is new.
      aria-live="off"
      aria-label={texts.log.label(conversation.title)}
      aria-busy={(isLoading && !isAway) || isReading}
      tabIndex={0}
      ref={scroller}
      onKeyDown={(event) => roam(event, { conversation, follow })}
    >
      {isLoading && (isAway ? <AwayRoom isOver={kind === "ended"} /> : <Skeleton />)}
      {!isLoading && <LogEdge conversation={conversation} direction="older" />}
      <div class="lines" hidden={isEmpty || isFinding} ref={lines}>
        {daysOf(rows).map(({ key, at, chunks }) => (
          <section class="day" key={key}>
            <DayHeading at={at} now={now} />
            {chunks.map((chunk) => (
              <MessageChunk
                {...chunk}
                key={chunk.key}
                you={you?.id}
                now={now}
                lineSeq={isAmong(chunk.messages, lineSeq) ? lineSeq : undefined}
                conversation={conversation}
              />
            ))}
          </section>
        ))}
        {!hasNewer && <ol class="chunk">{pendingRows(conversation)}</ol>}
      </div>
      <LogEdge conversation={conversation} direction="newer" />
      {isEmpty && <EmptyRoom conversation={conversation} />}
    </div>
  );
}

function isAmong(messages: readonly Message[], seq: number | undefined): boolean {
  return seq !== undefined && messages[0]!.seq <= seq && seq <= messages.at(-1)!.seq;
}

/**
 * The rows of those on their way. Like the messages' rows, no component of its own: the log's
 * layout effect has to run after them, and Preact renders components one by one.
 */
function pendingRows(conversation: Conversation): JSX.Element[] {
  const { author, state, status, pending } = conversation;
  const { kind } = status.value;
  const rows = pending.list.value.map((message) => {
    const isForeign = pending.isForeign(message);
    const line: Said = { at: message.at, from: isForeign ? message.author : author };
    return { message, isForeign, line };
  });
  return rows.map(({ message, isForeign, line }, index) => (
    <PendingRow
      key={message.ref}
      message={message}
      conversation={conversation}
      opensGroup={opening(rows[index - 1]?.line ?? state.value.messages.at(-1), line)}
      name={line.from.name}
      isForeign={isForeign}
      isConnected={kind === "open" || kind === "connecting"}
      isOver={kind === "ended"}
    />
  ));
}
