/** What somebody who is away can be told of a room: every message, those that name them, or nothing. */
export const notificationLevels = ["all", "mentions", "none"] as const;

/** One of {@linkcode notificationLevels}. */
export type NotificationLevel = typeof notificationLevels[number];
