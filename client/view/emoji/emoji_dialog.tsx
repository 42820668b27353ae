import { useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { browserStorage } from "../../platform/browser.ts";
import { EmojiUses } from "../../emoji/emoji_uses.ts";
import { late } from "../../i18n/late_texts.ts";
import { ask } from "../controls/ask.tsx";
import type { EmojiPanelProps } from "./emoji_panel.tsx";
import { IconButton } from "../controls/icon_button.tsx";

/** Opens the emoji picker beside `anchor` and gives what was picked, or nothing. */
export async function askEmoji(anchor: HTMLElement): Promise<string | undefined> {
  const emoji = await ask<string>((answer) => <EmojiPicker onPicked={answer} />, {
    name: "emoji-picker",
    label: late().emoji.label,
    beside: anchor,
  });
  if (emoji !== undefined) new EmojiUses(browserStorage).note(emoji);
  return emoji;
}

interface EmojiPickerProps {
  /** Called without an emoji when the picker shall close. */
  onPicked(emoji?: string): void;
}

/** The panel with the emoji, or how loading them goes. */
function EmojiPicker({ onPicked }: EmojiPickerProps): JSX.Element {
  const ready = useSignal<Loaded | "loading" | "failed">("loading");
  function load(): void {
    ready.value = "loading";
    loadPanel().then((loaded) => ready.value = loaded, () => ready.value = "failed");
  }
  useEffect(load, []);
  const { value } = ready;
  if (typeof value === "object") {
    const { EmojiPanel, catalogue } = value;
    return (
      <EmojiPanel
        catalogue={catalogue}
        uses={new EmojiUses(browserStorage)}
        onPicked={onPicked}
      />
    );
  }
  return (
    <div class="emoji-status">
      <p role="status">{late().emoji[value]}</p>
      {value === "failed" && (
        <button type="button" class="link" onClick={load}>{late().emoji.tryAgain}</button>
      )}
      <IconButton shape="close" label={late().emoji.close} onClick={() => onPicked()} />
    </div>
  );
}

interface Loaded {
  readonly EmojiPanel: ComponentType<EmojiPanelProps>;
  readonly catalogue: EmojiPanelProps["catalogue"];
}

async function loadPanel(): Promise<Loaded> {
  const { EmojiPanel, loadCatalogue } = await import("./emoji_panel.tsx");
  return { EmojiPanel, catalogue: await loadCatalogue() };
}
