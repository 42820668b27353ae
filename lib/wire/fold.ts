import type { Message, RoomEvent } from "./messages.ts";

/**
 * Applies one later entry of the log to the message it is about.
 *
 * The one definition of what a log means: the stores fold with it, and so does the browser, hence
 * a snapshot and a live view cannot differ. Pure and idempotent: the same event twice changes
 * nothing more. A deleted message stays a tombstone whatever follows.
 *
 * @param message The message that `event.target` names, folded so far.
 */
export function fold(message: Message, event: Exclude<RoomEvent, Message>): Message {
  if (message.deleted) return message;
  switch (event.type) {
    case "edited":
      return { ...message, text: event.text, edited: event.at };
    case "deleted":
      return tombstone(message);
    case "reacted":
      return react(message, event.emoji, event.from.id, event.on);
  }
}

/** What stays of a deleted message: where it stood, who said it and when, nothing of what. */
export function tombstone(message: Message): Message {
  const { type, seq, at, from, ref } = message;
  return { type, seq, at, from, ...(ref !== undefined && { ref }), deleted: true };
}

function react(message: Message, emoji: string, id: string, on: boolean): Message {
  const { reactions = {}, ...rest } = message;
  const ids = (reactions[emoji] ?? []).filter((other) => other !== id);
  if (on) ids.push(id);
  // Replacing the value leaves an emoji at its place; a new one goes last.
  const changed = Object.entries({ ...reactions, [emoji]: ids }).filter(([, who]) => who.length);
  return changed.length === 0 ? rest : { ...rest, reactions: Object.fromEntries(changed) };
}
