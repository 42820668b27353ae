import { render } from "preact";
import { findMessage } from "../../timeline/state.ts";
import type { Writing } from "../../rooms/write_to.ts";
import { ActiveRow, seqOf } from "../controls/active_row.ts";
// So that the picker opens at once wherever there is a button for it; its emoji load then.
import "../emoji/emoji_dialog.tsx";
import { MessageActions } from "./message_actions.ts";
import { MessageToolbar } from "./message_toolbar.tsx";
import { answerRowKeys } from "./row_keys.ts";
import { answerTouch } from "./row_touch.ts";
import { Tip } from "../controls/tip.ts";

/**
 * Lets one do things with the messages in `stage`, by pointer, keyboard and touch.
 *
 * @param box Where tips are shown.
 * @returns A function that ends it.
 */
export function attachRowTools(
  stage: HTMLElement,
  box: HTMLElement,
  writing: Writing,
): () => void {
  const { conversation } = writing;
  const tools = document.createElement("div");
  tools.className = "message-tools";
  const active = new ActiveRow(tools);
  const actions = new MessageActions(writing, active);
  const tip = new Tip(box);
  render(<MessageToolbar actions={actions} />, tools);

  function openMenu(row: HTMLElement): void {
    const message = findMessage(conversation.state.peek(), seqOf(row));
    if (message !== undefined && !message.deleted && !message.note) {
      void actions.openMenu(message, row);
    }
  }

  const ends = [
    active.attach(stage),
    tip.attach(stage),
    answerRowKeys(stage, conversation, actions),
    answerTouch(stage, {
      tapped: (row) => active.tapped(row),
      pressed: openMenu,
      asked: (explained) => tip.showForTouch(explained),
    }),
  ];
  return () => {
    for (const end of ends) end();
    render(null, tools);
  };
}
