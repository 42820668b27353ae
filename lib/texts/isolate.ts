/**
 * Names inside sentences. Which way a name is written has to stay its own affair, or it would pull
 * the words and signs beside it along.
 *
 * @see {@link https://www.w3.org/International/questions/qa-bidi-unicode-controls | W3C on isolates}
 */

/** Any letter of the blocks that are written right to left. */
const rightToLeft =
  /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** Keeps a name's direction to itself, with characters that show as nothing. */
export function isolate(name: string): string {
  return `\u2068${name}\u2069`;
}

/** As {@linkcode isolate} in a sentence from left to right, where most names need nothing. */
export function isolateForeign(name: string): string {
  return rightToLeft.test(name) ? isolate(name) : name;
}
