/** Which messages of a room one is told of. */
export type Level = "all" | "mentions" | "none";

/** Every level, the loudest first. */
export const levels: readonly Level[] = ["all", "mentions", "none"];

/** What holds in a room where nothing was chosen. */
export const usualLevel: Level = "mentions";

/** Rooms whose level is kept; what is said of more is not believed. */
const maxRooms = 1_000;

/** Reads levels from JSON that may be anything; what is no level is left out. */
export function parseLevels(json: unknown): ReadonlyMap<string, Level> {
  if (typeof json !== "object" || json === null) return new Map();
  const entries = Object.entries(json).filter((entry): entry is [string, Level] =>
    levels.includes(entry[1])
  );
  return new Map(entries.slice(0, maxRooms));
}
