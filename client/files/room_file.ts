import type { Attachment, Message, Person } from "../../lib/wire/messages.ts";

/** A file, and the message that has it. */
export interface RoomFile extends Attachment {
  /** Place of the message in the room's log. */
  readonly seq: number;
  /** When it was said, Unix milliseconds. */
  readonly at: number;
  readonly from: Person;
}

/** The files of a message, in their order; those of a deleted one are gone. */
export function filesOf({ seq, at, from, files = [], deleted }: Message): RoomFile[] {
  return deleted ? [] : files.map((file) => ({ ...file, seq, at, from }));
}
