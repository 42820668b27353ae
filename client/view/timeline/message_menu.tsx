import type { JSX } from "preact";
import type { Message } from "../../../lib/wire/messages.ts";
import { late } from "../../i18n/late_texts.ts";
import type { MessageRights } from "../../conversation/message_rights.ts";
import { texts } from "../../i18n/texts.ts";
import { exactTimeText } from "../../i18n/times.ts";
import { ask } from "../controls/ask.tsx";
import { Icon } from "../controls/icon.tsx";
import type { IconShape } from "../controls/icon.tsx";
import { MenuChoice, stepThroughMenu } from "../controls/menu_choice.tsx";
import { useCopied } from "../controls/use_copied.ts";

/** What is to be done with a message. */
export type MessageChoice =
  | { readonly kind: "react" | "reply" | "edit" | "remove" | "write" }
  | { readonly kind: "emoji"; readonly emoji: string };

interface MessageMenuParts {
  message: Message;
  /** Its address. */
  link: string;
  rights: MessageRights;
  /** Whether one can write to its author alone. */
  canWrite: boolean;
  /** Emoji to react with at once. */
  frequent: readonly string[];
  /** Called with a text that could not be copied. */
  copyFailed(text: string): void;
}

/** Milliseconds for which one sees that something was copied. */
const copiedMs = 700;

/**
 * Opens the menu of a message beside `anchor` and gives what was chosen, if anything.
 *
 * @param signal Closes it.
 */
export function askMessageMenu(
  anchor: HTMLElement,
  signal: AbortSignal,
  parts: MessageMenuParts,
): Promise<MessageChoice | undefined> {
  return ask<MessageChoice>((answer) => <MessageMenu {...parts} onChosen={answer} />, {
    name: "choice-menu",
    label: late().actions.label(parts.message.from.name),
    beside: anchor,
    signal,
  });
}

interface MessageMenuProps extends MessageMenuParts {
  /** Called without a choice when there is nothing more to do. */
  onChosen(choice?: MessageChoice): void;
}

function MessageMenu(
  { message, link, rights, canWrite, frequent, copyFailed, onChosen }: MessageMenuProps,
): JSX.Element {
  const { text = "", from, at, edited } = message;
  const copying = { copyFailed, onCopied: () => setTimeout(() => onChosen(), copiedMs) };
  return (
    <>
      <p class="about">
        <b dir="auto">{from.name}</b> <span>{exactTimeText(at)}</span>
        {edited !== undefined && <span>{texts.message.editedAt(exactTimeText(edited))}</span>}
      </p>
      {rights.canAnswer && (
        <div class="quick-row">
          {frequent.map((emoji) => (
            <button
              key={emoji}
              type="button"
              aria-label={late().actions.reactWith(emoji)}
              onClick={() => onChosen({ kind: "emoji", emoji })}
            >
              {emoji}
            </button>
          ))}
          <button
            type="button"
            aria-label={late().actions.react}
            onClick={() => onChosen({ kind: "react" })}
          >
            <Icon shape="react" />
          </button>
        </div>
      )}
      <ul class="choices" onKeyDown={stepThroughMenu}>
        {rights.canAnswer && (
          <MenuChoice shape="reply" onClick={() => onChosen({ kind: "reply" })}>
            {late().actions.reply}
          </MenuChoice>
        )}
        {rights.canEdit && (
          <MenuChoice shape="edit" onClick={() => onChosen({ kind: "edit" })}>
            {late().actions.edit}
          </MenuChoice>
        )}
        {text !== "" && (
          <CopyChoice shape="copy" text={text} {...copying}>{late().actions.copyText}</CopyChoice>
        )}
        <CopyChoice shape="link" text={link} {...copying}>{late().actions.copyLink}</CopyChoice>
        {canWrite && (
          <MenuChoice shape="lock" onClick={() => onChosen({ kind: "write" })}>
            {late().direct.write(from.name)}
          </MenuChoice>
        )}
        {rights.canRemove && (
          <MenuChoice
            shape="remove"
            isGrave
            onClick={() => onChosen({ kind: "remove" })}
          >
            {late().actions.remove}
          </MenuChoice>
        )}
      </ul>
    </>
  );
}

interface CopyChoiceProps {
  shape: IconShape;
  text: string;
  children: string;
  onCopied(): void;
  copyFailed(text: string): void;
}

function CopyChoice(
  { shape, text, children, onCopied, copyFailed }: CopyChoiceProps,
): JSX.Element {
  const { isCopied, copy } = useCopied();
  async function clicked(): Promise<void> {
    if (!await copy(text)) copyFailed(text);
    onCopied();
  }
  return (
    <MenuChoice shape={isCopied ? "check" : shape} onClick={() => void clicked()}>
      {isCopied ? late().actions.copied : children}
    </MenuChoice>
  );
}
