import type { RoomEvent } from "../wire/messages.ts";

/** An event, or a folded message, as rows hold it. */
export interface EventRow {
  readonly seq: number;
  readonly at: number;
  /** The rest of it, as JSON. */
  readonly body: string;
}

/** What the column `body` or `folded` holds of an event. */
export function bodyOf(event: RoomEvent): string {
  const { seq: _, at: _at, ...rest } = event;
  return JSON.stringify(rest);
}

/** The event that a row holds. */
export function eventOfRow({ seq, at, body }: EventRow): RoomEvent {
  return { ...JSON.parse(body), seq, at };
}
