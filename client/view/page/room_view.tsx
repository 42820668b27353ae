import { effect, untracked } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Outside } from "../../platform/outside.ts";
import type { RoomEntry } from "../../rooms/room_entry.ts";
import type { Rooms } from "../../rooms/rooms.ts";
import { Announcements } from "./announcements.tsx";
import { Composer } from "../composer/composer.tsx";
import type { FileDesk } from "../files/file_desk.ts";
import { Follow } from "../timeline/follow.ts";
import { lazy } from "../controls/lazy.tsx";
import { lazySealed } from "../sealed/lazy_sealed.tsx";
import { Log } from "../timeline/log.tsx";
import { NoticeList } from "./notice_list.tsx";
import type { ReadOnlyComposerProps } from "../composer/read_only_composer.tsx";
import { RowTools } from "../timeline/row_tools.tsx";
import type { SealedBarProps } from "../sealed/sealed_bar.tsx";
import { StatusLine } from "./status_line.tsx";
import { ToNewest } from "../timeline/to_newest.tsx";
import { UnreadBar } from "../timeline/unread_bar.tsx";

const Ended = lazy(async () => (await import("../timeline/around.ts")).Ended);

const ReadOnlyComposer = lazy<ReadOnlyComposerProps>(
  async () => (await import("../timeline/around.ts")).ReadOnlyComposer,
  () => <footer class="footer" />,
);

const SealedBar = lazySealed<SealedBarProps>(({ SealedBar }) => SealedBar, () => null);

interface RoomViewProps {
  entry: RoomEntry;
  rooms: Rooms;
  outside: Outside;
  /** Whether the page is in view. */
  isVisible: ReadonlySignal<boolean>;
  /** The time, to the minute. */
  now: ReadonlySignal<number>;
  /** What lets one send files, once it is there. */
  desk: FileDesk | undefined;
  /** The panel about how a direct room is sealed is wanted. */
  onPanel(): void;
  /** The dialog about one's devices is wanted. */
  onAccount(): void;
}

/** One room: what was said, and the box to write in. Another room has a view of its own. */
export function RoomView(props: RoomViewProps): JSX.Element {
  const { entry, rooms, outside, isVisible, now, desk, onPanel, onAccount } = props;
  const { conversation } = entry;
  const follow = useMemo(() => new Follow(), []);
  const isOpening = useRef(true);
  const sealed = conversation.direct?.sealed.value;
  const account = conversation.direct?.account.value;
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
  useEffect(() => void (isOpening.current = false), []);
  return (
    <main class="room">
      <div class="stage">
        <Log conversation={conversation} follow={follow} isVisible={isVisible} now={now} />
        <RowTools conversation={conversation} rooms={rooms} outside={outside} />
        <Announcements announcer={conversation.announcer} />
        <div class="overlay">
          <UnreadBar conversation={conversation} follow={follow} />
          {sealed && account && (
            <SealedBar.View
              room={sealed}
              account={account}
              onPanel={onPanel}
              onAccount={onAccount}
            />
          )}
          <StatusLine conversation={conversation} clock={outside.clock} />
          <NoticeList notices={conversation.notices} />
        </div>
        <ToNewest conversation={conversation} follow={follow} />
      </div>
      {status.kind === "ended" && <Ended.View code={status.code} />}
      {silence === undefined
        ? <Composer conversation={conversation} isOpening={isOpening.current} desk={desk} />
        : <ReadOnlyComposer.View conversation={conversation} silence={silence} now={now} />}
    </main>
  );
}
