import type { JSX } from "preact";
import type { Clock } from "../../../lib/clock.ts";
import type { ConnectionStatus } from "../../connection/connection.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { texts } from "../../i18n/texts.ts";
import { lazy } from "../controls/lazy.tsx";
import type { AwayLineProps } from "./away_line.tsx";

const AwayLine = lazy<AwayLineProps>(
  async () => (await import("../timeline/around.ts")).AwayLine,
  () => <p>{texts.status.retrying}</p>,
);

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
    case "waiting":
      return (
        <AwayLine.View
          status={status}
          waiting={waiting}
          conversation={conversation}
          clock={clock}
        />
      );
    default:
      return status satisfies never;
  }
}
