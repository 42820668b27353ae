import type { RoomState } from "./state.ts";

const fields = [
  "isJoined",
  "room",
  "topic",
  "visibility",
  "isArchived",
  "you",
  "people",
  "count",
  "maxTextChars",
  "maxUploadBytes",
] as const;

/**
 * What is known of a room but what was said in it: what changes seldom, whereas messages may come
 * fifty times a second.
 */
export type RoomAbout = Pick<RoomState, typeof fields[number]>;

/** Takes what it is about from a room's state; gives `before` where that is the same. */
export function aboutOf(state: RoomState, before?: RoomAbout): RoomAbout {
  if (before !== undefined && fields.every((field) => state[field] === before[field])) {
    return before;
  }
  const { isJoined, room, topic, visibility, isArchived, you, people, count } = state;
  const { maxTextChars, maxUploadBytes } = state;
  return {
    isJoined,
    room,
    ...(topic !== undefined && { topic }),
    visibility,
    isArchived,
    ...(you !== undefined && { you }),
    people,
    count,
    maxTextChars,
    maxUploadBytes,
  };
}
