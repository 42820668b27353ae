/** Where messages that wait outlive the page, and how they are kept there. */
import type { PendingFile } from "../files/draft_attachment.ts";

/** Who wrote a message, as far as the page knows. */
export interface Author {
  /** The identity that the server gave; empty when it is not known yet. */
  readonly id: string;
  /** What they were called then. */
  readonly name: string;
}

/** Why a message was not taken. */
export interface OutboxRefusal {
  /** A code of the protocol, or `outbox_full`. */
  readonly code: string;
  /** The server's own words. */
  readonly message: string;
}

/** One message on its way. */
export interface PendingMessage {
  /** Idempotency key; stays the same however often it is sent. */
  readonly ref: string;
  /** As it was written, markdown included. */
  readonly text: string;
  /** The `seq` of the message that it answers, in the log with this `epoch`. */
  readonly replyTo?: number;
  /** Which log `replyTo` counts in. */
  readonly epoch?: string;
  /** What is attached to it. */
  readonly files?: readonly PendingFile[];
  /** When it was written, Unix milliseconds. */
  readonly at: number;
  /** Where it stands in the queue: they leave from the smallest on. */
  readonly place: number;
  /** Who wrote it; it is sent as nobody else. */
  readonly author: Author;
  /** Why it was refused; absent while it waits. */
  readonly refusal?: OutboxRefusal;
}

/**
 * Keeps what waits, by rooms. All tabs of a browser share one.
 *
 * Calls take effect in the order in which they are made. Every one may fail, and then rejects.
 */
export interface OutboxStore {
  /** What is kept for a room, in any order. */
  read(room: string): Promise<readonly PendingMessage[]>;
  /** Keeps a message; resolves when it outlives the page. */
  add(room: string, message: PendingMessage): Promise<void>;
  /** Keeps a message in its changed form; tells whether it was there, for else nothing is kept. */
  replace(room: string, message: PendingMessage): Promise<boolean>;
  /** Forgets a message, if it is there. */
  remove(room: string, ref: string): Promise<void>;
  /**
   * Tells whenever another tab has changed what is kept for a room.
   *
   * @returns A function that stops it.
   */
  watch(room: string, changed: () => void): () => void;
}

/** Puts messages into the order in which they leave. */
export function inOrder(messages: readonly PendingMessage[]): PendingMessage[] {
  // Two tabs may have taken the same place at the same moment.
  return messages.toSorted((a, b) => a.place - b.place || (a.ref < b.ref ? -1 : 1));
}
