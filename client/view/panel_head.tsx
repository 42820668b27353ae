import type { JSX } from "preact";
import { Icon } from "./icon.tsx";

interface PanelHeadProps {
  heading: string;
  /** What the button that closes it is called. */
  closeLabel: string;
  onClose(): void;
}

/** The top of a panel: what it is, and the way out. */
export function PanelHead({ heading, closeLabel, onClose }: PanelHeadProps): JSX.Element {
  return (
    <header class="panel-head">
      {/* Takes the focus when the panel opens. */}
      <h2 dir="auto" tabIndex={-1}>{heading}</h2>
      <button type="button" class="icon-button" aria-label={closeLabel} onClick={onClose}>
        <Icon shape="close" />
      </button>
    </header>
  );
}
