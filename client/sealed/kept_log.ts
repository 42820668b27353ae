/** How the log of a direct room is kept in its vault, see `local_log.ts`: JSON, by places. */
import { limits } from "../../lib/wire/limits.ts";
import type { Message, Person } from "../../lib/wire/messages.ts";
import type { Content, Reference } from "./content.ts";
import { logSpan } from "./known_logs.ts";
import { noteText } from "./note_text.ts";
import type { SealedNote } from "./sealed_note.ts";
import { hasRemedy } from "./sealed_note.ts";
import type { VaultKey } from "./vault.ts";

/** Where and by whom something was put into the log. */
export interface Place {
  readonly seq: number;
  readonly at: number;
  readonly from: Person;
  /** The page's own key for it. */
  readonly ref?: string;
}

/** A message as it is kept. */
export interface KeptMessage extends Message {
  /** As its author chose it. */
  readonly id?: string;
  /** What this client says itself there, in place of words of somebody. */
  readonly notes?: readonly SealedNote[];
  /** Places of what has changed its words: with it, they go from the archive. */
  readonly edits?: readonly number[];
}

/** An entry as it is kept: without words, which are in the message that it is about. */
export type Entry =
  | { readonly type: "message" | "nothing" }
  | Place & { readonly type: "edited" | "deleted"; readonly target: number }
  | Place & {
    readonly type: "reacted";
    readonly target: number;
    readonly emoji: string;
    readonly on: boolean;
  };

/** An entry that is about a message. */
export type Change = Extract<Entry, { target: number }>;

/** A change without the place of the message that it is about. */
export type GivenChange =
  & Place
  & (
    | { readonly type: "edited" | "deleted" }
    | { readonly type: "reacted"; readonly emoji: string; readonly on: boolean }
  );

/** What is said of a message that is not here (yet): an archive may bring it. */
export interface EarlyChange {
  readonly given: GivenChange;
  readonly content: Extract<Content, { target: Reference }>;
}

/**
 * Entries and messages by their places, places by the messages' authors and ids, and early changes by
 * those and their own places.
 */
type Kind = "log" | "message" | "id" | "early";

/** Where a log is in its vault. */
export class LogKeys {
  readonly #room: string;

  constructor(room: string) {
    this.#room = room;
  }

  get logs(): VaultKey {
    return ["room", this.#room, "logs"];
  }

  all(kind: Kind): VaultKey {
    return ["room", this.#room, kind];
  }

  of(kind: Kind, name: number | string): VaultKey {
    return [...this.all(kind), name];
  }
}

/** The message as it is meant where numbers count behind `base`; nothing of a note. */
export function referenceTo({ id, seq, from }: KeptMessage, base: number): Reference | undefined {
  const number = seq - base;
  const isOfLog = number > 0 && number < logSpan;
  return id === undefined ? undefined : { seq: isOfLog ? number : 0, id, by: from.id };
}

/** The same with numbers that count behind `base`. */
export function counted<T extends { seq: number; target?: number; replyTo?: number }>(
  one: T,
  base: number,
): T {
  const { seq, target, replyTo } = one;
  return {
    ...one,
    seq: seq - base,
    ...(target !== undefined && { target: target - base }),
    ...(replyTo !== undefined && { replyTo: replyTo - base }),
  };
}

/** Whether notes say nothing that those right before them have not said. */
export function goesWithout(notes: readonly SealedNote[], before: readonly SealedNote[]): boolean {
  // One after the other, with nothing in between.
  if (notes[0]?.kind === "log_renewed") return before[0]?.kind === "log_renewed";
  const causes = notes.map((note) => note.kind === "unreadable" ? note.cause : undefined);
  if (causes.includes(undefined)) return false;
  const [last] = before;
  return last?.kind === "unreadable" && last.cause === "before_device"
    ? causes.every((cause) => cause === "before_device" || cause === "deleted")
    : JSON.stringify(notes) === JSON.stringify(before);
}

/** The rules of `lib/store/rules.ts`, which here no server can enforce. */
export function mayChange(
  { type, from, target, ...entry }: Change,
  message: KeptMessage,
): boolean {
  if (message.deleted || message.notes !== undefined || message.seq !== target) return false;
  if (type !== "reacted") return message.from.id === from.id;
  const { emoji, on } = entry as { emoji: string; on: boolean };
  if (!on) return true;
  const reactions = message.reactions ?? {};
  const count = Object.values(reactions).reduce((sum, ids) => sum + ids.length, 0);
  return count < limits.reactionsPerMessage &&
    (Object.hasOwn(reactions, emoji) || Object.keys(reactions).length < limits.emojiPerMessage);
}

/** A message as the page gets it. */
export function shown(kept: KeptMessage, base: number): Message {
  const { notes, id: _, edits: __, ...message } = counted(kept, base);
  if (notes === undefined) return message;
  return {
    ...message,
    text: notes.map(noteText).join("\n"),
    note: notes.some(hasRemedy) ? "remedy" : true,
  };
}
