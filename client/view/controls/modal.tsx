import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { closeBeside } from "./close_beside.ts";

interface ModalProps {
  /** Its class, and those of its kind. */
  class: string;
  /** What it is called. */
  label: string;
  /** It was closed, by Escape or by a press beside it; take it away. */
  onClose(): void;
  children: ComponentChildren;
}

/**
 * A dialog over the page, for as long as it is rendered. Nothing behind it can be reached; the
 * focus goes back to where it was.
 */
export function Modal({ class: className, label, onClose, children }: ModalProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const isGoing = useRef(false);
  useLayoutEffect(() => {
    const element = dialog.current!;
    closeBeside(element);
    element.showModal();
    return () => {
      // The event comes later, when something else may be open.
      isGoing.current = true;
      // Closed before it goes: only then does the browser put the focus back.
      element.close();
    };
  }, []);
  return (
    <dialog
      class={`modal ${className}`}
      ref={dialog}
      aria-label={label}
      onClose={() => isGoing.current || onClose()}
    >
      {children}
    </dialog>
  );
}
