/** A word of a text, as the search knows it. */
export interface Word {
  /** Lower case, without accents. */
  readonly word: string;
  /** Where it stands in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** Scripts that put no spaces between words. */
const unspaced = ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"]
  .map((script) => `\\p{Script=${script}}`).join("");

/** One character of such a script, or a letter or digit and what follows of these and their marks. */
const wordPattern = new RegExp(
  `[${unspaced}]\\p{M}*|[[\\p{L}\\p{N}]--[${unspaced}]][[\\p{L}\\p{N}\\p{M}]--[${unspaced}]]*`,
  "gv",
);

const notAscii = /[^ -~]/;

/**
 * Cuts a text into words, the same for what is searched and for what is looked for.
 *
 * Where a script puts no spaces between words, each character is one. So looking for several of
 * them is looking for a phrase, and finds them anywhere in a sentence.
 */
export function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(wordPattern), ({ 0: found, index }) => ({
    word: plain(found),
    start: index,
    end: index + found.length,
  }));
}

/** Accents of Latin, Greek and Cyrillic, and the vowel points that Hebrew and Arabic may leave out. */
const accents = /[\u0300-\u036F\u0591-\u05C7\u064B-\u065F\u0670]/g;

/** Without accents, in compatible forms (`ﬁ` is `fi`), in lower case. */
function plain(word: string): string {
  if (!notAscii.test(word)) return word.toLowerCase();
  const folded = word.normalize("NFKD").replaceAll(accents, "").toLowerCase();
  // Lower case may bring an accent; what normalises into parts may bring other characters.
  return folded.replaceAll(accents, "").replaceAll(/[^\p{L}\p{N}\p{M}]/gu, "") || word;
}
