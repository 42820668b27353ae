/** Times and days in words, in the language of the page and the reader's own time zone. */
import { endOfDay } from "./calendar_day.ts";
import { inPageLocale } from "./locale.ts";
import { texts } from "./texts.ts";

const shortTime = timeFormat({ hour: "2-digit", minute: "2-digit" });
const exactTime = timeFormat({ dateStyle: "full", timeStyle: "medium" });
const shortDate = timeFormat({
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const shortDay = timeFormat({ dateStyle: "medium" });
const weekday = timeFormat({ weekday: "long" });
const dayThisYear = timeFormat({
  weekday: "long",
  day: "numeric",
  month: "long",
});
const dayWithYear = timeFormat({ dateStyle: "full" });

/** The time of day, to the minute. */
export function timeText(at: number): string {
  return shortTime().format(at);
}

/** Milliseconds for which a time is told by how long ago it was. */
export const recentMs = 60 * 60_000;
/** A clock may be so far behind the server's, in milliseconds. */
const skewMs = 60_000;

/** How long ago something recent was, otherwise the time of day. */
export function relativeTimeText(at: number, nowMs: number): string {
  const ago = nowMs - at;
  if (ago >= recentMs || ago < -skewMs) return timeText(at);
  const minutes = Math.floor(ago / 60_000);
  return minutes < 1 ? texts.message.justNow : texts.message.minutes(minutes);
}

/** The time of day as short as it goes, without the half of the day: for the margin. */
export function marginTimeText(at: number): string {
  return shortTime().formatToParts(at).filter(({ type }) => type !== "dayPeriod")
    .map(({ value }) => value).join("").trim();
}

/** Day and time, to the second. */
export function exactTimeText(at: number): string {
  return exactTime().format(at);
}

/** Day and time in few letters: for lists. */
export function shortDateText(at: number): string {
  return shortDate().format(at);
}

/** A day in few letters: for lists. */
export function shortDayText(at: number): string {
  return shortDay().format(at);
}

/** When something ends: the time of day, with the day unless that is today. */
export function untilText(at: number, nowMs: number): string {
  return daysBetween(at, nowMs) === 0 ? timeText(at) : shortDateText(at);
}

/** A time as a `datetime` attribute takes it. */
export function machineTime(at: number): string {
  return new Date(at).toISOString();
}

/** A day in words: today, yesterday, its weekday within a week, else its date. */
export function dayText(at: number, nowMs: number): string {
  const days = daysBetween(at, nowMs);
  if (days === 0) return texts.days.today;
  if (days === 1) return texts.days.yesterday;
  if (days > 1 && days < 7) return weekday().format(at);
  const isThisYear = new Date(at).getFullYear() === new Date(nowMs).getFullYear();
  return (isThisYear ? dayThisYear : dayWithYear)().format(at);
}

/** A day in full: weekday, day, month, year. */
export function fullDayText(at: number): string {
  return dayWithYear().format(at);
}

/** Local midnights from one time to another. */
function daysBetween(at: number, nowMs: number): number {
  // Where the clocks are set on, a day is an hour shorter; rounding makes up for it.
  return Math.round((endOfDay(nowMs) - endOfDay(at)) / 86_400_000);
}

/** Milliseconds from `nowMs` to the next local midnight. */
export function untilMidnightMs(nowMs: number): number {
  return endOfDay(nowMs) - nowMs;
}

function timeFormat(options: Intl.DateTimeFormatOptions): () => Intl.DateTimeFormat {
  return inPageLocale((locale) => new Intl.DateTimeFormat(locale, options));
}
