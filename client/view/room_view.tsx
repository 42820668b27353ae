import { effect, untracked } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useMemo } from "preact/hooks";
import type { RoomEntry } from "../room_entry.ts";
import { Announcements } from "./announcements.tsx";
import { Composer, ReadOnlyComposer } from "./composer.tsx";
import { Ended } from "./ended.tsx";
import type { FileDesk } from "./file_desk.ts";
import { Follow } from "./follow.ts";
import { Log } from "./log.tsx";
import { NoticeList } from "./notice_list.tsx";
import { RowTools } from "./row_tools.tsx";
import { StatusLine } from "./status_line.tsx";
import { ToNewest } from "./to_newest.tsx";
import { UnreadBar } from "./unread_bar.tsx";

interface RoomViewProps {
  entry: RoomEntry;
  /** Whether the page is in view. */
  isVisible: ReadonlySignal<boolean>;
  /** The time, to the minute. */
  now: ReadonlySignal<number>;
  /** What lets one send files, once it is there. */
  desk: FileDesk | undefined;
}

/** One room: what was said, and the box to write in. Another room has a view of its own. */
export function RoomView({ entry, isVisible, now, desk }: RoomViewProps): JSX.Element {
  const { conversation } = entry;
  const follow = useMemo(() => new Follow(), []);
  const status = conversation.status.value;
  const silence = conversation.silence.value;
  useLayoutEffect(() =>
    // Before anything is drawn: `useSignalEffect` would come a frame later, when the room has
    // opened at its end and all of it counts as read.
    effect(() => {
      const seq = entry.sought.value;
      if (seq === undefined || conversation.state.value.messages.length === 0) return;
      untracked(() => {
        entry.sought.value = undefined;
        conversation.goTo(seq);
      });
    }), [entry]);
  return (
    <main class="room">
      <div class="stage">
        <Log conversation={conversation} follow={follow} isVisible={isVisible} now={now} />
        <RowTools conversation={conversation} />
        <Announcements announcer={conversation.announcer} />
        <div class="overlay">
          <UnreadBar conversation={conversation} follow={follow} />
          <StatusLine conversation={conversation} />
          <NoticeList notices={conversation.notices} />
        </div>
        <ToNewest conversation={conversation} follow={follow} />
      </div>
      {status.kind === "ended" && <Ended code={status.code} />}
      {silence === undefined
        ? <Composer conversation={conversation} desk={desk} />
        : <ReadOnlyComposer conversation={conversation} silence={silence} />}
    </main>
  );
}
