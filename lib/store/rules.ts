/** What every store decides alike: whether a draft may enter the log, and as which event. */
import { limits } from "../wire/limits.ts";
import type { AttachmentWish } from "../wire/fields.ts";
import type { Attachment, Message, Person, RoomEvent } from "../wire/messages.ts";
import type { Draft, Outcome } from "./store.ts";

/** Unread messages are counted up to here; beyond, nobody minds how many there are. */
export const unreadCounted = 1_000;
/** Messages that are looked at to count them: how many quiet ones there are is up to whoever sends. */
export const unreadLooked = 4_000;

/** An outcome that is a refusal. */
export type Refusal = Extract<Outcome, { refused: unknown }>;

/** What becomes of a message with a file that it cannot have. */
export const unattachable: Refusal = {
  refused: "not_found",
  why: "Cannot attach this file: it is not here, or a message has it",
};

/** The files that `draft` wants; `undefined` when it wants none. */
export function wishesOf(draft: Draft): readonly AttachmentWish[] | undefined {
  return draft.type === "message" && draft.files?.length ? draft.files : undefined;
}

/** The `seq` of the message that `draft` needs to be there, if it needs one. */
export function targetOf(draft: Draft): number | undefined {
  return draft.type === "message" ? draft.replyTo : draft.target;
}

/**
 * Tells why `draft` may not enter the log; `undefined` when it may.
 *
 * @param target The message that {@linkcode targetOf} names, folded; `undefined` when there is none.
 */
export function refusal(draft: Draft, target: Message | undefined): Refusal | undefined {
  if (targetOf(draft) === undefined) return undefined;
  if (!target || target.deleted) {
    return { refused: "not_found", why: `Cannot find message ${targetOf(draft)}: it is not there` };
  }
  switch (draft.type) {
    case "message":
      return undefined;
    case "edited":
      if (target.from.id === draft.from.id) return undefined;
      return { refused: "forbidden", why: "Cannot edit a message that somebody else wrote" };
    case "deleted":
      if (draft.others || target.from.id === draft.from.id) return undefined;
      return { refused: "forbidden", why: "Cannot delete a message that somebody else wrote" };
    case "reacted":
      return draft.on ? refusalOfReaction(draft.emoji, target.reactions ?? {}) : undefined;
  }
}

function refusalOfReaction(
  emoji: string,
  reactions: Readonly<Record<string, readonly string[]>>,
): Refusal | undefined {
  const isNew = !Object.hasOwn(reactions, emoji);
  const count = Object.values(reactions).reduce((sum, ids) => sum + ids.length, 0);
  if (isNew && Object.keys(reactions).length >= limits.emojiPerMessage) {
    const why = `Cannot add this emoji: the message has ${limits.emojiPerMessage} of them`;
    return { refused: "quota", why };
  }
  if (count < limits.reactionsPerMessage) return undefined;
  const why = `Cannot add a reaction: the message has ${limits.reactionsPerMessage} of them`;
  return { refused: "quota", why };
}

/**
 * The event that `draft` becomes as number `seq`. The times of a log never go back, whatever the
 * clock did: `newestAt` is that of the event before.
 *
 * @param files What the files are that a message names, all of them.
 */
export function eventOf(
  draft: Draft,
  seq: number,
  newestAt: number,
  files?: readonly Attachment[],
): RoomEvent {
  const at = Math.max(draft.at, newestAt);
  switch (draft.type) {
    case "message": {
      const { files: _, ...event } = draft;
      return { ...event, ...(files?.length && { files }), at, seq };
    }
    case "deleted": {
      const { others: _, ...event } = draft;
      return { ...event, at, seq };
    }
    default:
      return { ...draft, at, seq };
  }
}

/** An event as if `person` had made it, under the name that it was made under. */
export function ownedBy<Event extends RoomEvent>(event: Event, { id, kind }: Person): Event {
  return { ...event, from: { ...event.from, id, kind } };
}

/** Whether a log is the one that is meant: any is, where none is named. */
export function isMeant(
  log: { readonly epoch: string },
  epoch: string | null | undefined,
): boolean {
  return (epoch ?? log.epoch) === log.epoch;
}

/** What a ref stands under. It holds no line end, so no two pairs of id and ref read alike. */
export function refKey({ from, ref }: Draft | RoomEvent): string | undefined {
  return ref === undefined ? undefined : `${from.id}\n${ref}`;
}

/** The ids of two people in the order in which their direct room is kept under them. */
export function pairInOrder(one: string, other: string): [string, string] {
  return one < other ? [one, other] : [other, one];
}
