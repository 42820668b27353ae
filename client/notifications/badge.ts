/** How much there is to read in all rooms together: what title, favicon and app icon show. */
import type { NotificationLevel } from "../../lib/wire/notification_levels.ts";
import type { Unread } from "../timeline/unread_count.ts";

/** What counting needs to know of one room. */
export interface BadgeRoom {
  readonly unread: Unread;
  /** Which of its messages one is told of. */
  readonly level: NotificationLevel;
  /** Whether it is the room that the page shows, or would if it were in view. */
  readonly isOpen: boolean;
}

/** What is shown. */
export interface Badge {
  /** Messages that are worth a number. */
  readonly count: number;
  /** Whether there are more of them than are loaded. */
  readonly isMore: boolean;
  /** Whether there is anything new at all. */
  readonly hasNews: boolean;
}

/** Nothing to read. */
export const noBadge: Badge = { count: 0, isMore: false, hasNews: false };

/**
 * Counts: every message where all are wanted and in the room that is open, else mentions only. A
 * room of which one wants to hear nothing counts for nothing.
 */
export function badgeOf(rooms: readonly BadgeRoom[]): Badge {
  const heard = rooms.filter(({ level }) => level !== "none");
  const isWhole = ({ level, isOpen }: BadgeRoom) => level === "all" || isOpen;
  const counts = heard.map((room) => isWhole(room) ? room.unread.count : room.unread.mentions);
  return {
    count: counts.reduce((sum, count) => sum + count, 0),
    isMore: heard.some((room) => isWhole(room) && room.unread.isMore),
    hasNews: heard.some(({ unread }) => unread.count > 0),
  };
}
