import type { JSX } from "preact";
import type { Message } from "../../../lib/wire/messages.ts";
import { areLetterKeysOn } from "../../page/keyboard.ts";
import { isBareSign, shortcutTable } from "../../page/shortcuts.ts";
import type { ShortcutName } from "../../page/shortcuts.ts";
import { late } from "../../i18n/late_texts.ts";
import { Icon } from "../controls/icon.tsx";
import type { IconShape } from "../controls/icon.tsx";
import type { MessageActions } from "./message_actions.ts";
import { rove } from "../controls/rove.ts";

/** Emoji at hand. */
const quickEmoji = 3;

/** What can be done with the message in the active row. Empty where that is nothing. */
export function MessageToolbar({ actions }: { actions: MessageActions }): JSX.Element | null {
  const message = actions.message.value;
  if (message === undefined || message.deleted || message.note) return null;
  return (
    // Made anew for each message, so that the Tab key finds its first button first.
    <Tools key={message.seq} message={message} actions={actions} />
  );
}

function Tools({ message, actions }: { message: Message; actions: MessageActions }): JSX.Element {
  const { canAnswer, canEdit } = actions.rights(message);
  return (
    <div
      class="tools"
      role="toolbar"
      aria-label={late().actions.label(message.from.name)}
      onKeyDown={rove}
      // The focus stays where one was writing.
      onPointerDown={(event) => event.preventDefault()}
    >
      {canAnswer && actions.frequent(quickEmoji).map((emoji, index) => (
        <button
          key={emoji}
          type="button"
          class="quick"
          tabIndex={index === 0 ? 0 : -1}
          aria-label={late().actions.reactWith(emoji)}
          data-tip={late().actions.reactWith(emoji)}
          onClick={() => actions.react(message, emoji)}
        >
          {emoji}
        </button>
      ))}
      {canAnswer && (
        <Tool
          shape="react"
          label={late().actions.react}
          shortcut="react"
          onClick={(button) => void actions.pickReaction(message, button)}
        />
      )}
      {canAnswer && (
        <Tool
          shape="reply"
          label={late().actions.reply}
          shortcut="reply"
          onClick={() => actions.reply(message)}
        />
      )}
      {canEdit && (
        <Tool
          shape="edit"
          label={late().actions.edit}
          shortcut="edit"
          onClick={() => actions.edit(message)}
        />
      )}
      <Tool
        shape="more"
        label={late().actions.more}
        isFirst={!canAnswer}
        hasMenu
        onClick={(button) => void actions.openMenu(message, button)}
      />
    </div>
  );
}

interface ToolProps {
  shape: IconShape;
  label: string;
  /** The key that does the same while the row has the focus. */
  shortcut?: ShortcutName;
  /** Whether the Tab key leads here first. */
  isFirst?: boolean;
  hasMenu?: boolean;
  onClick(button: HTMLElement): void;
}

function Tool(
  { shape, label, shortcut, isFirst = false, hasMenu = false, onClick }: ToolProps,
): JSX.Element {
  const isAnswered = shortcut !== undefined && (!isBareSign(shortcut) || areLetterKeysOn());
  const key = isAnswered ? shortcutTable[shortcut] : undefined;
  return (
    <button
      type="button"
      tabIndex={isFirst ? 0 : -1}
      aria-label={label}
      aria-haspopup={hasMenu ? "dialog" : undefined}
      aria-keyshortcuts={key}
      data-action={shape}
      data-tip={key === undefined ? label : late().actions.withKey(label, keyName(key))}
      onClick={({ currentTarget }) => onClick(currentTarget)}
    >
      <Icon shape={shape} />
    </button>
  );
}

/** As it stands on the key. */
function keyName(key: string): string {
  return key.length === 1 ? key.toUpperCase() : key;
}
