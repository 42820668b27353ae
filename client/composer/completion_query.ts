import { limits } from "../../lib/wire/limits.ts";

/** The beginning of a name that stands behind a sign, where the caret is. */
export interface CompletionQuery {
  /** A person behind `@`, or an emoji behind `:`. */
  readonly kind: "mention" | "emoji";
  /** Where the sign stands, in UTF-16 units. */
  readonly start: number;
  /** Where the word at the caret ends: up to there what is picked takes its place. */
  readonly end: number;
  /** What is typed of the name, without the sign. */
  readonly words: string;
}

/** UTF-16 units before the caret in which a sign is looked for. */
const reach = 2 * limits.displayNameChars + 2;

/** As in `wire/mentions.ts`, no letter or digit stands before the `@`. */
const mention = /(?:^|[^\p{L}\p{N}\p{M}_])@([\p{L}\p{N}][^\n@]*)$/u;
/** Two letters at least, so that neither `:D` nor the time of day is one. */
const emoji = /(?:^|[\s(]):(\p{L}[\p{L}\p{N}\p{M}_-]+)$/u;
const restOfWord = /^[\p{L}\p{N}\p{M}_]*/u;

/**
 * Finds the name that is being typed. One of a person may hold spaces, but none at the end so far.
 */
export function findCompletionQuery(text: string, caret: number): CompletionQuery | undefined {
  const before = text.slice(Math.max(0, caret - reach), caret);
  const person = mention.exec(before)?.[1];
  const words = person ?? emoji.exec(before)?.[1];
  if (words === undefined || /\s$/.test(words)) return undefined;
  const end = caret + restOfWord.exec(text.slice(caret, caret + reach))![0].length;
  const kind = person === undefined ? "emoji" : "mention";
  return { kind, start: caret - words.length - 1, end, words };
}
