/** What the page as a whole tells and shows: whether it is in view, the date, its title. */
import { effect, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../lib/clock.ts";
import type { Conversation } from "./conversation.ts";
import { texts } from "./texts.ts";
import { untilMidnightMs } from "./times.ts";

/** Whether the page is in view. */
export function watchVisibility(): ReadonlySignal<boolean> {
  const isVisible = signal(document.visibilityState === "visible");
  document.addEventListener("visibilitychange", () => {
    isVisible.value = document.visibilityState === "visible";
  });
  return isVisible;
}

/** The time, told anew at each midnight: enough to know which day is today. */
export function watchDay(clock: Clock): ReadonlySignal<number> {
  const now = signal(clock.now());
  function atMidnight(): void {
    clock.schedule(untilMidnightMs(clock.now()), () => {
      now.value = clock.now();
      atMidnight();
    });
  }
  atMidnight();
  return now;
}

/** Keeps in the title how many messages of others came since the page went out of view. */
export function keepTitle(conversation: Conversation, isVisible: ReadonlySignal<boolean>): void {
  let seenSeq = 0;
  effect(() => {
    const { room, seq, messages, you } = conversation.state.value;
    if (isVisible.value || seenSeq === 0) seenSeq = seq;
    let unread = 0;
    for (let index = messages.length - 1; index >= 0; index--) {
      const message = messages[index]!;
      if (message.seq <= seenSeq) break;
      if (message.from.id !== you?.id) unread++;
    }
    document.title = texts.title(room, unread);
  });
}
