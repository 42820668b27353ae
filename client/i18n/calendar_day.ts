/** Days as the reader's own calendar has them, in their time zone. */

/** The local calendar day of a time, as `2026-11-22`: what a `datetime` attribute takes. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const month = String(date.getMonth() + 1).padStart(2, "0");
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, "0")}`;
}

/** The local midnight that follows a time, Unix milliseconds. */
export function endOfDay(at: number): number {
  return new Date(at).setHours(24, 0, 0, 0);
}
