import type { Conversation } from "../conversation/conversation.ts";
import type { PendingMessage } from "../outbox/outbox_store.ts";
import { lacksFile } from "../outbox/pending.ts";

/** Whether {@linkcode takeUp} would do something: files need what attaches them. */
export function canTakeUp({ tray }: Conversation, { files }: PendingMessage): boolean {
  return files === undefined || tray.value !== undefined;
}

/**
 * Makes a draft of a message that was not sent, with its files, before what was begun since; a
 * message that waits for its files stays, and is a draft again as well. Where not all of its files
 * have a place, nothing changes and the tray says why.
 */
export function takeUp(conversation: Conversation, message: PendingMessage): void {
  const { pending, draft, tray: { value: tray } } = conversation;
  const { ref, text, replyTo, refusal, files } = message;
  if (files !== undefined && tray?.restore(files) !== true) return;
  tray?.takeBack();
  // What it answered may be the very thing that is not there.
  const isOriginalGone = refusal?.code === "not_found" && !lacksFile(message);
  draft.restore(text, isOriginalGone ? undefined : replyTo);
  // Last: until then it stands there.
  pending.discard(ref);
}
