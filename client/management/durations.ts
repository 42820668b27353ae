/** How long something may be, in milliseconds; the catalogue has words for each. */
export const durations = {
  tenMinutes: 600_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
} as const;

/** Name of one of them. */
export type DurationName = keyof typeof durations;
