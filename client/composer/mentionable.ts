/** Whom one may want to mention, and who comes first. */
import type { Person } from "../../lib/wire/messages.ts";
import type { RoomState } from "../timeline/state.ts";
import { maxSuggested } from "./suggestion.ts";

/**
 * Everybody who may be mentioned: authors of loaded messages, whoever spoke last first, then the
 * others who are here. Each name once, for a mention is a name; oneself is left out.
 */
export function mentionable({ messages, people, you }: RoomState): Person[] {
  const byName = new Map<string, Person>();
  const add = (person: Person) => {
    const name = person.name.toLowerCase();
    if (person.id !== you?.id && !byName.has(name)) byName.set(name, person);
  };
  messages.toReversed().forEach(({ from }) => add(from));
  people.forEach(add);
  return [...byName.values()];
}

/**
 * Those whose name goes on from what was typed, best first: names that begin so, then those in
 * which a later word does. Neither case nor accents count. Nobody when the only one that fits is
 * written out already.
 */
export function suggestPeople(people: readonly Person[], words: string): Person[] {
  const sought = folded(words);
  const ranked = people.map((person) => ({ person, rank: rankOf(folded(person.name), sought) }))
    .filter(({ rank }) => rank < notAtAll)
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ person }) => person);
  const isWritten = ranked.length === 1 && ranked[0]!.name === words;
  return isWritten ? [] : ranked.slice(0, maxSuggested);
}

const notAtAll = 3;

function rankOf(name: string, sought: string): number {
  if (name === sought) return 0;
  if (name.startsWith(sought)) return 1;
  return name.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(sought)) ? 2 : notAtAll;
}

function folded(text: string): string {
  return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
