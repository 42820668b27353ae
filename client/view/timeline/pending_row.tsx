import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Conversation } from "../../conversation/conversation.ts";
import type { PendingMessage } from "../../outbox/outbox_store.ts";
import { texts } from "../../i18n/texts.ts";
import { Avatar } from "../controls/avatar.tsx";
import { Icon } from "../controls/icon.tsx";
import { lazy } from "../controls/lazy.tsx";
import { memo } from "../controls/memo.ts";
import { Prose } from "./prose.tsx";
import { ReplyQuote } from "./reply_quote.tsx";
import type { WayOutProps } from "./way_out.tsx";

const WayOut = lazy<WayOutProps>(async () => (await import("./around.ts")).WayOut, () => null);

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
  const isFinal = isForeign || isOver || conversation.silence.value !== undefined;
  const isStuck = !waits || !isConnected || isSlow;
  const kind = waits ? "waiting" : isFinal ? "unsent" : "refused";
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
      {isStuck && <WayOut.View {...props} kind={kind} />}
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
