import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { ConnectionStatus } from "../../connection/connection.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { texts } from "../../i18n/texts.ts";

/**
 * How the connection stands, for as long as it is not simply there. Not read out, for its words
 * change with every try; `connection_news.ts` is.
 */
export function StatusLine({ conversation }: { conversation: Conversation }): JSX.Element {
  const status = conversation.status.value;
  return (
    <div class="status-line" data-status={status.kind}>
      <Words
        status={status}
        waiting={conversation.pending.waiting.value}
        conversation={conversation}
      />
    </div>
  );
}

interface WordsProps {
  status: ConnectionStatus;
  /** How many messages wait. */
  waiting: number;
  conversation: Conversation;
}

function Words({ status, waiting, conversation }: WordsProps): JSX.Element | null {
  switch (status.kind) {
    case "open":
    case "ended":
      return null;
    case "connecting":
      return <p>{texts.status.connecting}</p>;
    case "retrying":
      return <p>{texts.status.retrying}</p>;
    case "offline":
      return <p>{waiting > 0 ? texts.status.offlineWith(waiting) : texts.status.offline}</p>;
    case "waiting":
      return (
        <p>
          <span>
            {waiting > 0 ? texts.status.waitingWith(waiting) : texts.status.waiting}{" "}
            <Countdown untilMs={status.retryAtMs} />
          </span>
          <button type="button" class="link" onClick={() => conversation.retryNow()}>
            {texts.status.retryNow}
          </button>
        </p>
      );
    default:
      return status satisfies never;
  }
}

/** Seconds that are left. */
function Countdown({ untilMs }: { untilMs: number }): JSX.Element {
  const nowMs = useSignal(Date.now());
  useEffect(() => {
    nowMs.value = Date.now();
    const timer = setInterval(() => nowMs.value = Date.now(), 250);
    return () => clearInterval(timer);
  }, [untilMs]);
  const seconds = Math.max(1, Math.ceil((untilMs - nowMs.value) / 1000));
  return <span aria-hidden="true">{texts.status.waitingIn(seconds)}</span>;
}
