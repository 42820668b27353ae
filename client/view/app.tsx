import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Conversation } from "../conversation.ts";
import { Dialogs } from "../dialogs.ts";
import type { Notifications } from "../notifications.ts";
import type { Settings } from "../settings.ts";
import { Announcements } from "./announcements.tsx";
import { Composer, ReadOnlyComposer } from "./composer.tsx";
import { DialogStack } from "./dialog_stack.tsx";
import { Ended } from "./ended.tsx";
import { Follow } from "./follow.ts";
import { Header } from "./header.tsx";
import { Log } from "./log.tsx";
import { NoticeList } from "./notice_list.tsx";
import { PeoplePanel } from "./people_panel.tsx";
import { PeopleSheet } from "./people_sheet.tsx";
import { RowTools } from "./row_tools.tsx";
import { StatusLine } from "./status_line.tsx";
import { ToNewest } from "./to_newest.tsx";
import { useShortcut } from "./use_shortcut.ts";

interface AppProps {
  conversation: Conversation;
  /** Whether the page is in view. */
  isVisible: ReadonlySignal<boolean>;
  /** The time, to the minute. */
  now: ReadonlySignal<number>;
  settings: Settings;
  notifications: Notifications;
}

/** The chat page: header, log, composer, people. */
export function App(
  { conversation, isVisible, now, settings, notifications }: AppProps,
): JSX.Element {
  const follow = useMemo(() => new Follow(), []);
  const isSheetOpen = useSignal(false);
  const dialogs = useMemo(() => new Dialogs(), []);
  const status = conversation.status.value;
  const isReader = useComputed(() => conversation.state.value.you?.role === "reader");
  useShortcut("help", () => dialogs.open("shortcuts"));
  useShortcut("helpWhileWriting", () => dialogs.open("shortcuts"));
  useShortcut("write", () => conversation.draft.focus());
  useSignalEffect(() => {
    const { seq } = conversation.state.value;
    if (seq > 0 && isVisible.value && follow.isAtEnd.value) conversation.sawNewest();
  });
  return (
    <>
      <Header
        conversation={conversation}
        isSheetOpen={isSheetOpen}
        onSettings={() => dialogs.open("settings")}
      />
      <main class="room">
        <div class="stage">
          <Log conversation={conversation} follow={follow} now={now} />
          <RowTools conversation={conversation} />
          <Announcements announcer={conversation.announcer} />
          <div class="overlay">
            <StatusLine conversation={conversation} />
            <NoticeList notices={conversation.notices} />
          </div>
          <ToNewest conversation={conversation} follow={follow} />
        </div>
        {status.kind === "ended" && <Ended code={status.code} />}
        {isReader.value
          ? <ReadOnlyComposer conversation={conversation} />
          : <Composer conversation={conversation} onSent={() => follow.toEnd()} />}
      </main>
      <PeoplePanel conversation={conversation} />
      <PeopleSheet conversation={conversation} isOpen={isSheetOpen} />
      <DialogStack
        dialogs={dialogs}
        settings={settings}
        notifications={notifications}
        name={conversation.author.name}
        room={conversation.state.value.room}
      />
    </>
  );
}
