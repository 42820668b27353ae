/** The place that an arrow key leads to from each, in a row; `undefined` for any other key. */
function target(key: string, at: number, count: number, isRtl: boolean): number | undefined {
  switch (key) {
    case "Home":
      return 0;
    case "End":
      return count - 1;
    case "ArrowLeft":
      return (at + (isRtl ? 1 : count - 1)) % count;
    case "ArrowRight":
      return (at + (isRtl ? count - 1 : 1)) % count;
    default:
      return undefined;
  }
}

/**
 * Has the arrow keys move the focus among the buttons of a row, of which the Tab key then needs to
 * reach but one. Call it at each key press there.
 */
export function rove(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const { currentTarget: row, key } = event;
  const buttons = [...row.querySelectorAll<HTMLElement>("button")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  const isRtl = getComputedStyle(row).direction === "rtl";
  const next = at < 0 ? undefined : target(key, at, buttons.length, isRtl);
  if (next === undefined) return;
  event.preventDefault();
  for (const [index, button] of buttons.entries()) button.tabIndex = index === next ? 0 : -1;
  buttons[next]!.focus();
}
