import type { Clock } from "../../lib/clock.ts";
import type { Person } from "../../lib/wire/messages.ts";
import type { Outside } from "../platform/outside.ts";
import type { Author } from "../outbox/outbox_store.ts";
import type { OpenSocket } from "../platform/socket.ts";
import type { Surroundings } from "../platform/surroundings.ts";

/** What sealed messages need from outside. */
export interface SealedParts extends Omit<Outside, "retrying"> {
  readonly clock: Clock;
  /** Says when the network or the reader is back. */
  readonly surroundings: Surroundings;
  /** Opens a socket to the server. */
  readonly openSocket: OpenSocket;
  /** Whose browser this is. */
  readonly person: Author;
  /** With whom one has a direct room; `undefined` where that is not known. */
  peerOf(room: string): Person | undefined;
  /** A number from 0 up to, not including, 1. */
  random(): number;
  /** A new idempotency key. */
  newRef(): string;
}
