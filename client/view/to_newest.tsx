import { useComputed, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Conversation } from "../conversation.ts";
import { texts } from "../texts.ts";
import type { Follow } from "./follow.ts";
import { Icon } from "./icon.tsx";

/** For a reader who is further up: the way back down, and how many lines came meanwhile. */
export function ToNewest(
  { conversation, follow }: { conversation: Conversation; follow: Follow },
): JSX.Element | null {
  const seenSeq = useSignal(0);
  const state = conversation.state.value;
  const unseen = useComputed(() => countUnseen(conversation, seenSeq.value));
  if (follow.isAtEnd.value) {
    seenSeq.value = state.seq;
    return null;
  }
  return (
    <button
      type="button"
      class="to-newest"
      data-unseen={unseen.value > 0}
      onClick={() => follow.toEnd()}
    >
      <Icon shape="down" />
      {unseen.value > 0 ? texts.log.newMessages(unseen.value) : texts.log.toNewest}
    </button>
  );
}

function countUnseen({ state }: Conversation, seenSeq: number): number {
  const { messages, you } = state.value;
  let count = 0;
  for (let index = messages.length - 1; index >= 0; index--) {
    const { seq, from } = messages[index]!;
    if (seq <= seenSeq) break;
    if (from.id !== you?.id) count++;
  }
  return count;
}
