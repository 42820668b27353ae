import { findMessage } from "../../timeline/state.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { areLetterKeysOn, isApple } from "../../page/keyboard.ts";
import { isBareSign, isShortcut } from "../../page/shortcuts.ts";
import type { ShortcutName } from "../../page/shortcuts.ts";
import { rowOf, seqOf } from "../controls/active_row.ts";
import type { MessageActions } from "./message_actions.ts";

/**
 * Lets the shortcuts act on the row with the focus; `roam.ts` moves that from row to row.
 *
 * @param stage What the log is in.
 * @returns A function that stops it.
 */
export function answerRowKeys(
  stage: HTMLElement,
  conversation: Conversation,
  actions: MessageActions,
): () => void {
  function act(event: KeyboardEvent, row: HTMLElement): boolean {
    const message = findMessage(conversation.state.peek(), seqOf(row));
    const is = (name: ShortcutName) =>
      isShortcut(name, event, { isApple: isApple() }) && (!isBareSign(name) || areLetterKeysOn());
    if (message === undefined) return false;
    if (is("reply")) actions.reply(message);
    else if (is("react")) {
      void actions.pickReaction(message, row.querySelector('[data-action="react"]') ?? row);
    } else if (is("remove")) void actions.remove(message);
    // On a link or a button Enter does what it does everywhere.
    else if (is("edit") && event.target === row) actions.edit(message);
    else return false;
    return true;
  }

  function pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const row = rowOf(event.target);
    if (row !== undefined && act(event, row)) event.preventDefault();
  }

  stage.addEventListener("keydown", pressed);
  return () => stage.removeEventListener("keydown", pressed);
}
