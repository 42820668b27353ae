/** Times and days in words, in the reader's own language and time zone. */
import { dayOf } from "./grouping.ts";
import { texts } from "./texts.ts";

const shortTime = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const exactTime = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const shortDate = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const dayThisYear = new Intl.DateTimeFormat(undefined, {
  weekday: "long",
  day: "numeric",
  month: "long",
});
const dayWithYear = new Intl.DateTimeFormat(undefined, { dateStyle: "full" });

/** The time of day, to the minute. */
export function timeText(at: number): string {
  return shortTime.format(at);
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
  return shortTime.formatToParts(at).filter(({ type }) => type !== "dayPeriod")
    .map(({ value }) => value).join("").trim();
}

/** Day and time, to the second. */
export function exactTimeText(at: number): string {
  return exactTime.format(at);
}

/** Day and time in few letters: for lists. */
export function shortDateText(at: number): string {
  return shortDate.format(at);
}

/** A time as a `datetime` attribute takes it. */
export function machineTime(at: number): string {
  return new Date(at).toISOString();
}

/** A day in words: today, yesterday, or its date, with the year when that is another. */
export function dayText(at: number, nowMs: number): string {
  const day = dayOf(at);
  if (day === dayOf(nowMs)) return texts.days.today;
  const yesterday = new Date(nowMs);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === dayOf(yesterday.getTime())) return texts.days.yesterday;
  const isThisYear = day.slice(0, 4) === dayOf(nowMs).slice(0, 4);
  return (isThisYear ? dayThisYear : dayWithYear).format(at);
}

/** Milliseconds from `nowMs` to the next local midnight. */
export function untilMidnightMs(nowMs: number): number {
  const midnight = new Date(nowMs);
  midnight.setHours(24, 0, 0, 0);
  return midnight.getTime() - nowMs;
}
