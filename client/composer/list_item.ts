import { replaced } from "./selection.ts";
import type { Selection } from "./selection.ts";

const listItem = /^([^\S\n]*)([-*+]|(\d{1,9})([.)]))([^\S\n]+)(.*)$/;

/**
 * A new line behind an item of a list, begun as the next item; in an item with nothing in it, the
 * end of the list. `undefined` where there is no list.
 */
export function continueList(selection: Selection): Selection | undefined {
  const { text, start, end } = selection;
  const lineStart = text.slice(0, start).lastIndexOf("\n") + 1;
  const found = listItem.exec(text.slice(lineStart, start));
  if (found === null || start !== end) return undefined;
  const [, indent, sign, number, point, space, words] = found;
  if (words === "") {
    // Words that stand behind the caret are the item's.
    if (/^[^\n]*\S/.test(text.slice(start))) return undefined;
    return replaced(selection, { start: lineStart, end: start, insert: "" });
  }
  const next = number === undefined ? sign : `${Number(number) + 1}${point}`;
  return replaced(selection, { start, end, insert: `\n${indent}${next}${space}` });
}
