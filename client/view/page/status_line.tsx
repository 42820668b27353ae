import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Clock } from "../../../lib/clock.ts";
import type { ConnectionStatus } from "../../connection/connection.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { texts } from "../../i18n/texts.ts";

interface StatusLineProps {
  conversation: Conversation;
  /** Tells how long it is until the next try. */
  clock: Clock;
}

/**
 * How the connection stands, for as long as it is not simply there. Not read out, for its words
 * change with every try; `connection_news.ts` is.
 */
export function StatusLine({ conversation, clock }: StatusLineProps): JSX.Element {
  const status = conversation.status.value;
  return (
    <div class="status-line" data-status={status.kind}>
      <Words
        status={status}
        waiting={conversation.pending.waiting.value}
        conversation={conversation}
        clock={clock}
      />
    </div>
  );
}

interface WordsProps extends StatusLineProps {
  status: ConnectionStatus;
  /** How many messages wait. */
  waiting: number;
}

function Words({ status, waiting, conversation, clock }: WordsProps): JSX.Element | null {
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
            <Countdown untilMs={status.retryAtMs} clock={clock} />
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
function Countdown({ untilMs, clock }: { untilMs: number; clock: Clock }): JSX.Element {
  const nowMs = useSignal(clock.now());
  useEffect(() => {
    nowMs.value = clock.now();
    const timer = setInterval(() => nowMs.value = clock.now(), 250);
    return () => clearInterval(timer);
  }, [untilMs]);
  const seconds = Math.max(1, Math.ceil((untilMs - nowMs.value) / 1000));
  return <span aria-hidden="true">{texts.status.waitingIn(seconds)}</span>;
}
