/** The chat page's entry: reads what the template left in `data-` attributes and takes over. */
import { computed } from "@preact/signals";
import { render } from "preact";
import { systemClock } from "../lib/clock.ts";
import {
  ask,
  browserStorage,
  browserSurroundings,
  browserTabs,
  fetchJson,
  fetchMessages,
  openStorage,
  openWebSocket,
  probe,
} from "./browser.ts";
import { keepColumns, readPageColumns } from "./columns.ts";
import { Conversation } from "./conversation.ts";
import { findEntrance, keepEntrance } from "./entrance.ts";
import type { Entrance } from "./entrance.ts";
import { Frame } from "./frame.ts";
import { keepDrafts } from "./keep_draft.ts";
import { columnQueries, watchMedia } from "./media.ts";
import { browserAddress, navigate } from "./navigation.ts";
import { Notifications } from "./notifications.ts";
import { openOutbox } from "./open_outbox.ts";
import { guardUnsent, watchAttention, watchTime, watchVisibility, whenIdle } from "./page.ts";
import { newRef } from "./refs.ts";
import { readRoomAddress } from "./room_address.ts";
import { RoomDirectory } from "./room_directory.ts";
import { RoomMemory } from "./room_memory.ts";
import { Rooms } from "./rooms.ts";
import { Settings } from "./settings.ts";
import { StoredDrafts } from "./stored_drafts.ts";
import { keepTheme } from "./theme.ts";
import { registerWorker } from "./worker_registration.ts";
import { App } from "./view/app.tsx";
import { keepFocus } from "./view/keep_focus.ts";
import { preloadOverlays } from "./view/overlays.tsx";
import { preloadPanels } from "./view/side_panel.tsx";
import { watchRooms } from "./watch_rooms.ts";

const root = document.querySelector<HTMLElement>(".chat[data-room]");
const entrance = root && findEntrance(root);
if (root && entrance) start(root, entrance);
else if (root) location.replace("/");
registerWorker();

function start(root: HTMLElement, { room, author }: Entrance): void {
  const settings = new Settings(browserStorage);
  keepTheme(settings);
  const outbox = openOutbox(systemClock);
  const memory = new RoomMemory(browserStorage);
  const notifications = new Notifications({
    clock: systemClock,
    settings,
    storage: browserStorage,
    go: ({ room, seq }) => rooms.go(room, { seq }),
  });
  const rooms: Rooms = new Rooms(room, {
    clock: systemClock,
    address: browserAddress,
    memory,
    directory: new RoomDirectory({ clock: systemClock, fetchJson }),
    converse: (room) =>
      new Conversation(room, {
        ...outbox,
        clock: systemClock,
        surroundings: browserSurroundings,
        openSocket: openWebSocket,
        author,
        hasVisited: memory.hasVisited(room),
        random: Math.random,
        newRef,
        probe,
        fetchMessages,
        heardNews: (news) => notifications.heard(news),
      }),
  });
  const frame = new Frame({
    columns: readPageColumns(root),
    fitsRooms: watchMedia(columnQueries.rooms),
    fitsPanel: watchMedia(columnQueries.panel),
  });
  addEventListener("storage", ({ key }) => {
    settings.changedElsewhere(key);
    notifications.levels.changedElsewhere(key);
    memory.changedElsewhere(key);
  });
  const isVisible = watchVisibility();
  isVisible.subscribe((isNow) => isNow && rooms.lookAround());
  watchRooms({
    rooms: rooms.list,
    current: computed(() => rooms.currentEntry.value.name),
    hasAttention: watchAttention(isVisible),
    notifications,
  });
  keepColumns(frame.columns, root);
  guardUnsent(rooms);
  notifications.open();
  keepEntrance(rooms);
  keepDrafts(rooms.list, {
    clock: systemClock,
    drafts: new StoredDrafts(openStorage()),
    tabs: browserTabs,
  });
  rooms.open(readRoomAddress(new URL(location.href))?.seq);
  navigate(rooms);
  render(
    <App
      rooms={rooms}
      frame={frame}
      outside={{ clock: systemClock, fetchJson, ask, probe }}
      isVisible={isVisible}
      now={watchTime(systemClock)}
      settings={settings}
      notifications={notifications}
    />,
    root,
  );
  keepFocus(root);
  whenIdle(() => {
    preloadOverlays();
    preloadPanels();
  });
}
