/** The chat page's entry: reads what the template left in `data-` attributes and takes over. */
import { render } from "preact";
import { systemClock } from "../lib/clock.ts";
import { browserSurroundings, fetchMessages, openWebSocket } from "./browser.ts";
import { Conversation } from "./conversation.ts";
import { guardUnsent, keepTitle, watchDay, watchVisibility } from "./page.ts";
import { newRef } from "./refs.ts";
import { App } from "./view/app.tsx";
import { keepFocus } from "./view/keep_focus.ts";

const root = document.querySelector<HTMLElement>(".chat[data-room]");
if (root !== null) {
  const conversation = new Conversation(root.dataset.room ?? "", {
    clock: systemClock,
    surroundings: browserSurroundings,
    openSocket: openWebSocket,
    name: root.dataset.name ?? "",
    random: Math.random,
    newRef,
    probe: async (path) => (await fetch(path, { redirect: "manual" })).status,
    fetchMessages,
  });
  const isVisible = watchVisibility();
  keepTitle(conversation);
  guardUnsent(conversation);
  conversation.open();
  render(
    <App conversation={conversation} isVisible={isVisible} now={watchDay(systemClock)} />,
    root,
  );
  keepFocus(root);
}
