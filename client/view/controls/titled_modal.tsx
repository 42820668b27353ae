import type { ComponentChildren, JSX } from "preact";
import { texts } from "../../i18n/texts.ts";
import { IconButton } from "./icon_button.tsx";
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
        <IconButton shape="close" label={texts.dialog.close} onClick={onClose} />
      </header>
      {isText
        ? <div class="body" tabIndex={0} role="group" aria-label={heading}>{children}</div>
        : <div class="body">{children}</div>}
    </Modal>
  );
}
