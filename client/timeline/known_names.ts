import type { Person, ServerMessage } from "../../lib/wire/messages.ts";
import type { Page } from "./log_window.ts";
import type { Fetched, RoomState } from "./state.ts";

/** People whose names are remembered, whoever they are. */
const maxNames = 2_000;

/** What people are called, by their ids. */
export type KnownNames = ReadonlyMap<string, string>;

/**
 * Notes the names that something heard or fetched tells. Who is present now is called as they are now;
 * messages may be old, so they only name those not yet known.
 *
 * @returns The same map when there is nothing new.
 */
export function learnNames(names: KnownNames, message: ServerMessage | Fetched | Page): KnownNames {
  switch (message.type) {
    case "welcome":
      return note(names, [message.you, ...message.members], { isNow: true });
    case "presence":
      return note(names, message.joined, { isNow: true });
    case "message":
      return note(names, [message.from], { isNow: false });
    case "history":
    case "page":
      return note(names, message.messages.map(({ from }) => from), { isNow: false });
    default:
      return names;
  }
}

/**
 * Forgets who is not here and has said nothing that is loaded, once there are more than 2,000: in a
 * busy room people come and go all day.
 *
 * @returns The same map while there are few.
 */
export function forgetNames(
  names: KnownNames,
  { you, people, messages, tail }: Pick<RoomState, "you" | "people" | "messages" | "tail">,
): KnownNames {
  if (names.size <= maxNames) return names;
  const authors = [...messages, ...tail].map(({ from }) => from);
  const needed = new Set([you, ...people, ...authors].map((person) => person?.id));
  return new Map([...names].filter(([id]) => needed.has(id)));
}

function note(
  names: KnownNames,
  people: readonly Pick<Person, "id" | "name">[],
  { isNow }: { isNow: boolean },
): KnownNames {
  const isNews = ({ id, name }: Pick<Person, "id" | "name">) =>
    isNow ? names.get(id) !== name : !names.has(id);
  const news = people.filter(isNews);
  if (news.length === 0) return names;
  return new Map([...names, ...news.map(({ id, name }) => [id, name] as const)]);
}
