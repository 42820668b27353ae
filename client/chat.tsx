/** The chat page's entry: reads what the template left in `data-` attributes and takes over. */
import { render } from "preact";
import { systemClock } from "../lib/clock.ts";
import { browserSurroundings, openWebSocket } from "./browser.ts";
import { Conversation } from "./conversation.ts";
import { keepTitle, watchDay, watchVisibility } from "./page.ts";
import { newRef } from "./refs.ts";
import { App } from "./view/app.tsx";

const root = document.querySelector<HTMLElement>(".chat[data-room]");
if (root !== null) {
  const conversation = new Conversation(root.dataset.room ?? "", {
    clock: systemClock,
    surroundings: browserSurroundings,
    openSocket: openWebSocket,
    random: Math.random,
    newRef,
    probe: async (path) => (await fetch(path, { redirect: "manual" })).status,
  });
  const isVisible = watchVisibility();
  keepTitle(conversation, isVisible);
  conversation.open();
  render(
    <App conversation={conversation} isVisible={isVisible} now={watchDay(systemClock)} />,
    root,
  );
}
