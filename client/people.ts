import type { Person } from "../lib/wire/messages.ts";

const byName = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });

/** Most people that a list shows; the rest are only counted. */
export const maxListed = 200;

/** Oneself first, the others by name, at most {@linkcode maxListed}. */
export function sortPeople(people: readonly Person[], you: string | undefined): Person[] {
  return people.toSorted((a, b) =>
    Number(b.id === you) - Number(a.id === you) || byName.compare(a.name, b.name)
  ).slice(0, maxListed);
}
