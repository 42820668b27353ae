import type { JSX } from "preact";
import { Drawing } from "../controls/icon.tsx";

interface GoToMessageProps {
  /** What it does, in words. */
  label: string;
  onGo(): void;
}

/** A button that leads from a file to the message that has it. */
export function GoToMessage({ label, onGo }: GoToMessageProps): JSX.Element {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={onGo}>
      <Drawing path="M4 5h16v11h-8.5L7.5 19.5V16H4z" isSideways />
    </button>
  );
}
