import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Conversation } from "../conversation.ts";
import type { Place } from "../reader.ts";
import type { Follow } from "./follow.ts";
import { findRow } from "./rows_in_view.ts";

/** Signs of a reader who goes somewhere of their own accord. */
const moves = ["wheel", "touchstart", "pointerdown", "keydown"];

/** What {@linkcode useOpening} needs of the log. */
export interface OpeningParts {
  readonly conversation: Conversation;
  readonly follow: Follow;
  readonly scroller: RefObject<HTMLElement | null>;
  readonly lines: RefObject<HTMLElement | null>;
}

/**
 * Where a room opens: where the reader was when they left, at the first message that they have not
 * read, or at the end.
 *
 * @returns Puts things into place; call after each change of the rows. Once the reader moves, or
 *   new messages come, what they look at stays where it is.
 */
export function useOpening(parts: OpeningParts): () => void {
  const { conversation: { reader, seek, state }, follow, scroller, lines } = parts;
  const kept = useRef<Place | undefined>(reader.place);
  const isOver = useRef(false);
  useLayoutEffect(() => {
    const watching = new AbortController();
    const end = () => {
      isOver.current = true;
      watching.abort();
    };
    for (const move of moves) {
      scroller.current!.addEventListener(move, end, { signal: watching.signal, passive: true });
    }
    return () => watching.abort();
  }, []);
  return () => {
    const line = reader.line.peek();
    const newest = state.peek().messages.at(-1)?.seq ?? 0;
    isOver.current ||= seek.target.peek() !== undefined ||
      (line !== undefined && newest > line.upTo);
    if (isOver.current) return follow.settle();
    const keptRow = kept.current && findRow(lines.current!, kept.current.seq);
    const lineRow = line?.seq === undefined ? undefined : findRow(lines.current!, line.seq);
    if (keptRow) follow.putBack(keptRow, kept.current!);
    else if (lineRow) follow.begin(lineRow);
    else follow.toEnd();
  };
}
