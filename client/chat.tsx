/** The chat page's entry: reads what the template left in `data-` attributes and takes over. */
import { computed, signal } from "@preact/signals";
import { render } from "preact";
import { systemClock } from "../lib/clock.ts";
import { browserStorage, browserSurroundings, fetchMessages, openWebSocket } from "./browser.ts";
import { Conversation } from "./conversation.ts";
import { Notifications } from "./notifications.ts";
import { guardUnsent, watchAttention, watchTime, watchVisibility } from "./page.ts";
import { newRef } from "./refs.ts";
import { Settings } from "./settings.ts";
import { keepTheme } from "./theme.ts";
import { App } from "./view/app.tsx";
import { watchRooms } from "./watch_rooms.ts";
import { keepFocus } from "./view/keep_focus.ts";

const root = document.querySelector<HTMLElement>(".chat[data-room]");
if (root !== null) {
  const settings = new Settings(browserStorage);
  keepTheme(settings);
  const notifications = new Notifications({
    clock: systemClock,
    settings,
    storage: browserStorage,
    go: ({ seq }) => conversation.goTo(seq),
  });
  addEventListener("storage", ({ key }) => {
    settings.changedElsewhere(key);
    notifications.levels.changedElsewhere(key);
  });
  const conversation: Conversation = new Conversation(root.dataset.room ?? "", {
    clock: systemClock,
    surroundings: browserSurroundings,
    openSocket: openWebSocket,
    name: root.dataset.name ?? "",
    random: Math.random,
    newRef,
    probe: async (path) => (await fetch(path, { redirect: "manual" })).status,
    fetchMessages,
    heardNews: (news) => notifications.heard(news),
  });
  const isVisible = watchVisibility();
  watchRooms({
    rooms: signal([{
      name: conversation.state.value.room,
      unread: conversation.unread,
      conversation,
    }]),
    current: computed(() => conversation.state.value.room),
    hasAttention: watchAttention(isVisible),
    notifications,
  });
  notifications.open();
  guardUnsent(conversation);
  conversation.open();
  render(
    <App
      conversation={conversation}
      isVisible={isVisible}
      now={watchTime(systemClock)}
      settings={settings}
      notifications={notifications}
    />,
    root,
  );
  keepFocus(root);
}
