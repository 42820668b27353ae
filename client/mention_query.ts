import { limits } from "../lib/wire/limits.ts";

/** The beginning of a name that stands behind an `@`, where the caret is. */
export interface MentionQuery {
  /** Where the `@` stands, in UTF-16 units. */
  readonly start: number;
  /** Where the word at the caret ends: up to there a name takes its place. */
  readonly end: number;
  /** What is typed of the name, without the `@`. */
  readonly words: string;
}

/** UTF-16 units before the caret in which an `@` is looked for. */
const reach = 2 * limits.displayNameChars + 2;

/** As in `wire/mentions.ts`, no letter or digit stands before the `@`. */
const begun = /(?:^|[^\p{L}\p{N}\p{M}_])@([\p{L}\p{N}][^\n@]*)$/u;
const restOfWord = /^[\p{L}\p{N}\p{M}_]*/u;

/** Finds the name that is being typed; a name may hold spaces, but none at the end so far. */
export function findMentionQuery(text: string, caret: number): MentionQuery | undefined {
  const words = begun.exec(text.slice(Math.max(0, caret - reach), caret))?.[1];
  if (words === undefined || /\s$/.test(words)) return undefined;
  const end = caret + restOfWord.exec(text.slice(caret, caret + reach))![0].length;
  return { start: caret - words.length - 1, end, words };
}
