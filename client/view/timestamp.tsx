import type { JSX } from "preact";
import { exactTimeText, machineTime, marginTimeText, timeText } from "../times.ts";

/**
 * The time of day, with the exact one on demand.
 *
 * @param isInMargin Whether it has to be narrow.
 */
export function Timestamp(
  { at, isInMargin = false }: { at: number; isInMargin?: boolean },
): JSX.Element {
  return (
    <time dateTime={machineTime(at)} title={exactTimeText(at)}>
      {isInMargin ? marginTimeText(at) : timeText(at)}
    </time>
  );
}
