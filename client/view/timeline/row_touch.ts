import { rowOf } from "../controls/active_row.ts";

/** Milliseconds after which a touch is a long one, and pixels it may stray. */
const [longMs, strayPx] = [450, 10];

/** What touching a row does. */
export interface RowTouchParts {
  /** A row was tapped where there is nothing else to tap, or what is no row. */
  tapped(row: HTMLElement | undefined): void;
  /** A finger rests on a row. */
  pressed(row: HTMLElement): void;
  /** A finger rests on something that explains itself. */
  asked(explained: HTMLElement): void;
}

/** What has a touch of its own: links open the system's menu, boxes scroll, films play. */
const interactive = "a, button, audio, video, [tabindex='0']";

/** Tells taps and long touches apart from scrolling; gives a function that stops it. */
export function answerTouch(stage: HTMLElement, parts: RowTouchParts): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let begin: { readonly x: number; readonly y: number } | undefined;
  /** Whether the touch was a long one, so that its end is no tap. */
  let wasLong = false;

  function stop(): void {
    clearTimeout(timer);
    begin = undefined;
  }

  function rested(target: EventTarget | null): void {
    if (!(target instanceof Element) || target.closest("a, audio, video")) return;
    const explained = target.closest<HTMLElement>(".reaction[data-tip]");
    const row = rowOf(target);
    wasLong = explained !== null || row !== undefined;
    if (explained !== null) parts.asked(explained);
    else if (row !== undefined) parts.pressed(row);
  }

  stage.addEventListener("pointerdown", ({ pointerType, isPrimary, target, clientX, clientY }) => {
    stop();
    wasLong = false;
    if (pointerType !== "touch" || !isPrimary) return;
    begin = { x: clientX, y: clientY };
    timer = setTimeout(() => rested(target), longMs);
  }, { signal });
  stage.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (begin && Math.hypot(clientX - begin.x, clientY - begin.y) > strayPx) stop();
  }, { signal });
  for (const type of ["pointerup", "pointercancel"] as const) {
    stage.addEventListener(type, stop, { signal });
  }
  stage.addEventListener("touchend", (event) => {
    // Or it would click on what has come up under the finger.
    if (wasLong) event.preventDefault();
  }, { signal, passive: false });
  stage.addEventListener("contextmenu", (event) => {
    // Android's own menu for a long touch, which ours takes the place of.
    if (begin !== undefined || wasLong) event.preventDefault();
  }, { signal });
  stage.addEventListener("click", (event) => {
    const { pointerType } = event as PointerEvent;
    if (pointerType === "mouse" || !(event.target instanceof Element)) return;
    const row = rowOf(event.target);
    const control = event.target.closest(interactive);
    if (control === null || !row?.contains(control)) parts.tapped(row);
  }, { signal });
  return () => {
    stop();
    listening.abort();
  };
}
