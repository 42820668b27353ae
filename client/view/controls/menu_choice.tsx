import type { JSX } from "preact";
import { Icon } from "./icon.tsx";
import type { IconShape } from "./icon.tsx";

interface MenuChoiceProps {
  shape: IconShape;
  children: string;
  /** Whether it cannot be undone. */
  isGrave?: boolean;
  onClick(): void;
}

/** One thing that a menu offers; they stand in a `ul.choices`. */
export function MenuChoice(
  { shape, children, isGrave = false, onClick }: MenuChoiceProps,
): JSX.Element {
  return (
    <li>
      <button type="button" data-grave={isGrave} onClick={onClick}>
        <Icon shape={shape} />
        <span aria-live="polite">{children}</span>
      </button>
    </li>
  );
}

/** The arrow keys go up and down, as in any menu. */
export function stepThroughMenu(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.findIndex((button) => button === document.activeElement);
  event.preventDefault();
  buttons.at((at + by) % buttons.length)?.focus();
}
