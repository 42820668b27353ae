/** Characters of a name that is short enough to be left alone. */
const shortChars = 20;
/** Characters before the ending that stay with it. */
const keptChars = 6;
/** Characters of what counts as an ending. */
const endingChars = 12;

/**
 * Splits a file's name into what may be cut off where space is scarce, and the end that stays: by it
 * one knows what it is. Never inside what people take for one character.
 */
export function splitName(name: string): readonly [start: string, end: string] {
  const characters = Array.from(new Intl.Segmenter("en").segment(name), ({ segment }) => segment);
  if (characters.length <= shortChars) return [name, ""];
  const dot = characters.lastIndexOf(".");
  const hasEnding = dot > 0 && characters.length - dot <= endingChars;
  const cut = (hasEnding ? dot : characters.length) - keptChars;
  return [characters.slice(0, cut).join(""), characters.slice(cut).join("")];
}
