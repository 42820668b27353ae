import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Dialogs } from "../../page/dialogs.ts";
import type { PageLayout } from "../../page/page_layout.ts";
import type { Notifications } from "../../notifications/notifications.ts";
import type { Outside } from "../../platform/outside.ts";
import type { Rooms } from "../../rooms/rooms.ts";
import type { Settings } from "../../platform/settings.ts";
import { Arrival } from "./arrival.tsx";
import { DialogStack } from "./dialog_stack.tsx";
import { Header } from "./header.tsx";
import { Overlays } from "./overlays.tsx";
import { RoomView } from "./room_view.tsx";
import { SidePanel } from "./side_panel.tsx";
import { Drawer, Sidebar } from "./sidebar.tsx";
import { useFileDesk } from "../files/use_file_desk.ts";
import { useShortcut } from "../controls/use_shortcut.ts";

interface AppProps {
  rooms: Rooms;
  layout: PageLayout;
  outside: Outside;
  /** Whether the page is in view. */
  isVisible: ReadonlySignal<boolean>;
  /** The time, to the minute. */
  now: ReadonlySignal<number>;
  settings: Settings;
  notifications: Notifications;
}

/** The chat page: one's rooms, the one that is shown, and what is known about it. */
export function App(props: AppProps): JSX.Element {
  const { rooms, layout, outside, isVisible, now, settings, notifications } = props;
  const dialogs = useMemo(() => new Dialogs(), []);
  const desk = useFileDesk(settings, outside.retrying);
  const entry = rooms.currentEntry.value;
  const { conversation } = entry;
  const sidebar = { rooms, layout, onSettings: () => dialogs.open("settings") };
  const sealed = useMemo(() => ({
    onPanel: () => layout.openPanel("sealed"),
    onAccount: () => dialogs.open("sealed"),
  }), []);
  useShortcut("help", () => dialogs.open("shortcuts"));
  useShortcut("helpWhileWriting", () => dialogs.open("shortcuts"));
  useShortcut("write", () => conversation.draft.focus());
  useShortcut("switchRoom", () => layout.toggle("switcher"));
  useShortcut("previousRoom", () => rooms.go(rooms.neighbour(-1).name));
  useShortcut("nextRoom", () => rooms.go(rooms.neighbour(1).name));
  useShortcut("search", () => layout.togglePanel("search"));
  useShortcut("details", () => layout.togglePanel("details"));
  return (
    <>
      <Sidebar {...sidebar} />
      <Header rooms={rooms} layout={layout} conversation={conversation} />
      <RoomView
        key={entry.name}
        entry={entry}
        rooms={rooms}
        outside={outside}
        isVisible={isVisible}
        now={now}
        desk={desk}
        {...sealed}
      />
      <SidePanel
        rooms={rooms}
        layout={layout}
        outside={outside}
        levels={notifications.levels}
        onAccount={sealed.onAccount}
      />
      <Drawer {...sidebar} />
      <Overlays rooms={rooms} layout={layout} outside={outside} />
      <DialogStack
        dialogs={dialogs}
        account={conversation.direct?.account.value}
        settings={settings}
        notifications={notifications}
        name={conversation.author.name}
        room={conversation.about.value.room}
        title={conversation.title}
      />
      <Arrival rooms={rooms} layout={layout} />
    </>
  );
}
