import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Clock } from "../../../lib/clock.ts";
import type { ConnectionStatus } from "../../connection/connection.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { late } from "../../i18n/late_texts.ts";
import { texts } from "../../i18n/texts.ts";

/** What {@linkcode AwayLine} is told. */
export interface AwayLineProps {
  status: Extract<ConnectionStatus, { kind: "offline" | "waiting" }>;
  /** How many messages wait. */
  waiting: number;
  conversation: Conversation;
  /** Tells how long it is until the next try. */
  clock: Clock;
}

/** That there is no connection, what waits for it, and when the next try is. */
export function AwayLine({ status, waiting, conversation, clock }: AwayLineProps): JSX.Element {
  const words = late().away;
  const messages = texts.status.messagesWait(waiting);
  if (status.kind === "offline") {
    return <p>{waiting > 0 ? words.offlineWith(messages) : texts.status.offline}</p>;
  }
  return (
    <p>
      <span>
        {waiting > 0 ? words.waitingWith(messages) : words.waiting}{" "}
        <Countdown untilMs={status.retryAtMs} clock={clock} />
      </span>
      <button type="button" class="link" onClick={() => conversation.retryNow()}>
        {words.retryNow}
      </button>
    </p>
  );
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
  return <span aria-hidden="true">{late().away.waitingIn(seconds)}</span>;
}
