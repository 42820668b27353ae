/** Finding one's way in messages that stand in the order of their log. */
import type { Message } from "../../lib/wire/messages.ts";

/** Finds a message by its place in the log. */
export function findBySeq(messages: readonly Message[], seq: number): Message | undefined {
  const found = messages[countUpTo(messages, seq) - 1];
  return found?.seq === seq ? found : undefined;
}

/** How many of the messages stand at `seq` or before it, by binary search. */
export function countUpTo(messages: readonly Message[], seq: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (messages[middle]!.seq <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
