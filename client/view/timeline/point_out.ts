import { focusRow } from "../controls/active_row.ts";

/** Milliseconds for which a row stands out. */
const markMs = 2_000;

/**
 * Gives a row the focus, so that it is read out, and a colour for a moment, so that it is seen.
 *
 * @returns Takes the colour away before its time.
 */
export function pointOut(row: HTMLElement): () => void {
  focusRow(row);
  row.dataset.pointedOut = "true";
  const end = () => delete row.dataset.pointedOut;
  const timer = setTimeout(end, markMs);
  return () => {
    clearTimeout(timer);
    end();
  };
}
