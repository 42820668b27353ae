/** A text and what is selected of it, as pure functions of the composer take and give it. */
export interface Selection {
  readonly text: string;
  /** Where the selection begins, in UTF-16 units. */
  readonly start: number;
  /** Where it ends; the same as `start` for a caret. */
  readonly end: number;
}

/** One stretch of a text that others take the place of. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly insert: string;
}

/** The smallest replacement that makes `after` of `before`; `undefined` when they are the same. */
export function replacementBetween(before: string, after: string): Replacement | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let behind = 0;
  while (behind < shorter - start && before.at(-1 - behind) === after.at(-1 - behind)) behind++;
  const end = before.length - behind;
  return { start, end, insert: after.slice(start, after.length - behind) };
}

/** The selection with `insert` in place of the units from `start` to `end`, the caret behind it. */
export function replaced({ text }: Selection, { start, end, insert }: Replacement): Selection {
  const caret = start + insert.length;
  return { text: text.slice(0, start) + insert + text.slice(end), start: caret, end: caret };
}
