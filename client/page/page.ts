/** What the page as a whole tells and shows: whether it is in view, the date, its title. */
import { computed, effect, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import type { Badge } from "../notifications/badge.ts";
import { Favicon } from "../notifications/favicon.ts";
import type { Rooms } from "../rooms/rooms.ts";
import { texts } from "../i18n/texts.ts";
import { untilMidnightMs } from "../i18n/times.ts";

/** Whether the page is in view. */
export function watchVisibility(): ReadonlySignal<boolean> {
  const isVisible = signal(document.visibilityState === "visible");
  document.addEventListener("visibilitychange", () => {
    isVisible.value = document.visibilityState === "visible";
  });
  return isVisible;
}

/** Whether the page has the reader's attention: it is in view, and in the window that has the focus. */
export function watchAttention(isVisible: ReadonlySignal<boolean>): ReadonlySignal<boolean> {
  const hasFocus = signal(document.hasFocus());
  addEventListener("focus", () => hasFocus.value = true);
  addEventListener("blur", () => hasFocus.value = document.hasFocus());
  return computed(() => isVisible.value && hasFocus.value);
}

/** Milliseconds after which the time is told anew. */
const tickMs = 30_000;

/**
 * The time, told anew twice a minute and at midnight: one clock for all that says how long ago
 * something was, or on which day.
 */
export function watchTime(clock: Clock): ReadonlySignal<number> {
  const now = signal(clock.now());
  function tick(): void {
    clock.schedule(Math.min(tickMs, untilMidnightMs(clock.now())), () => {
      now.value = clock.now();
      tick();
    });
  }
  tick();
  return now;
}

/** Keeps how much there is to read in the title, on the page's icon, and on that of an app. */
export function keepBadge(title: ReadonlySignal<string>, badge: ReadonlySignal<Badge>): void {
  const favicon = new Favicon(document);
  const count = computed(() => badge.value.count);
  const isMore = computed(() => badge.value.isMore);
  const hasNews = computed(() => badge.value.hasNews);
  effect(() => {
    document.title = texts.title(title.value, count.value, isMore.value);
  });
  effect(() => {
    const shown = { count: count.value, isMore: isMore.value, hasNews: hasNews.value };
    // What fails is only an ornament: the title says it too.
    void favicon.show(shown).catch(() => {});
    void showOnApp(shown).catch(() => {});
  });
}

async function showOnApp({ count, hasNews }: Badge): Promise<void> {
  if (count > 0) await navigator.setAppBadge?.(count);
  else if (hasNews) await navigator.setAppBadge?.();
  else await navigator.clearAppBadge?.();
}

/**
 * Has the browser ask before it closes a page on what would be lost with it: messages that could not
 * be kept, files that are attached to what is being written, changes to a message, and what is being
 * written in a direct room. Messages that are kept are sent by the next page.
 */
export function guardUnsent({ list }: Rooms): void {
  const ask = (event: Event) => event.preventDefault();
  effect(() => {
    // Only while there are any: a page that listens cannot be kept for the way back.
    const isAtRisk = list.value.some(({ conversation: { pending, hasFiles, draft, direct } }) =>
      pending.isAtRisk.value || hasFiles.value || draft.hasUnsavedEdit.value ||
      // The draft of any other room is stored.
      (direct && draft.kept.value.text.trim())
    );
    if (isAtRisk) addEventListener("beforeunload", ask);
    else removeEventListener("beforeunload", ask);
  });
}

/** Runs `task` when the page has nothing else to do. */
export function whenIdle(task: () => void): void {
  // Safari has no such call; a moment later the page is most likely idle as well.
  if ("requestIdleCallback" in globalThis) requestIdleCallback(task);
  else setTimeout(task, 1_000);
}
