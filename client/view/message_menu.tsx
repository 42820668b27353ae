import type { JSX } from "preact";
import type { Message } from "../../lib/wire/messages.ts";
import type { MessageRights } from "../message_rights.ts";
import { texts } from "../texts.ts";
import { exactTimeText } from "../times.ts";
import { ask } from "./ask.tsx";
import { Icon } from "./icon.tsx";
import type { IconShape } from "./icon.tsx";
import { useCopied } from "./use_copied.ts";

/** What is to be done with a message. */
export type MessageChoice =
  | { readonly kind: "react" | "reply" | "edit" | "remove" }
  | { readonly kind: "emoji"; readonly emoji: string };

interface MessageMenuParts {
  message: Message;
  /** Its address. */
  link: string;
  rights: MessageRights;
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
    name: "message-menu",
    label: texts.actions.label(parts.message.from.name),
    beside: anchor,
    signal,
  });
}

interface MessageMenuProps extends MessageMenuParts {
  /** Called without a choice when there is nothing more to do. */
  onChosen(choice?: MessageChoice): void;
}

function MessageMenu(
  { message, link, rights, frequent, copyFailed, onChosen }: MessageMenuProps,
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
              aria-label={texts.actions.reactWith(emoji)}
              onClick={() => onChosen({ kind: "emoji", emoji })}
            >
              {emoji}
            </button>
          ))}
          <button
            type="button"
            aria-label={texts.actions.react}
            onClick={() => onChosen({ kind: "react" })}
          >
            <Icon shape="react" />
          </button>
        </div>
      )}
      <ul class="choices" onKeyDown={step}>
        {rights.canAnswer && (
          <Choice shape="reply" onClick={() => onChosen({ kind: "reply" })}>
            {texts.actions.reply}
          </Choice>
        )}
        {rights.canEdit && (
          <Choice shape="edit" onClick={() => onChosen({ kind: "edit" })}>
            {texts.actions.edit}
          </Choice>
        )}
        {text !== "" && (
          <CopyChoice shape="copy" text={text} {...copying}>{texts.actions.copyText}</CopyChoice>
        )}
        <CopyChoice shape="link" text={link} {...copying}>{texts.actions.copyLink}</CopyChoice>
        {rights.canRemove && (
          <Choice
            shape="remove"
            isGrave
            onClick={() => onChosen({ kind: "remove" })}
          >
            {texts.actions.remove}
          </Choice>
        )}
      </ul>
    </>
  );
}

interface ChoiceProps {
  shape: IconShape;
  children: string;
  /** Whether it cannot be undone. */
  isGrave?: boolean;
  onClick(): void;
}

function Choice({ shape, children, isGrave = false, onClick }: ChoiceProps): JSX.Element {
  return (
    <li>
      <button type="button" data-grave={isGrave} onClick={onClick}>
        <Icon shape={shape} />
        <span aria-live="polite">{children}</span>
      </button>
    </li>
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
    <Choice shape={isCopied ? "check" : shape} onClick={() => void clicked()}>
      {isCopied ? texts.actions.copied : children}
    </Choice>
  );
}

/** The arrow keys go up and down, as in any menu. */
function step(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  event.preventDefault();
  buttons.at((at + by) % buttons.length)?.focus();
}
