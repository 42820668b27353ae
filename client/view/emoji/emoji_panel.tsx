/** The inside of the emoji picker. Imported when the picker first opens. */
import { useComputed, useSignal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { browserStorage } from "../../platform/browser.ts";
import {
  emojiGroups,
  fetchEmoji,
  inTone,
  searchEmoji,
  skinTones,
} from "../../emoji/emoji_catalogue.ts";
import type { Emoji, EmojiGroup, SkinTone } from "../../emoji/emoji_catalogue.ts";
import { drawable } from "../../emoji/emoji_support.ts";
import { readSkinTone, writeSkinTone } from "../../emoji/emoji_tone.ts";
import type { EmojiUses } from "../../emoji/emoji_uses.ts";
import { late } from "../../i18n/late_texts.ts";
import { texts } from "../../i18n/texts.ts";
import { EmojiGrid } from "./emoji_grid.tsx";
import { IconButton } from "../controls/icon_button.tsx";
import { rove } from "../controls/rove.ts";
import { isTouch } from "../controls/touch.ts";

/** What {@linkcode EmojiPanel} needs. */
export interface EmojiPanelProps {
  readonly catalogue: readonly Emoji[];
  /** Which ones were used before. */
  readonly uses: EmojiUses;
  /** Called without an emoji when the picker shall close. */
  readonly onPicked: (emoji?: string) => void;
}

/** What stands for each kind. */
const signs = {
  ...{ smileys: "😀", people: "👋", nature: "🐻", food: "🍏", travel: "🚲", activities: "⚽" },
  ...{ objects: "💡", symbols: "💟", flags: "🏁" },
} as const satisfies Record<EmojiGroup, string>;

/** Most that are shown of those used lately, and of results. */
const [maxRecent, maxResults] = [16, 160];

/** Once they are there, the next picker opens with them. */
let loaded: readonly Emoji[] | undefined;

/** Loads the emoji that this machine can show, once. */
export async function loadCatalogue(): Promise<readonly Emoji[]> {
  return loaded ??= drawable(await fetchEmoji(texts.locale));
}

/** Search, kinds, the emoji themselves, and what the one under the pointer or focus is called. */
export function EmojiPanel({ catalogue, uses, onPicked }: EmojiPanelProps): JSX.Element {
  const query = useSignal("");
  const group = useSignal<EmojiGroup>("smileys");
  const tone = useSignal(readSkinTone(browserStorage));
  const named = useSignal("");
  const search = useRef<HTMLInputElement>(null);
  const sections = useComputed(() => sectionsOf({ catalogue, uses, query, group, tone }));
  // Not on a touch screen, where it would raise a keyboard over half of the emoji.
  useEffect(() => isTouch() ? undefined : search.current!.focus(), []);

  function pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const first = search.current!.closest("dialog")!.querySelector<HTMLElement>("[data-emoji]");
    if (event.key === "ArrowDown") first?.focus();
    else if (event.key === "Enter" && query.value !== "") first?.click();
    else return;
    event.preventDefault();
  }

  return (
    <>
      <div class="emoji-search">
        <input
          type="search"
          ref={search}
          value={query.value}
          aria-label={late().emoji.search}
          placeholder={late().emoji.search}
          autocomplete="off"
          onInput={({ currentTarget }) => query.value = currentTarget.value}
          onKeyDown={pressed}
        />
        <ToneSelect
          tone={tone.value}
          onChange={(chosen) => writeSkinTone(browserStorage, tone.value = chosen)}
        />
        <IconButton shape="close" label={late().emoji.close} onClick={() => onPicked()} />
      </div>
      <div class="emoji-kinds" role="toolbar" aria-label={late().emoji.kinds} onKeyDown={rove}>
        {emojiGroups.map((name) => {
          const isShown = group.value === name && query.value === "";
          return (
            <button
              key={name}
              type="button"
              aria-pressed={isShown}
              aria-label={late().emoji.groups[name]}
              title={late().emoji.groups[name]}
              tabIndex={group.value === name ? 0 : -1}
              onClick={() => {
                query.value = "";
                group.value = name;
              }}
            >
              {signs[name]}
            </button>
          );
        })}
      </div>
      <EmojiGrid
        // Made anew, and so scrolled to its beginning.
        key={`${group.value} ${query.value === ""}`}
        sections={sections.value}
        empty={late().emoji.none(query.value)}
        onPicked={onPicked}
        onNamed={(name) => named.value = name}
        onTyped={() => search.current!.focus()}
      />
      <p class="emoji-name" aria-hidden="true">{named}</p>
    </>
  );
}

/** Emoji that stand together under a heading. */
export interface EmojiSection {
  readonly heading: string;
  readonly emoji: readonly { readonly emoji: string; readonly label: string }[];
}

function sectionsOf({ catalogue, uses, query, group, tone }: {
  catalogue: readonly Emoji[];
  uses: EmojiUses;
  query: ReadonlySignal<string>;
  group: ReadonlySignal<EmojiGroup>;
  tone: ReadonlySignal<SkinTone>;
}): EmojiSection[] {
  const toned = (emoji: readonly Emoji[]) =>
    emoji.map((one) => ({ emoji: inTone(one, tone.value), label: one.label }));
  if (query.value.trim() !== "") {
    const found = searchEmoji(catalogue, query.value).slice(0, maxResults);
    return [{ heading: late().emoji.results, emoji: toned(found) }];
  }
  const shown = {
    heading: late().emoji.groups[group.value],
    emoji: toned(catalogue.filter((emoji) => emoji.group === group.value)),
  };
  if (group.value !== "smileys") return [shown];
  return [{ heading: late().emoji.recent, emoji: recentOf(catalogue, uses) }, shown];
}

/** In the skin tone in which they were used. */
function recentOf(catalogue: readonly Emoji[], uses: EmojiUses): EmojiSection["emoji"] {
  const labels = new Map(
    catalogue.flatMap(({ emoji, label, skins = [] }) =>
      [emoji, ...skins].map((one) => [one, label] as const)
    ),
  );
  return uses.recent(maxRecent).map((emoji) => ({ emoji, label: labels.get(emoji) ?? emoji }));
}

function ToneSelect(
  { tone, onChange }: { tone: SkinTone; onChange: (tone: SkinTone) => void },
): JSX.Element {
  const hands = ["✋", "✋🏻", "✋🏼", "✋🏽", "✋🏾", "✋🏿"];
  return (
    <span class="emoji-tone">
      <span aria-hidden="true">{hands[skinTones.indexOf(tone)]}</span>
      <select
        aria-label={late().emoji.tone}
        value={tone}
        onChange={({ currentTarget }) => onChange(currentTarget.value as SkinTone)}
      >
        {skinTones.map((name, index) => (
          <option key={name} value={name}>{hands[index]} {late().emoji.tones[name]}</option>
        ))}
      </select>
    </span>
  );
}
