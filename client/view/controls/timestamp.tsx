import { useComputed } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import {
  exactTimeText,
  machineTime,
  marginTimeText,
  recentMs,
  relativeTimeText,
  timeText,
} from "../../i18n/times.ts";

/** When something was said: how long ago while that is recent, with the exact time on demand. */
export function Timestamp(
  { at, now }: { at: number; now: ReadonlySignal<number> },
): JSX.Element {
  const text = useComputed(() =>
    // What is past being recent stays so, and need not hear of every minute.
    now.peek() - at > recentMs ? timeText(at) : relativeTimeText(at, now.value)
  );
  return <time dateTime={machineTime(at)} title={exactTimeText(at)}>{text}</time>;
}

/** When a line inside a group was said, as narrow as the margin. */
export function MarginTimestamp({ at }: { at: number }): JSX.Element {
  return (
    <time dateTime={machineTime(at)} title={exactTimeText(at)}>
      {marginTimeText(at)}
    </time>
  );
}
