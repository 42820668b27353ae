import type { Conversation } from "../conversation.ts";
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
 * one stop of the Tab key. A message higher than the view is scrolled through first.
 */
export function roam(event: KeyboardEvent, { conversation, follow }: RoamParts): void {
  const { key, target, currentTarget: log } = event;
  if (!(target instanceof HTMLElement) || !(log instanceof HTMLElement)) return;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target !== log && !target.matches(".message")) return;
  const rows = Array.from(log.querySelectorAll<HTMLElement>(".message"));
  const lines = log.querySelector(".lines")!;
  const inView = findRowsInView(log, lines);
  const index = rows.indexOf(target);
  switch (key) {
    case "ArrowUp":
      if (reachesOut(target, log, -1)) return;
      focus(index < 0 ? inView?.last : rows[index - 1]);
      break;
    case "ArrowDown":
      if (reachesOut(target, log, 1)) return;
      focus(index < 0 ? inView?.first : rows[index + 1]);
      break;
    case "PageUp":
    case "PageDown": {
      const isUp = key === "PageUp";
      log.scrollTop += (isUp ? -1 : 1) * (log.clientHeight - overlapPx);
      const now = findRowsInView(log, lines);
      focus(isUp ? now?.first : now?.last);
      break;
    }
    case "Home":
      focus(rows[0]);
      break;
    case "End":
      conversation.toNewest();
      // Once the newest messages are there.
      requestAnimationFrame(() => {
        focus(Array.from(log.querySelectorAll<HTMLElement>(".message")).at(-1));
        follow.toEnd();
      });
      break;
    default:
      return;
  }
  event.preventDefault();
}

/** Whether a message goes on beyond the view, up (-1) or down (1). */
function reachesOut(row: HTMLElement, log: HTMLElement, way: -1 | 1): boolean {
  if (row === log) return false;
  const view = log.getBoundingClientRect();
  const { top, bottom, height } = row.getBoundingClientRect();
  if (height < view.height) return false;
  return way < 0 ? top < view.top : bottom > view.bottom;
}

function focus(row: HTMLElement | undefined): void {
  if (row === undefined) return;
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}
