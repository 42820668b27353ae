/** Reading by HTTP what was missed of a direct room's log: it was too much for the socket. */
import { limits } from "../../lib/wire/limits.ts";
import type { RoomEvent } from "../../lib/wire/messages.ts";
import type { MessagePage } from "../timeline/message_pages.ts";
import { nothingAt } from "./nothing_at.ts";

/** What was missed. */
export interface Missed {
  /** Name of the room. */
  readonly room: string;
  /** Newest entry that was taken in. */
  readonly since: number;
  /** Newest entry of the log; behind it is what the socket tells. */
  readonly seq: number;
}

/** What {@linkcode readMissed} needs from outside. */
export interface MissedParts {
  /** Id of oneself. */
  readonly you: string;
  /** Reads JSON by HTTP; rejects when that fails. */
  fetchJson(path: string): Promise<unknown>;
  /** Whether nobody waits for it any more. */
  isClosed(): boolean;
  /**
   * Takes entries in, in their order.
   *
   * @param hasForgotten Whether what is missing before the first of them is gone from the server.
   */
  takeIn(events: readonly RoomEvent[], hasForgotten: boolean): Promise<void>;
}

/**
 * Has all that was missed taken in, a page at a time, and with the last entry in any case.
 *
 * @throws What `fetchJson` or `takeIn` rejects with.
 */
export async function readMissed(
  { room, since, seq }: Missed,
  { you, fetchJson, isClosed, takeIn }: MissedParts,
): Promise<void> {
  const pages = pagesOf(room, fetchJson);
  // Whoever has missed no more than that is told entry by entry, unless some are there no more.
  const hasForgotten = seq - since <= limits.resumeEvents || await isForgotten(since, pages);
  let taken = since;
  while (taken < seq) {
    const page = await pages(taken, limits.historyMessages);
    // What is not read yet is for whoever comes next: nothing stands in its place.
    if (isClosed()) return;
    const messages = page.messages.filter((message) => message.seq <= seq);
    const before = taken;
    await takeIn(messages, hasForgotten && before === since);
    taken = Math.max(taken, messages.at(-1)?.seq ?? 0);
    // What brings nothing would be asked for without an end.
    if (!page.more || taken === before) break;
  }
  // Entries that are no messages are on no page.
  if (taken === seq) return;
  await takeIn([nothingAt(seq, you)], hasForgotten && taken === since);
}

/** Reads messages behind a place, at most so many. */
type ReadPage = (after: number, limit: number) => Promise<MessagePage>;

function pagesOf(room: string, fetchJson: MissedParts["fetchJson"]): ReadPage {
  const messages = `/api/rooms/${encodeURIComponent(room)}/messages`;
  return async (after, limit) =>
    await fetchJson(`${messages}?after=${after}&limit=${limit}`) as MessagePage;
}

/** Whether the server has nothing left of what was taken in up to there: it forgets from the oldest on. */
async function isForgotten(seq: number, pages: ReadPage): Promise<boolean> {
  if (seq === 0) return false;
  const [first] = (await pages(0, 1)).messages;
  return first === undefined || first.seq > seq;
}
