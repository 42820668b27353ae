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

/** Keeps in the title how many messages are unread. */
export function keepTitle({ state, unread }: Conversation): void {
  effect(() => {
    document.title = texts.title(state.value.room, unread.value.count);
  });
}

/** Has the browser ask before it closes a page on messages that are still on their way. */
export function guardUnsent(conversation: Conversation): void {
  const ask = (event: Event) => event.preventDefault();
  effect(() => {
    // Only while there are any: a page that listens cannot be kept for the way back.
    if (conversation.pending.list.value.length > 0) addEventListener("beforeunload", ask);
    else removeEventListener("beforeunload", ask);
  });
}
