/** Where a finger was, in CSS pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Pixels that a finger goes at least, and how much more along the line than across it. */
const [leastPx, slope] = [48, 1.5];

/**
 * The way in which a finger wiped along the line: 1 for what comes next, -1 for what was before,
 * `undefined` when it was no wipe. What comes next is pulled in from where the line ends.
 */
export function swipeOf(
  from: Point,
  to: Point,
  { isRightToLeft }: { isRightToLeft: boolean },
): 1 | -1 | undefined {
  const [x, y] = [to.x - from.x, to.y - from.y];
  if (Math.abs(x) < leastPx || Math.abs(x) < slope * Math.abs(y)) return undefined;
  return (x < 0) === isRightToLeft ? -1 : 1;
}
