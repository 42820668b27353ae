/** The chat page's entry: reads what the template left in `data-` attributes and takes over. */
import { computed } from "@preact/signals";
import { render } from "preact";
import { systemClock } from "../lib/clock.ts";
import type { Person } from "../lib/wire/messages.ts";
import { isDirectName } from "../lib/wire/names.ts";
import {
  browserStorage,
  browserSurroundings,
  browserTabs,
  openStorage,
  openWebSocket,
} from "./platform/browser.ts";
import { ask, fetchJson, probe } from "./platform/http.ts";
import { openBrowserSealed } from "./sealed/browser_sealed.ts";
import { keepColumns, readPageColumns } from "./page/columns.ts";
import { Conversation } from "./conversation/conversation.ts";
import { DirectRooms } from "./rooms/direct_rooms.ts";
import { findEntrance, keepEntrance } from "./page/entrance.ts";
import type { Entrance } from "./page/entrance.ts";
import { PageLayout } from "./page/page_layout.ts";
import { keepDrafts } from "./composer/keep_draft.ts";
import { LateSealed } from "./sealed/late_sealed.ts";
import { columnQueries, watchMedia } from "./platform/media.ts";
import type { MessagePage } from "./timeline/message_pages.ts";
import { browserAddress, navigate } from "./page/navigation.ts";
import { Notifications } from "./notifications/notifications.ts";
import { openOutbox } from "./outbox/open_outbox.ts";
import { guardUnsent, watchAttention, watchTime, watchVisibility, whenIdle } from "./page/page.ts";
import { newRef } from "./platform/refs.ts";
import { readRoomAddress } from "./platform/room_address.ts";
import { RoomDirectory } from "./rooms/room_directory.ts";
import { RoomMemory } from "./rooms/room_memory.ts";
import { Rooms } from "./rooms/rooms.ts";
import { Settings } from "./platform/settings.ts";
import { StoredDrafts } from "./composer/stored_drafts.ts";
import { texts } from "./i18n/texts.ts";
import { keepTheme } from "./page/theme.ts";
import { registerWorker } from "./worker/worker_registration.ts";
import { App } from "./view/page/app.tsx";
import { keepFocus } from "./view/controls/keep_focus.ts";
import { preloadOverlays } from "./view/page/overlays.tsx";
import { preloadPanels } from "./view/page/side_panel.tsx";
import { watchRooms } from "./page/watch_rooms.ts";

const root = document.querySelector<HTMLElement>(".chat[data-room]");
const entrance = root && findEntrance(root);
if (root && entrance) start(root, entrance);
else if (root) location.replace("/");
registerWorker();

function start(root: HTMLElement, { room, author, peer }: Entrance): void {
  const settings = new Settings(browserStorage);
  keepTheme(settings);
  const outbox = openOutbox(systemClock);
  const memory = new RoomMemory(browserStorage, author.id);
  const directs = new DirectRooms({
    clock: systemClock,
    storage: browserStorage,
    person: author.id,
    fetchJson,
  });
  if (peer !== undefined) directs.add({ seq: 0, ...directs.find(room), name: room, with: peer });
  const peerOf = (room: string) => directs.find(room)?.with;
  const sealed = new LateSealed(() => openBrowserSealed(author, peerOf));
  const readJson = sealed.reader(fetchJson);
  const retrying = {
    clock: systemClock,
    surroundings: browserSurroundings,
    random: Math.random,
  };
  const notifications = new Notifications({
    retrying,
    settings,
    storage: browserStorage,
    go: ({ room, seq }) => rooms.go(room, { seq }),
  });
  const rooms: Rooms = new Rooms(room, {
    clock: systemClock,
    address: browserAddress,
    memory,
    directory: new RoomDirectory({ clock: systemClock, fetchJson }),
    directs,
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
        fetchMessages: async (path) => await readJson(path) as MessagePage,
        heardNews: (news) => notifications.heard(news),
        ...(isDirectName(room) && {
          direct: sealed.direct(room, peerOf(room) ?? somebody(room)),
          openSocket: sealed.openSocket.bind(sealed),
          outbox: sealed.outbox,
          sealedFiles: computed(() => sealed.current?.files),
          // Whoever was written to has everything to read.
          hasVisited: true,
        }),
      }),
  });
  const layout = new PageLayout({
    columns: readPageColumns(root),
    fitsRooms: watchMedia(columnQueries.rooms),
    fitsPanel: watchMedia(columnQueries.panel),
  });
  addEventListener("storage", ({ key }) => {
    settings.changedElsewhere(key);
    notifications.levels.changedElsewhere(key);
    memory.changedElsewhere(key);
    directs.changedElsewhere(key);
  });
  const isVisible = watchVisibility();
  isVisible.subscribe((isNow) => isNow && rooms.lookAround());
  watchRooms({
    rooms: rooms.list,
    current: computed(() => rooms.currentEntry.value.name),
    title: computed(() => rooms.current.value.title),
    hasAttention: watchAttention(isVisible),
    notifications,
  });
  keepColumns(layout.columns, root);
  guardUnsent(rooms);
  notifications.open();
  keepEntrance(rooms);
  keepDrafts(rooms.list, {
    clock: systemClock,
    drafts: new StoredDrafts(openStorage(), author.id),
    tabs: browserTabs,
  });
  rooms.open(readRoomAddress(new URL(location.href))?.seq);
  navigate(rooms);
  const now = watchTime(systemClock);
  now.subscribe(() => isVisible.peek() && directs.refresh());
  render(
    <App
      rooms={rooms}
      layout={layout}
      outside={{ clock: systemClock, retrying, fetchJson: readJson, ask, probe }}
      isVisible={isVisible}
      now={now}
      settings={settings}
      notifications={notifications}
    />,
    root,
  );
  keepFocus(root);
  whenIdle(() => {
    // Without a network nobody knows who is here.
    if (root.dataset.id) void forgetLater(author.id).catch(() => {});
    preloadOverlays();
    preloadPanels();
  });
}

/** The other one in a direct room, on a page that has not heard yet who that is. */
function somebody(id: string): Person {
  return { id, name: texts.direct.heading, kind: "user" };
}

/** What others left here is forgotten by a part of the page that nobody waits for. */
async function forgetLater(person: string): Promise<void> {
  const { forgetOthers } = await import("./sealed/forget_others.ts");
  await forgetOthers(person);
}
