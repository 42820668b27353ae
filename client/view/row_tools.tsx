import { render } from "preact";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Conversation } from "../conversation.ts";
import { findMessage } from "../state.ts";
import { ActiveRow, seqOf } from "./active_row.ts";
import { MessageActions } from "./message_actions.ts";
import { MessageToolbar } from "./message_toolbar.tsx";
import { answerRowKeys } from "./row_keys.ts";
import { answerTouch } from "./row_touch.ts";
import { Tip } from "./tip.ts";

/**
 * What one can do with messages, by pointer, keyboard and touch, for every row of the log that is
 * beside it. What it shows itself is the tip.
 */
export function RowTools({ conversation }: { conversation: Conversation }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const stage = box.current!.parentElement!;
    const tools = document.createElement("div");
    tools.className = "message-tools";
    const active = new ActiveRow(tools);
    const actions = new MessageActions(conversation, active);
    const tip = new Tip(box.current!);
    render(<MessageToolbar actions={actions} />, tools);

    function openMenu(row: HTMLElement): void {
      const message = findMessage(conversation.state.peek(), seqOf(row));
      if (message !== undefined && !message.deleted) void actions.openMenu(message, row);
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
  }, [conversation]);
  return <div class="tip" popover="manual" aria-hidden="true" ref={box} />;
}
