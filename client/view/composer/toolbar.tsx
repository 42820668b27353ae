import type { JSX } from "preact";
import type { Format } from "../../composer/formatting.ts";
import { late } from "../../i18n/late_texts.ts";
import { texts } from "../../i18n/texts.ts";
import { Drawing } from "../controls/icon.tsx";
import { rove } from "../controls/rove.ts";
import { toolbarId } from "./toolbar_id.ts";

/** What {@linkcode Toolbar} needs. */
export interface ToolbarProps {
  /** Called when a button is pressed. */
  onFormat(format: Format): void;
}

/** The formats in their order, with what is drawn for each. */
const drawings: Readonly<Record<Format, string>> = {
  bold: "M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z",
  italic: "M10 5h7M7 19h7M14 5l-4 14",
  strike:
    "M4 12h16M16.5 7.6C16 6 14.5 5 12 5 9.4 5 7.5 6.2 7.5 8.3c0 .8.2 1.4.6 1.9M7.5 16c.4 1.8 2 3 4.6 3 2.6 0 4.4-1.2 4.4-3.3 0-.5-.1-.9-.2-1.2",
  link:
    "M10 14a4 4 0 0 0 5.7 0l3.2-3.2a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.2 3.2a4 4 0 0 0 5.7 5.7l1.2-1.2",
  code: "M8.5 7l-5 5 5 5M15.5 7l5 5-5 5",
  codeBlock: "M4 5h16v14H4zM10 9.5L7.5 12l2.5 2.5M14 9.5l2.5 2.5-2.5 2.5",
  quote: "M5 6v12M9.5 8h10M9.5 12h10M9.5 16h6",
  list: "M9 7h11M9 12h11M9 17h11M4.5 7v.01M4.5 12v.01M4.5 17v.01",
};
const formats = Object.keys(drawings) as Format[];

/** Buttons for markdown. One stop of the Tab key, as a toolbar is; arrow keys lead through it. */
export function Toolbar({ onFormat }: ToolbarProps): JSX.Element {
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
          aria-label={late().formatting[format]}
          title={late().formatting[format]}
          onClick={() => onFormat(format)}
        >
          <Drawing path={drawings[format]} />
        </button>
      ))}
    </div>
  );
}
