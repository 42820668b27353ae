import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Format } from "../formatting.ts";
import { texts } from "../texts.ts";
import { Icon } from "./icon.tsx";
import { nextInToolbar } from "./toolbar_keys.ts";

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
  const current = useSignal(0);
  function pressed(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
    const { currentTarget: bar } = event;
    const isRightToLeft = getComputedStyle(bar).direction === "rtl";
    const next = nextInToolbar(event.key, current.value, { count: formats.length, isRightToLeft });
    if (next === undefined) return;
    event.preventDefault();
    current.value = next;
    bar.querySelectorAll("button")[next]?.focus();
  }
  return (
    <div
      class="toolbar"
      id={toolbarId}
      role="toolbar"
      aria-label={texts.formatting.label}
      onKeyDown={pressed}
    >
      {formats.map((format, index) => (
        <button
          key={format}
          type="button"
          class="icon-button"
          tabIndex={index === current.value ? 0 : -1}
          aria-label={texts.formatting[format]}
          title={texts.formatting[format]}
          onFocus={() => current.value = index}
          // Keeps the focus, the selection and a phone's keyboard in the box.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onFormat(format)}
        >
          <Icon shape={format} />
        </button>
      ))}
    </div>
  );
}
