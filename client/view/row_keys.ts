import { findMessage } from "../state.ts";
import type { Conversation } from "../conversation.ts";
import { isApple } from "../keyboard.ts";
import { isShortcut } from "../shortcuts.ts";
import type { ShortcutName } from "../shortcuts.ts";
import { focusRow, rowOf, seqOf } from "./active_row.ts";
import type { MessageActions } from "./message_actions.ts";

/**
 * Lets the arrow keys go from row to row, and the shortcuts act on the row with the focus.
 *
 * @param stage What the log is in.
 * @returns A function that stops it.
 */
export function answerRowKeys(
  stage: HTMLElement,
  conversation: Conversation,
  actions: MessageActions,
): () => void {
  function act(event: KeyboardEvent, row: HTMLElement): boolean {
    const message = findMessage(conversation.state.peek(), seqOf(row));
    const is = (name: ShortcutName) => isShortcut(name, event, { isApple: isApple() });
    if (message === undefined) return false;
    if (is("reply")) actions.reply(message);
    else if (is("react")) {
      void actions.pickReaction(message, row.querySelector('[data-action="react"]') ?? row);
    } else if (is("remove")) void actions.remove(message);
    // On a link or a button Enter does what it does everywhere.
    else if (is("edit") && event.target === row) actions.edit(message);
    else return false;
    return true;
  }

  function pressed(event: KeyboardEvent): void {
    if (event.defaultPrevented) return;
    const row = rowOf(event.target);
    const hasMoved = isPlainArrow(event) && move(event);
    if (hasMoved || (row !== undefined && act(event, row))) event.preventDefault();
  }

  stage.addEventListener("keydown", pressed);
  return () => stage.removeEventListener("keydown", pressed);
}

function isPlainArrow({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return /^Arrow(Up|Down)$/.test(key) && !altKey && !ctrlKey && !metaKey && !shiftKey;
}

/** Gives the next row the focus; tells whether there was one to go to. */
function move({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const log = target.closest<HTMLElement>(".log");
  const row = rowOf(target);
  // Only from the log or a row itself: a box of code scrolls by these keys.
  if (log === null || (target !== log && target !== row)) return false;
  const isUp = key === "ArrowUp";
  const view = log.getBoundingClientRect();
  const place = row?.getBoundingClientRect();
  const isInView = place !== undefined && place.bottom > view.top && place.top < view.bottom;
  // A row with more to it in that direction is read to its end first.
  if (isInView && (isUp ? place.top < view.top - 1 : place.bottom > view.bottom + 1)) return false;
  const next = isInView ? neighbour(row!, isUp) : inView(log, isUp);
  if (next === undefined) return false;
  focusRow(next, {});
  return true;
}

/** The row before or after another, in whichever chunk. */
function neighbour(row: HTMLElement, isUp: boolean): HTMLElement | undefined {
  const step = (element: Element) =>
    isUp ? element.previousElementSibling : element.nextElementSibling;
  let next: Element | null = row;
  do {
    const chunk: Element | null = next.parentElement && step(next.parentElement);
    next = step(next) ?? (isUp ? chunk?.lastElementChild : chunk?.firstElementChild) ?? null;
  } while (next !== null && rowOf(next) !== next);
  return next === null ? undefined : next as HTMLElement;
}

/** The last row that is whole in view, going up from the log itself, or the first, going down. */
function inView(log: HTMLElement, isUp: boolean): HTMLElement | undefined {
  const view = log.getBoundingClientRect();
  const isIn = (element: Element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > view.top && top < view.bottom;
  };
  // Chunk by chunk, for the rows of one out of view have no layout to ask for.
  const rows = [...log.querySelectorAll(".chunk")].filter(isIn)
    .flatMap((chunk) => [...chunk.querySelectorAll<HTMLElement>(".message[data-seq]")])
    .filter(isIn);
  return rows.at(isUp ? -1 : 0);
}
