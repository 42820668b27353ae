import type { Message, Person, RoomEvent, Welcome } from "../../../lib/wire/messages.ts";
import type { Change, Page } from "../../../client/timeline/log_window.ts";

/** Two people of one room. */
export const ada: Person = { id: "a", name: "Ada", kind: "guest" };
export const bob: Person = { id: "b", name: "Bob", kind: "guest" };

/** A `welcome` to Ada, as `fields` say. */
export function welcome(fields: Partial<Welcome> = {}): Welcome {
  return {
    type: "welcome",
    room: "tea",
    epoch: "e1",
    seq: 0,
    you: { ...ada, role: "member" },
    members: [ada],
    count: 1,
    resumed: false,
    limits: { text: 8_000, frame: 65_536, rate: 10, upload: 0 },
    ...fields,
  };
}

/** A message from Bob, as `fields` say. */
export function message(seq: number, fields: Partial<Message> = {}): Message {
  return { type: "message", seq, at: seq * 1_000, from: bob, text: `text ${seq}`, ...fields };
}

/** Bob replaces a text. */
export function edited(seq: number, target: number, text: string): Change {
  return { type: "edited", seq, at: seq * 1_000, from: bob, target, text };
}

/** Bob removes a message. */
export function deleted(seq: number, target: number): Change {
  return { type: "deleted", seq, at: seq * 1_000, from: bob, target };
}

/** Somebody reacts, or takes it back. */
export function reacted(
  seq: number,
  target: number,
  fields: { emoji?: string; on?: boolean; from?: Person } = {},
): Change {
  const { emoji = "👍", on = true, from = bob } = fields;
  return { type: "reacted", seq, at: seq * 1_000, from, target, emoji, on };
}

/** A page of messages, as `fields` say: those before number 5, asked for just after the welcome. */
export function page(messages: readonly Message[], fields: Partial<Page> = {}): Page {
  const asked = { epoch: "e1", known: 5 };
  return { type: "page", kind: "older", from: 5, asked, messages, more: false, ...fields };
}

/** The seqs of entries. */
export function seqs(entries: readonly RoomEvent[]): number[] {
  return entries.map((entry) => entry.seq);
}
