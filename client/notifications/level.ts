/** Which messages of a room one is told of: what holds by itself, and how levels are read. */
import { notificationLevels } from "../../lib/wire/notification_levels.ts";
import type { NotificationLevel } from "../../lib/wire/notification_levels.ts";

/** What holds in a room where nothing was chosen. */
export const usualLevel: NotificationLevel = "mentions";

/** Rooms whose level is kept; what is said of more is not believed. */
const maxRooms = 1_000;

/** Reads levels from JSON that may be anything; what is no level is left out. */
export function parseLevels(json: unknown): ReadonlyMap<string, NotificationLevel> {
  if (typeof json !== "object" || json === null) return new Map();
  const entries = Object.entries(json).filter((entry): entry is [string, NotificationLevel] =>
    notificationLevels.includes(entry[1])
  );
  return new Map(entries.slice(0, maxRooms));
}
