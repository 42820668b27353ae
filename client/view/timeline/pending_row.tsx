import type { ComponentChildren, ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { canTakeUp, takeUp } from "../../composer/composing.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import type { PendingMessage } from "../../outbox/outbox_store.ts";
import { isWorthRetry, lacksFile } from "../../outbox/pending.ts";
import { refusalText } from "../../outbox/refusal_text.ts";
import { texts } from "../../i18n/texts.ts";
import { Avatar } from "../controls/avatar.tsx";
import { CopyText } from "../controls/copy_text.tsx";
import { Icon } from "../controls/icon.tsx";
import { memo } from "../controls/memo.ts";
import { Prose } from "./prose.tsx";
import { ReplyQuote } from "./reply_quote.tsx";

/** Milliseconds after which one that is on its way can be called back. */
const slowMs = 3_000;

interface PendingRowProps {
  message: PendingMessage;
  conversation: Conversation;
  opensGroup: boolean;
  /** What its author is called: now, or where it is somebody else's, when it was written. */
  name: string;
  /** Whether somebody else wrote it. */
  isForeign: boolean;
  /** Whether there is a connection to send it by. */
  isConnected: boolean;
  /** Whether the conversation has ended for good, so that nothing is sent any more. */
  isOver: boolean;
}

/** A message on its way: fainter while it waits, with a way out when it does not get on. */
export const PendingRow: ComponentType<PendingRowProps> = memo((props) => <Row {...props} />);

function Row(props: PendingRowProps): JSX.Element {
  const { message, conversation, opensGroup, name, isForeign, isConnected, isOver } = props;
  const { author, replyTo, refusal, text, files } = message;
  const waits = refusal === undefined && !isForeign && !isOver;
  const isSlow = useSlow(waits);
  const isSilent = conversation.silence.value !== undefined;
  return (
    <li
      class="message"
      data-opens={opensGroup}
      data-reply={replyTo !== undefined}
      data-status={waits ? "waiting" : "refused"}
    >
      {opensGroup && <Avatar person={{ id: author.id, name }} />}
      <div class="byline">
        {opensGroup ? <b dir="auto">{name}</b> : <span class="visually-hidden">{name}</span>}
        {waits && isConnected && !isSlow && (
          <span class="waiting" title={texts.pending.waiting}>
            <Icon shape="clock" />
            <span class="visually-hidden">{texts.pending.waiting}</span>
          </span>
        )}
      </div>
      {replyTo !== undefined && <ReplyQuote seq={replyTo} conversation={conversation} />}
      {text !== "" && <Prose text={text} />}
      {files && (
        <ul class="pending-files">
          {files.map(({ id, name }) => <li key={id} dir="auto">{name}</li>)}
        </ul>
      )}
      {waits
        ? (!isConnected || isSlow) && <Waiting {...props} />
        : isForeign || isOver || isSilent
        ? <Unsent {...props} />
        : <Refused {...props} />}
    </li>
  );
}

/** Whether it has waited for long; never while it does not wait. */
function useSlow(waits: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!waits) return;
    const timer = setTimeout(() => setSlow(true), slowMs);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [waits]);
  return isSlow;
}

/** What keeps it, and the way to call it back. */
function Waiting({ message, conversation, isConnected }: PendingRowProps): JSX.Element {
  return (
    <p class="way-out">
      <span>
        <Icon shape="clock" /> {isConnected ? texts.pending.waiting : texts.pending.waits}
      </span>
      <Edit message={message} conversation={conversation} />
      <Action onClick={() => conversation.pending.discard(message.ref)}>
        {texts.pending.cancel}
      </Action>
    </p>
  );
}

/** Why it was refused, which `outbox_news.ts` says as well, and what to do. */
function Refused({ message, conversation }: PendingRowProps): JSX.Element {
  const { pending } = conversation;
  const { ref, refusal } = message;
  const isFileGone = lacksFile(message);
  return (
    <p class="refusal">
      <strong>{texts.pending.failed}</strong> {refusalText(message)}{" "}
      <Edit message={message} conversation={conversation} />{" "}
      {refusal && !isFileGone && isWorthRetry(refusal) && (
        <>
          <Action onClick={() => pending.retry(ref)}>{texts.pending.retry}</Action>
          {" "}
        </>
      )}
      <Action onClick={() => pending.discard(ref)}>{texts.pending.discard}</Action>
    </p>
  );
}

/**
 * It is not sent any more: by the conversation's end, which has an alert, or by its author's; or one
 * may only read just now, as the composer's place says.
 */
function Unsent({ message, name, conversation, isForeign }: PendingRowProps): JSX.Element {
  return (
    <p class="refusal">
      <strong>{isForeign ? texts.pending.foreign(name) : texts.pending.failed}</strong>{" "}
      <CopyText text={message.text} />{" "}
      <Action onClick={() => conversation.pending.discard(message.ref)}>
        {texts.pending.discard}
      </Action>
    </p>
  );
}

/** Makes a draft of it again, once what attaches its files is loaded. */
function Edit(
  { message, conversation }: Pick<PendingRowProps, "message" | "conversation">,
): JSX.Element {
  return (
    <Action
      isDisabled={!canTakeUp(conversation, message)}
      onClick={() => takeUp(conversation, message)}
    >
      {texts.pending.edit}
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
