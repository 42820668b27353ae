import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import type { Conversation } from "../../conversation/conversation.ts";
import type { Place } from "../../timeline/reader.ts";
import type { Follow } from "./follow.ts";
import { findRow } from "./rows_in_view.ts";

/** What {@linkcode useOpening} needs of the log. */
export interface OpeningParts {
  readonly conversation: Conversation;
  readonly follow: Follow;
  readonly lines: RefObject<HTMLElement | null>;
}

/**
 * Where a room opens: where the reader was when they left, at the first message that they have not
 * read, or at the end.
 *
 * @returns Puts things into place; call after each change of the rows. Once the room has opened,
 *   what is before the reader's eyes stays where it is.
 */
export function useOpening({ conversation, follow, lines }: OpeningParts): () => void {
  const { reader, seek, state } = conversation;
  const kept = useRef<Place | undefined>(reader.place);
  const isPlaced = useRef(false);
  const isOver = useRef(false);
  return () => {
    const line = reader.line.peek();
    const newest = state.peek().messages.at(-1)?.seq ?? 0;
    isOver.current ||= seek.target.peek() !== undefined ||
      // As long as all fits into the view, what is still to come may need another place.
      (isPlaced.current && !follow.isAtEnd.peek()) || (line !== undefined && newest > line.upTo);
    if (isOver.current) return follow.settle();
    const keptRow = kept.current && findRow(lines.current!, kept.current.seq);
    const lineRow = line?.seq === undefined ? undefined : findRow(lines.current!, line.seq);
    isPlaced.current = keptRow !== undefined || lineRow !== undefined;
    if (keptRow) follow.putBack(keptRow, kept.current!);
    else if (lineRow) follow.begin(lineRow);
    else follow.settle();
  };
}
