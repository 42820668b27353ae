import type { Selection } from "../../../client/composer/selection.ts";

/** Reads a text in which `|` marks the caret, or two of them what is selected. */
export function parseSelection(marked: string): Selection {
  const start = marked.indexOf("|");
  const end = marked.lastIndexOf("|");
  const text = marked.replaceAll("|", "");
  return { text, start, end: end === start ? start : end - 1 };
}

/** The other way round. */
export function markSelection({ text, start, end }: Selection): string {
  const selected = start === end ? "|" : `|${text.slice(start, end)}|`;
  return text.slice(0, start) + selected + text.slice(end);
}
