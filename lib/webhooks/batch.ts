import type { RoomEvent } from "../wire/messages.ts";

/** What one request delivers. */
export interface Batch {
  /** The first and the last number in it. */
  readonly first: number;
  readonly last: number;
  /** JSON: `{"room", "events"}`, with `"missed"` in between where events before these are gone. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Bytes of events that one request carries, unless the first is larger by itself. */
const maxBytes = 262_144;
const encoder = new TextEncoder();

/**
 * Puts the first of `events` into a request, as many as fit.
 *
 * @param sent The newest number that was delivered before.
 * @param events In order, at least one.
 */
export function batchOf(room: string, sent: number, events: readonly RoomEvent[]): Batch {
  const [{ seq: first }] = events as readonly [RoomEvent];
  const written: string[] = [];
  let bytes = 0;
  for (const event of events) {
    const json = JSON.stringify(event);
    bytes += encoder.encode(json).length + 1;
    if (bytes > maxBytes && written.length > 0) break;
    written.push(json);
  }
  const missed = first - sent - 1;
  const head = JSON.stringify({ room, ...(missed > 0 && { missed }) }).slice(0, -1);
  const body = encoder.encode(`${head},"events":[${written.join(",")}]}`);
  return { first, last: first + written.length - 1, body };
}
