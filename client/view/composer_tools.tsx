import type { JSX } from "preact";
import type { Notices } from "../notices.ts";
import { replaced } from "../selection.ts";
import { texts } from "../texts.ts";
import { Icon } from "./icon.tsx";
import { toolbarId } from "./toolbar.tsx";
import type { ToolbarChoice } from "./use_toolbar.ts";
import type { Writing } from "./use_writing.ts";

interface ComposerToolsProps {
  writing: Writing;
  toolbar: ToolbarChoice;
  /** Where it is said that something did not load. */
  notices: Notices;
}

/** The buttons beside the box: for an emoji, and for the toolbar. */
export function ComposerTools({ writing, toolbar, notices }: ComposerToolsProps): JSX.Element {
  async function insertEmoji(anchor: HTMLElement): Promise<void> {
    const { pickEmoji } = await import("./emoji_picker.tsx");
    const insert = await pickEmoji(anchor);
    if (insert === undefined) return;
    writing.change((it) => replaced(it, { start: it.start, end: it.end, insert }));
  }
  const failed = () => notices.show({ kind: "emoji", text: texts.emoji.failed });
  return (
    <span class="tools">
      <button
        type="button"
        class="icon-button emoji-button"
        aria-label={texts.composer.emoji}
        title={texts.composer.emoji}
        aria-haspopup="dialog"
        onPointerDown={keepFocus}
        onClick={({ currentTarget }) => void insertEmoji(currentTarget).catch(failed)}
      >
        <Icon shape="smile" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={texts.formatting.label}
        title={texts.formatting.label}
        aria-expanded={toolbar.isOpen}
        aria-controls={toolbar.isOpen ? toolbarId : undefined}
        onPointerDown={keepFocus}
        onClick={toolbar.toggle}
      >
        <Icon shape="letters" />
      </button>
    </span>
  );
}

/** Leaves the focus, and with it a phone's keyboard, where it is. */
export function keepFocus(event: Event): void {
  event.preventDefault();
}
