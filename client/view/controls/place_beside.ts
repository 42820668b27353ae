/** Pixels between the two, and between a box and the edge of the window. */
const [gap, edge] = [6, 8];

/** How a box stands beside its anchor. */
export interface Placement {
  /** The side on which it stands if there is room. */
  readonly side: "above" | "below";
  /** What is in line: the ends of both, or their middles. */
  readonly align: "end" | "middle";
}

/** Moves a box that is fixed to the window to its anchor; all of it stays in the window. */
export function placeBeside(box: HTMLElement, anchor: Element, placement: Placement): void {
  const { offsetWidth: width, offsetHeight: height } = box;
  const { top, bottom, left, right } = anchor.getBoundingClientRect();
  const end = getComputedStyle(anchor).direction === "rtl" ? left : right - width;
  const x = placement.align === "end" ? end : (left + right - width) / 2;
  const above = top - gap - height;
  const below = bottom + gap;
  const fitsAbove = above >= edge;
  const fitsBelow = below + height <= innerHeight - edge;
  const isAbove = placement.side === "above" ? fitsAbove || !fitsBelow : fitsAbove && !fitsBelow;
  box.style.left = `${clamp(x, innerWidth - width)}px`;
  box.style.top = `${clamp(isAbove ? above : below, innerHeight - height)}px`;
}

function clamp(at: number, last: number): number {
  return Math.max(edge, Math.min(at, last - edge));
}
