import { errorText, texts } from "../i18n/texts.ts";
import type { PendingMessage } from "./outbox_store.ts";
import { lacksFile } from "./pending.ts";

/** Words for why a message was refused; empty where it was not. */
export function refusalText(message: PendingMessage): string {
  if (lacksFile(message)) return texts.pending.fileGone;
  return message.refusal === undefined ? "" : errorText(message.refusal);
}
