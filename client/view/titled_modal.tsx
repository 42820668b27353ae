import type { ComponentChildren, JSX } from "preact";
import { texts } from "../texts.ts";
import { Icon } from "./icon.tsx";
import { Modal } from "./modal.tsx";

interface TitledModalProps {
  /** Its class. */
  name: string;
  /** What it is about; its name too. */
  heading: string;
  /** It is to be closed; take it away. */
  onClose(): void;
  /** Whether nothing in it takes the focus, so that it has to itself: it may scroll. */
  isText?: boolean;
  children: ComponentChildren;
}

/** A dialog over the page with a heading, and a button that closes it. */
export function TitledModal(
  { name, heading, onClose, isText = false, children }: TitledModalProps,
): JSX.Element {
  return (
    <Modal class={`titled-modal ${name}`} label={heading} onClose={onClose}>
      <header>
        <h2>{heading}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={texts.dialog.close}
          onClick={onClose}
        >
          <Icon shape="close" />
        </button>
      </header>
      {isText
        ? <div class="body" tabIndex={0} role="group" aria-label={heading}>{children}</div>
        : <div class="body">{children}</div>}
    </Modal>
  );
}
