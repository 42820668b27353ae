import type { Message, Welcome } from "../lib/wire/messages.ts";

/** What one may do with a message; the server has the last word. */
export interface MessageRights {
  /** React and reply. */
  readonly canAnswer: boolean;
  readonly canEdit: boolean;
  readonly canRemove: boolean;
}

const none: MessageRights = { canAnswer: false, canEdit: false, canRemove: false };

/** Says what somebody may do with a message: nothing with one that is deleted. */
export function rightsOver(message: Message, you: Welcome["you"] | undefined): MessageRights {
  if (you === undefined || you.role === "reader" || message.deleted) return none;
  const isOwn = message.from.id === you.id;
  const looksAfterRoom = you.role === "owner" || you.role === "moderator";
  return { canAnswer: true, canEdit: isOwn, canRemove: isOwn || looksAfterRoom };
}
