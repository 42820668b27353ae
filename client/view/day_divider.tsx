import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { dayOf } from "../grouping.ts";
import { dayText } from "../times.ts";

/** The line between two days. Follows the date, so "Today" becomes "Yesterday" at midnight. */
export function DayDivider(
  { at, now }: { at: number; now: ReadonlySignal<number> },
): JSX.Element {
  return (
    <li class="day-divider">
      <time dateTime={dayOf(at)}>{dayText(at, now.value)}</time>
    </li>
  );
}
