/** Reading messages by HTTP, a page at a time. */
import { logPoint } from "./log_point.ts";
import type { LogWindow, Page } from "./log_window.ts";
import type { Message } from "../../lib/wire/messages.ts";

/** What the server answers. */
export interface MessagePage {
  /** Folded, oldest first. */
  readonly messages: readonly Message[];
  /** Whether there are more in the direction in which it was read. */
  readonly more: boolean;
}

/**
 * Reads messages of a room.
 *
 * @param query `before=`, `after=` and `limit=`, see the protocol.
 * @throws {Error} when that fails, in 15 s at the latest.
 */
export type FetchMessages = (query: string) => Promise<MessagePage>;

/** Messages on one page: a few screens, so that reading on is seldom interrupted. */
const pageMessages = 100;
/** Places in the log that a page around a message holds before it. */
const placesBefore = 50;

/**
 * Reads the messages before or after one, or around a place; `undefined` when that fails.
 *
 * @param from The message beside which the page lies, or the place.
 */
export async function readPage(
  log: LogWindow,
  { kind, from }: Pick<Page, "kind" | "from">,
  fetchMessages: FetchMessages,
): Promise<Page | undefined> {
  const asked = logPoint(log);
  try {
    const { messages, more } = await fetchMessages(query(kind, from));
    return { type: "page", kind, from, asked, messages, more };
  } catch {
    return undefined;
  }
}

function query(kind: Page["kind"], from: number): string {
  if (kind === "older") return `before=${from}&limit=${pageMessages}`;
  // Around a place it begins before it: numbers are not dense, so it is on the page in any case.
  // Below 0 are the places of a direct room's former logs.
  const first = from > 0 ? 0 : -Infinity;
  const after = kind === "newer" ? from : Math.max(first, from - placesBefore - 1);
  return `after=${after}&limit=${pageMessages}`;
}
