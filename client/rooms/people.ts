import type { Person } from "../../lib/wire/messages.ts";
import { compareNames } from "../i18n/locale.ts";

/** People that a list shows before more are asked for, and that are added then. */
export const listedAtOnce = 200;

/** Oneself first, the others by name, at most `max`. */
export function sortPeople(
  people: readonly Person[],
  { you, max }: { you: string | undefined; max: number },
): Person[] {
  return people.toSorted((a, b) =>
    Number(b.id === you) - Number(a.id === you) || compareNames(a.name, b.name)
  ).slice(0, max);
}

/** Those of both lists, each once; what `people` says of somebody holds. */
export function unite(people: readonly Person[], more: readonly Person[]): readonly Person[] {
  if (more.length === 0) return people;
  return [...new Map([...more, ...people].map((person) => [person.id, person])).values()];
}
