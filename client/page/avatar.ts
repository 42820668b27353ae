/** What stands for a person at a glance: initials and a colour. */

/** How many hues the style sheet knows, `data-hue="0"` to `"11"`. */
export const hues = 12;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** One or two letters of a name: of its first and last word, or one emoji. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => word !== "");
  const first = firstGrapheme(words[0] ?? name);
  // Two letters of a script that joins them would read as a word.
  const isJoined = /^[\p{Script=Arabic}\p{Script=Syriac}]/u.test(first);
  if (words.length < 2 || isJoined || !/^\p{L}/u.test(first)) return first.toLocaleUpperCase();
  return (first + firstGrapheme(words.at(-1)!)).toLocaleUpperCase();
}

/** A hue from 0 to {@linkcode hues} - 1, always the same for the same id. */
export function hueOf(id: string): number {
  // FNV-1a: short, and spreads ids that differ in one character.
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % hues;
}

function firstGrapheme(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment;
  return "";
}
