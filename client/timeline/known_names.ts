import type { Person, ServerMessage } from "../../lib/wire/messages.ts";
import type { Page } from "./log_window.ts";
import type { Fetched } from "./state.ts";

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
