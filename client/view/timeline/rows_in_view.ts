/** Finding the rows of the log that are in view, among thousands. */

/** The rows at both ends of the view. */
export interface RowsInView {
  /** The first row of which anything is in view. */
  readonly first: HTMLElement;
  /** The last of which so much is in view that it counts as seen. */
  readonly last: HTMLElement;
}

/** Pixels of a row that have to be in view for it to be seen, unless all of it is. */
const seenPx = 24;

/** Finds the rows in view; `undefined` where there are none. */
export function findRowsInView(scroller: Element, lines: Element): RowsInView | undefined {
  const view = scroller.getBoundingClientRect();
  const isBelowTop = (element: Element) => element.getBoundingClientRect().bottom > view.top;
  const isUnseen = (element: Element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return Math.min(bottom, top + seenPx) > view.bottom;
  };
  // Chunk by chunk, for the rows of one out of view have no layout to ask for.
  const chunks = chunksOf(lines);
  const above = rowsOf(chunks[firstWhere(chunks, isBelowTop)]);
  const below = rowsOf(chunks[Math.max(0, firstWhere(chunks, isUnseen) - 1)]);
  const first = above[firstWhere(above, isBelowTop)];
  const last = below[firstWhere(below, isUnseen) - 1] ?? first;
  return first && last && { first, last };
}

/** Finds the row of a message. */
export function findRow(lines: Element, seq: number): HTMLElement | undefined {
  return lines.querySelector<HTMLElement>(`.message[data-seq="${seq}"]`) ?? undefined;
}

/** Found by the days that they are in: a selector would look at everything in every row. */
function chunksOf(lines: Element): HTMLElement[] {
  return Array.from(lines.children).flatMap((day) =>
    Array.from(day.children as HTMLCollectionOf<HTMLElement>)
      .filter(({ dataset }) => dataset.rows !== undefined)
  );
}

function rowsOf(chunk: HTMLElement | undefined): readonly HTMLElement[] {
  return chunk ? Array.from(chunk.querySelectorAll<HTMLElement>(".message")) : [];
}

/** Index of the first of which something is so that is so of all after it; by binary search. */
function firstWhere(
  list: ArrayLike<HTMLElement>,
  isSo: (element: HTMLElement) => boolean,
): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(list[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
