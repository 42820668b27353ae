import type { Conversation } from "../../conversation/conversation.ts";
import { focusRow } from "../controls/active_row.ts";
import type { Follow } from "./follow.ts";
import { findRowsInView } from "./rows_in_view.ts";

/** Pixels of the view that stay in view when one goes on by a page. */
const overlapPx = 80;

/** What {@linkcode roam} moves in. */
export interface RoamParts {
  readonly conversation: Conversation;
  readonly follow: Follow;
}

/**
 * Moves the focus from message to message, by the keys with which one moves in a list; the log is
 * one stop of the Tab key. Only from the log or a row itself: a box of code scrolls by these keys.
 */
export function roam(event: KeyboardEvent, { conversation, follow }: RoamParts): void {
  const { key, target, currentTarget: log } = event;
  if (!(target instanceof HTMLElement) || !(log instanceof HTMLElement)) return;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.shiftKey || (target !== log && !target.matches(".message"))) return;
  switch (key) {
    case "ArrowUp":
    case "ArrowDown": {
      const way = key === "ArrowUp" ? -1 : 1;
      const isHere = target !== log && isInView(target, log);
      if (isHere && reachesOut(target, log, way)) return;
      go(isHere ? neighbour(target, log, way) : rowInView(log, way));
      break;
    }
    case "PageUp":
    case "PageDown": {
      const way = key === "PageUp" ? -1 : 1;
      log.scrollTop += way * (log.clientHeight - overlapPx);
      go(rowInView(log, -way));
      break;
    }
    case "Home":
      go(rowsOf(log)[0]);
      break;
    case "End":
      conversation.toNewest();
      // Once the newest messages are there.
      requestAnimationFrame(() => {
        go(rowsOf(log).at(-1));
        follow.toEnd();
      });
      break;
    default:
      return;
  }
  event.preventDefault();
}

function rowsOf(log: HTMLElement): HTMLElement[] {
  return Array.from(log.querySelectorAll<HTMLElement>(".message"));
}

/** The row before (-1) or after (1) another, in whichever chunk or day. */
function neighbour(row: HTMLElement, log: HTMLElement, way: number): HTMLElement | undefined {
  const rows = rowsOf(log);
  return rows[rows.indexOf(row) + way];
}

/** The last row in view, going up, or the first, going down. */
function rowInView(log: HTMLElement, way: number): HTMLElement | undefined {
  const inView = findRowsInView(log, log.querySelector(".lines")!);
  return way < 0 ? inView?.last : inView?.first;
}

function isInView(row: HTMLElement, log: HTMLElement): boolean {
  const view = log.getBoundingClientRect();
  const { top, bottom } = row.getBoundingClientRect();
  return bottom > view.top && top < view.bottom;
}

/** Whether there is more of a row beyond the view, above (-1) or below (1): that is read first. */
function reachesOut(row: HTMLElement, log: HTMLElement, way: number): boolean {
  const view = log.getBoundingClientRect();
  const { top, bottom } = row.getBoundingClientRect();
  return way < 0 ? top < view.top - 1 : bottom > view.bottom + 1;
}

function go(row: HTMLElement | undefined): void {
  if (row === undefined) return;
  focusRow(row);
  row.scrollIntoView({ block: "nearest" });
}
