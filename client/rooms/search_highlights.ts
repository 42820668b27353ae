/** A stretch of text that was looked for, or that stands around it. */
export interface TextPart {
  readonly text: string;
  readonly isFound: boolean;
}

/**
 * Cuts a text where highlights begin and end. What lies outside of the text, or overlaps, is left
 * out.
 *
 * @param ranges Where each begins and ends, in UTF-16 units, ascending.
 */
export function cutAtHighlights(
  text: string,
  ranges: readonly (readonly [start: number, end: number])[],
): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const [start, end] of ranges) {
    if (start < at || end <= start || end > text.length) continue;
    parts.push({ text: text.slice(at, start), isFound: false });
    parts.push({ text: text.slice(start, end), isFound: true });
    at = end;
  }
  parts.push({ text: text.slice(at), isFound: false });
  return parts.filter((part) => part.text !== "");
}
