import type { JSX } from "preact";
import type { Format } from "../formatting.ts";
import { texts } from "../texts.ts";
import { Icon } from "./icon.tsx";
import { rove } from "./rove.ts";

/** Id of the toolbar, for the button that shows it. */
export const toolbarId = "formatting";

const formats: readonly Format[] = [
  "bold",
  "italic",
  "strike",
  "link",
  "code",
  "codeBlock",
  "quote",
  "list",
];

/** Buttons for markdown. One stop of the Tab key, as a toolbar is; arrow keys lead through it. */
export function Toolbar({ onFormat }: { onFormat(format: Format): void }): JSX.Element {
  return (
    <div
      class="toolbar"
      id={toolbarId}
      role="toolbar"
      aria-label={texts.formatting.label}
      onKeyDown={rove}
      // Keeps the focus, the selection and a phone's keyboard in the box.
      onPointerDown={(event) => event.preventDefault()}
    >
      {formats.map((format, index) => (
        <button
          key={format}
          type="button"
          class="icon-button"
          tabIndex={index === 0 ? 0 : -1}
          aria-label={texts.formatting[format]}
          title={texts.formatting[format]}
          onClick={() => onFormat(format)}
        >
          <Icon shape={format} />
        </button>
      ))}
    </div>
  );
}
