import type { JSX } from "preact";
import { Icon } from "./icon.tsx";
import type { IconShape } from "./icon.tsx";

interface IconButtonProps {
  shape: IconShape;
  /** What it does, in words. */
  label: string;
  /** Whether it opens a dialog. */
  opensDialog?: boolean;
  /** Called with the button itself. */
  onClick(button: HTMLButtonElement): void;
}

/** A button that is a drawing; its words are for who listens, and for who rests the pointer on it. */
export function IconButton(
  { shape, label, opensDialog = false, onClick }: IconButtonProps,
): JSX.Element {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      aria-haspopup={opensDialog ? "dialog" : undefined}
      title={label}
      onClick={({ currentTarget }) => onClick(currentTarget)}
    >
      <Icon shape={shape} />
    </button>
  );
}
