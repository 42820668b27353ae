import { render } from "preact";
import type { JSX } from "preact";
import { closeBeside } from "./close_beside.ts";
import { placeBeside } from "./place_beside.ts";
import { isTouch } from "./touch.ts";

/** What a dialog is like. */
export interface AskOptions {
  /** Its class. */
  readonly name: string;
  /** What it is called. */
  readonly label: string;
  /** It closes, without an answer, when this is aborted. */
  readonly signal?: AbortSignal;
  /** It stands beside this; on a touch screen at the lower edge, where the thumb is. */
  readonly beside?: Element;
}

/**
 * Opens a dialog that waits for an answer. Escape and a press beside it close it without one. The
 * focus goes back to where it was.
 *
 * @param content What is in it; it gives the answer, once, which closes the dialog.
 */
export function ask<Answer>(
  content: (answer: (answer?: Answer) => void) => JSX.Element,
  { name, label, beside, signal: ending }: AskOptions,
): Promise<Answer | undefined> {
  const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
  const before = document.activeElement;
  const dialog = document.createElement("dialog");
  const open = new AbortController();
  const { signal } = open;
  let given: Answer | undefined;
  dialog.className = `ask ${name}`;
  dialog.ariaLabel = label;
  dialog.dataset.place = beside === undefined ? "middle" : isTouch() ? "sheet" : "beside";
  closeBeside(dialog);
  dialog.addEventListener("close", () => {
    open.abort();
    render(null, dialog);
    dialog.remove();
    // Safari gives no focus to a button that is clicked, and the dialog none to what had none.
    if (before === document.body && beside instanceof HTMLElement) beside.focus();
    resolve(given);
  });
  render(
    content((answer) => {
      given = answer;
      dialog.close();
    }),
    dialog,
  );
  ending?.addEventListener("abort", () => dialog.close(), { signal });
  document.body.append(dialog);
  dialog.showModal();
  if (dialog.dataset.place === "beside") {
    const place = () => placeBeside(dialog, beside!, { side: "below", align: "end" });
    place();
    addEventListener("resize", place, { signal });
  }
  return promise;
}
