import type { ComponentChildren, JSX } from "preact";
import { texts } from "../../i18n/texts.ts";
import { pickEmoji } from "../emoji/emoji_picker.tsx";
import { Icon } from "../controls/icon.tsx";
import { toolbarId } from "./toolbar_id.ts";
import type { ToolbarChoice } from "./use_toolbar.ts";
import type { LoadedAids } from "./use_writing_aids.ts";

interface ComposerToolsProps {
  aids: LoadedAids;
  toolbar: ToolbarChoice;
  /** What comes before them. */
  children: ComponentChildren;
}

/** The buttons beside the box: for an emoji, and for the toolbar. */
export function ComposerTools({ aids, toolbar, children }: ComposerToolsProps): JSX.Element {
  function insertEmoji(anchor: HTMLElement): void {
    aids.use(async (it) => {
      // Chromium may have forgotten it when the picker has gone.
      const { selection } = it;
      const emoji = await pickEmoji(anchor);
      if (emoji !== undefined) it.insert(emoji, selection);
    });
  }
  return (
    <span class="tools">
      {children}
      <button
        type="button"
        class="icon-button emoji-button"
        aria-label={texts.composer.emoji}
        title={texts.composer.emoji}
        aria-haspopup="dialog"
        onPointerDown={leaveFocus}
        onClick={({ currentTarget }) => insertEmoji(currentTarget)}
      >
        <Icon shape="smile" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={texts.formatting.label}
        title={texts.formatting.label}
        aria-expanded={toolbar.View !== undefined}
        aria-controls={toolbar.View && toolbarId}
        onPointerDown={leaveFocus}
        onClick={toolbar.toggle}
      >
        <Icon shape="letters" />
      </button>
    </span>
  );
}

/** Leaves the focus, and with it a phone's keyboard, where it is. */
export function leaveFocus(event: Event): void {
  event.preventDefault();
}
