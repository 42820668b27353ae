/** Emoji by name, for who types them. Imported when first needed. */
import { browserStorage } from "../platform/browser.ts";
import { fetchEmoji, inTone, searchEmoji } from "./emoji_catalogue.ts";
import type { FindEmoji } from "./emoji_shortcodes.ts";
import { drawable } from "./emoji_support.ts";
import { readSkinTone } from "./emoji_tone.ts";
import { texts } from "../i18n/texts.ts";

/**
 * Loads what finds the emoji that this machine can show, in the skin tone in which one picks them.
 *
 * @throws {Error} when they cannot be had.
 */
export async function loadEmojiSearch(): Promise<FindEmoji> {
  const catalogue = drawable(await fetchEmoji(texts.locale));
  return (words) =>
    searchEmoji(catalogue, words).map((one) => ({
      emoji: inTone(one, readSkinTone(browserStorage)),
      label: one.label,
    }));
}
