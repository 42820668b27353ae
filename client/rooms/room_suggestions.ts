import { isClose, match } from "./fuzzy.ts";
import { readRoomName } from "../platform/room_address.ts";
import type { RoomEntry } from "./room_entry.ts";
import type { ListedRoom } from "./listed_room.ts";
import type { Unread } from "../timeline/unread_count.ts";

/** A room to go to. */
export type RoomSuggestion =
  & {
    readonly name: string;
    /** What it is called to people. */
    readonly title: string;
    /** UTF-16 indices of the letters in the title that were typed. */
    readonly at: readonly number[];
  }
  & (
    | { readonly kind: "mine"; readonly unread: Unread; readonly isCurrent: boolean }
    /** One of the server's, with how many are there. */
    | { readonly kind: "other"; readonly count: number; readonly topic?: string }
    /** One that is not there yet. */
    | { readonly kind: "new" }
  );

/** What suggestions are made of. */
export interface SuggestionSources {
  readonly mine: readonly Pick<RoomEntry, "name" | "title" | "unread">[];
  /** Names, the last used first. */
  readonly recent: readonly string[];
  readonly current: string;
  /** The server's rooms, the liveliest first. */
  readonly listed: readonly ListedRoom[];
}

/** Most that are suggested at once. */
const maxSuggestions = 50;

/**
 * The rooms that somebody may mean by what they typed, the likeliest first.
 *
 * One's own come before others: those with mentions, with unread messages, then the last used; the
 * current one last. But a room whose name holds what was typed comes before one that has only its
 * letters. A name that is not taken is suggested at the end.
 */
export function suggestRooms(typed: string, sources: SuggestionSources): RoomSuggestion[] {
  const { mine, listed, current } = sources;
  const own = new Set(mine.map((entry) => entry.name));
  const found = [
    ...byNews(sources).map(({ name, title, unread: { value: unread } }) => ({
      ...{ kind: "mine" as const, name, title, unread, isCurrent: name === current },
    })),
    ...listed.filter(({ name }) => !own.has(name)).map(({ name, count, topic }) => ({
      ...{
        kind: "other" as const,
        name,
        title: name,
        count,
        ...(topic !== undefined && { topic }),
      },
    })),
  ].flatMap((room) => {
    const found = match(typed, room.title);
    return found === undefined ? [] : [{ room: { ...room, at: found.at }, found }];
  });
  if (typed.trim() !== "") {
    const tier = (it: typeof found[number]) =>
      2 * Number(!isClose(it.found)) + Number(it.room.kind !== "mine");
    // Sorting is stable: what fits alike stays in the order of news.
    found.sort((one, other) => tier(one) - tier(other) || other.found.score - one.found.score);
  }
  const suggestions: RoomSuggestion[] = found.map(({ room }) => room).slice(0, maxSuggestions);
  const name = readRoomName(typed);
  const isTaken = own.has(name!) || listed.some((room) => room.name === name);
  if (name !== undefined && !isTaken) suggestions.push({ kind: "new", name, title: name, at: [] });
  return suggestions;
}

function byNews({ mine, recent, current }: SuggestionSources): SuggestionSources["mine"] {
  const place = new Map(recent.map((name, index) => [name, index]));
  const rank = ({ name, unread: { value: { count, mentions, isMore } } }: typeof mine[number]) => {
    if (name === current) return 3;
    return mentions > 0 ? 0 : count > 0 || isMore ? 1 : 2;
  };
  const age = ({ name }: { name: string }) => place.get(name) ?? Infinity;
  return mine.toSorted((one, other) =>
    rank(one) - rank(other) || (age(one) === age(other) ? 0 : age(one) - age(other))
  );
}
