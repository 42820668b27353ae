/** Which lines of a conversation belong together. */

/** Milliseconds within which one person's messages stand under one name. */
const groupMs = 5 * 60_000;

/** What grouping needs to know of a message, sent or still waiting. */
export interface Said {
  /** Unix milliseconds. */
  readonly at: number;
  /** Who said it, by the name they had then. */
  readonly from: { readonly id: string; readonly name: string };
}

/** How a line begins. */
export interface Opening {
  /** A day divider stands before it. */
  readonly opensDay: boolean;
  /** It shows its author and time. */
  readonly opensGroup: boolean;
}

/**
 * Says how a line begins, given the one before it.
 *
 * A group ends with another person, another name of the same person, another day, or five minutes
 * of silence between two lines.
 *
 * @param previous The line before; `undefined` for the first.
 */
export function opening(previous: Said | undefined, line: Said): Opening {
  if (previous === undefined) return { opensDay: true, opensGroup: true };
  const opensDay = dayOf(previous.at) !== dayOf(line.at);
  const opensGroup = opensDay || previous.from.id !== line.from.id ||
    previous.from.name !== line.from.name || line.at - previous.at > groupMs;
  return { opensDay, opensGroup };
}

/** The local calendar day of a time, as `2026-11-22`: what a `datetime` attribute takes. */
export function dayOf(at: number): string {
  const date = new Date(at);
  const month = String(date.getMonth() + 1).padStart(2, "0");
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, "0")}`;
}
