/** Keeps notifications and badges in step with one's rooms, for as long as the page lives. */
import { computed, effect } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { badgeOf } from "../notifications/badge.ts";
import type { Notifications } from "../notifications/notifications.ts";
import { keepBadge } from "./page.ts";
import type { Unread } from "../timeline/unread_count.ts";

/** One of one's rooms, as far as it matters here. */
export interface WatchedRoom {
  /** Its name, as the address takes it. */
  readonly name: string;
  /** What one has not read there. */
  readonly unread: ReadonlySignal<Unread>;
  readonly conversation: { readonly about: ReadonlySignal<{ readonly isJoined: boolean }> };
}

/** What {@linkcode watchRooms} goes by. */
export interface WatchRoomsOptions {
  /** One's rooms. */
  readonly rooms: ReadonlySignal<readonly WatchedRoom[]>;
  /** Name of the room that the page shows. */
  readonly current: ReadonlySignal<string>;
  /** What it is called to people. */
  readonly title: ReadonlySignal<string>;
  /** Whether the page is in view, in the window that has the focus. */
  readonly hasAttention: ReadonlySignal<boolean>;
  readonly notifications: Notifications;
}

/** See the module's words. */
export function watchRooms(
  { rooms, current, title, hasAttention, notifications }: WatchRoomsOptions,
): void {
  effect(() => notifications.reading(hasAttention.value ? current.value : undefined));
  const allRead = computed(() => rooms.value.filter(isAllRead).map(({ name }) => name));
  let before: ReadonlySet<string> = new Set();
  effect(() => {
    const now = new Set(allRead.value);
    for (const name of now) if (!before.has(name)) notifications.allRead(name);
    before = now;
  });
  const badge = computed(() =>
    badgeOf(rooms.value.map(({ name, unread }) => ({
      unread: unread.value,
      level: notifications.levels.of(name),
      isOpen: name === current.value,
    })))
  );
  keepBadge(title, badge);
}

/** Before one is in the room, nothing is known of what there is to read. */
function isAllRead({ unread, conversation }: WatchedRoom): boolean {
  return conversation.about.value.isJoined && unread.value.count === 0;
}
