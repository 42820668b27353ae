import type { ComponentChildren, ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Conversation } from "../../conversation/conversation.ts";
import type { PendingMessage } from "../../outbox/outbox_store.ts";
import { isWorthRetry, lacksFile } from "../../outbox/pending.ts";
import { errorText, texts } from "../../i18n/texts.ts";
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
        : isForeign || isOver
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
      <Action onClick={() => conversation.pending.discard(message.ref)}>
        {texts.pending.cancel}
      </Action>
    </p>
  );
}

/** Why it was refused, and what to do. */
function Refused({ message, conversation }: PendingRowProps): JSX.Element {
  const { pending, draft, tray } = conversation;
  const { ref, text, replyTo, refusal, files = [] } = message;
  const isFileGone = lacksFile(message);
  function edit(): void {
    // What it answered may be the very thing that is not there.
    const isOriginalGone = refusal?.code === "not_found" && !isFileGone;
    draft.restore(text, isOriginalGone ? undefined : replyTo);
    tray.peek()?.restore(files);
    pending.discard(ref);
  }
  return (
    <p class="refusal" role="alert">
      <strong>{texts.pending.failed}</strong>{" "}
      {isFileGone ? texts.pending.fileGone : refusal && errorText(refusal)}{" "}
      <Action onClick={edit}>{texts.pending.edit}</Action>{" "}
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

/** It is not sent any more: by the conversation's end, which has an alert, or by its author's. */
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

function Action(
  { onClick, children }: { onClick: () => void; children: ComponentChildren },
): JSX.Element {
  return <button type="button" class="link" onClick={onClick}>{children}</button>;
}
