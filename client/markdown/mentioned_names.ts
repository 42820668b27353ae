import { limits } from "../../lib/wire/limits.ts";

/** A character takes one or two units. */
const maxNameUnits = 2 * limits.displayNameChars;
/** `@`s of a text that are looked at: who writes more mentions nobody. */
const maxMentions = 100;

/** Names by their lower case: for {@linkcode mentionedNames}. */
export type NameIndex = ReadonlyMap<string, string>;

/** Makes an index of names. */
export function indexNames(names: Iterable<string>): NameIndex {
  return new Map(Array.from(names, (name) => [name.toLowerCase(), name]));
}

/**
 * Those names that stand behind an `@` in a text, and may be mentioned there: `findMentions` says
 * whether they are. Its time does not depend on how many people are known.
 */
export function mentionedNames(text: string, index: NameIndex): string[] {
  const found = new Set<string>();
  let at = text.indexOf("@");
  for (let count = 0; at >= 0 && count < maxMentions; count++) {
    const longest = Math.min(maxNameUnits, text.length - at - 1);
    for (let units = 1; units <= longest; units++) {
      const name = index.get(text.slice(at + 1, at + 1 + units).toLowerCase());
      if (name !== undefined) found.add(name);
    }
    at = text.indexOf("@", at + 1);
  }
  return [...found];
}
