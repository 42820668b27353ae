import { can } from "../../lib/chat/roles.ts";
import type { Message, Welcome } from "../../lib/wire/messages.ts";
import type { Silence } from "./silence.ts";

/** What one may do with a message; the server has the last word. */
export interface MessageRights {
  /** React and reply. */
  readonly canAnswer: boolean;
  readonly canEdit: boolean;
  readonly canRemove: boolean;
}

/** What decides about {@linkcode MessageRights} besides the message. */
export interface Reading {
  readonly you: Welcome["you"] | undefined;
  /** Why one may only read, if so. */
  readonly silence: Silence | undefined;
}

const none: MessageRights = { canAnswer: false, canEdit: false, canRemove: false };

/** Says what somebody may do with a message: nothing with one that is deleted, or a note. */
export function rightsOver(message: Message, { you, silence }: Reading): MessageRights {
  if (you === undefined || silence !== undefined || message.deleted || message.note) {
    return none;
  }
  if (!can(you.role, "write")) return none;
  const isOwn = message.from.id === you.id;
  return { canAnswer: true, canEdit: isOwn, canRemove: isOwn || can(you.role, "delete_others") };
}
