/** Words of a recovery phrase. */
export const phraseLength = 12;

/**
 * Reads the words of a phrase as people write them: numbered, with commas, on lines, in capitals.
 *
 * @returns In small letters; any number of words, nothing said about whether there are such.
 */
export function phraseWords(typed: string): string[] {
  return typed.normalize("NFKD").toLowerCase().match(/\p{L}+/gu) ?? [];
}
