import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { dayOf } from "../../i18n/calendar_day.ts";
import { dayText, fullDayText } from "../../i18n/times.ts";

/** Heads a day, and stays in view as long as it does. "Today" becomes "Yesterday" at midnight. */
export function DayHeading(
  { at, now }: { at: number; now: ReadonlySignal<number> },
): JSX.Element {
  return (
    <h2 class="day-heading">
      <time dateTime={dayOf(at)} title={fullDayText(at)}>{dayText(at, now.value)}</time>
    </h2>
  );
}
