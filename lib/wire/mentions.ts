/**
 * Who is meant by `@name` in a text. There is no field for it on the wire: whoever types a name
 * into a terminal mentions as well as the page does.
 */

/** Where somebody is mentioned, in UTF-16 units of the text. */
export interface Mention {
  readonly start: number;
  readonly end: number;
  /** The name as it was given to {@linkcode findMentions}. */
  readonly name: string;
}

const wordCharacter = /[\p{L}\p{N}\p{M}_]/u;

/**
 * Finds `@` followed by one of the names, the longest that fits, whatever its case; before and
 * behind it stands no letter or digit.
 */
export function findMentions(text: string, names: Iterable<string>): Mention[] {
  if (!text.includes("@")) return [];
  const longestFirst = [...new Set(names)].sort((one, other) => other.length - one.length);
  const mentions: Mention[] = [];
  let at = text.indexOf("@");
  while (at >= 0) {
    const name = isWordBefore(text, at)
      ? undefined
      : longestFirst.find((name) => stands(name, text, at + 1));
    const end = at + 1 + (name?.length ?? 0);
    if (name !== undefined) mentions.push({ start: at, end, name });
    at = text.indexOf("@", end);
  }
  return mentions;
}

/** Whether a text mentions `name`. */
export function isMentioned(text: string, name: string): boolean {
  return findMentions(text, [name]).length > 0;
}

function stands(name: string, text: string, start: number): boolean {
  const end = start + name.length;
  const isSame = text.slice(start, end).toLowerCase() === name.toLowerCase();
  return name !== "" && isSame && !wordCharacter.test(characterAt(text, end));
}

function isWordBefore(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 2), at);
  return wordCharacter.test([...before].at(-1) ?? "");
}

function characterAt(text: string, index: number): string {
  const point = text.codePointAt(index);
  return point === undefined ? "" : String.fromCodePoint(point);
}
