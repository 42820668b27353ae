import type { ComponentChildren, JSX } from "preact";
import { canTakeUp, takeUp } from "../../composer/take_up.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import type { PendingMessage } from "../../outbox/outbox_store.ts";
import { isWorthRetry, lacksFile } from "../../outbox/pending.ts";
import { refusalText } from "../../outbox/refusal_text.ts";
import { late } from "../../i18n/late_texts.ts";
import { texts } from "../../i18n/texts.ts";
import { CopyText } from "../controls/copy_text.tsx";
import { Icon } from "../controls/icon.tsx";

/** What {@linkcode WayOut} is told. */
export interface WayOutProps {
  message: PendingMessage;
  conversation: Conversation;
  /** What its author is called. */
  name: string;
  /** Whether somebody else wrote it. */
  isForeign: boolean;
  /** Whether there is a connection to send it by. */
  isConnected: boolean;
  /** What keeps it from being sent. */
  kind: "waiting" | "refused" | "unsent";
}

/** Why a message that does not get on does not, and what to do. */
export function WayOut(props: WayOutProps): JSX.Element {
  switch (props.kind) {
    case "waiting":
      return <Waiting {...props} />;
    case "refused":
      return <Refused {...props} />;
    case "unsent":
      return <Unsent {...props} />;
  }
}

/** What keeps it, and the way to call it back. */
function Waiting({ message, conversation, isConnected }: WayOutProps): JSX.Element {
  return (
    <p class="way-out">
      <span>
        <Icon shape="clock" /> {isConnected ? texts.pending.waiting : late().pending.waits}
      </span>
      <Edit message={message} conversation={conversation} />
      <Action onClick={() => conversation.pending.discard(message.ref)}>
        {late().pending.cancel}
      </Action>
    </p>
  );
}

/** Why it was refused, which `outbox_news.ts` says as well, and what to do. */
function Refused({ message, conversation }: WayOutProps): JSX.Element {
  const { pending } = conversation;
  const { ref, refusal } = message;
  const isFileGone = lacksFile(message);
  return (
    <p class="refusal">
      <strong>{texts.pending.failed}</strong> {refusalText(message)}{" "}
      <Edit message={message} conversation={conversation} />{" "}
      {refusal && !isFileGone && isWorthRetry(refusal) && (
        <>
          <Action onClick={() => pending.retry(ref)}>{late().pending.retry}</Action>
          {" "}
        </>
      )}
      <Action onClick={() => pending.discard(ref)}>{late().pending.discard}</Action>
    </p>
  );
}

/**
 * It is not sent any more: by the conversation's end, which has an alert, or by its author's; or one
 * may only read just now, as the composer's place says.
 */
function Unsent({ message, name, conversation, isForeign }: WayOutProps): JSX.Element {
  return (
    <p class="refusal">
      <strong>{isForeign ? late().pending.foreign(name) : texts.pending.failed}</strong>{" "}
      <CopyText text={message.text} />{" "}
      <Action onClick={() => conversation.pending.discard(message.ref)}>
        {late().pending.discard}
      </Action>
    </p>
  );
}

/** Makes a draft of it again, once what attaches its files is loaded. */
function Edit(
  { message, conversation }: Pick<WayOutProps, "message" | "conversation">,
): JSX.Element {
  return (
    <Action
      isDisabled={!canTakeUp(conversation, message)}
      onClick={() => takeUp(conversation, message)}
    >
      {late().pending.edit}
    </Action>
  );
}

interface ActionProps {
  onClick(): void;
  isDisabled?: boolean;
  children: ComponentChildren;
}

function Action({ onClick, isDisabled = false, children }: ActionProps): JSX.Element {
  return (
    <button type="button" class="link" disabled={isDisabled} onClick={onClick}>{children}</button>
  );
}
