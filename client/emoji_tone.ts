import { skinTones } from "./emoji_catalogue.ts";
import type { SkinTone } from "./emoji_catalogue.ts";
import { browserStorage } from "./emoji_uses.ts";

const key = "parley.skinTone";

/** The skin tone in which one picks emoji, as far as this browser knows. */
export function readSkinTone(): SkinTone {
  const kept = browserStorage()?.getItem(key);
  return skinTones.find((tone) => tone === kept) ?? "none";
}

/** Keeps it for the next time. */
export function writeSkinTone(tone: SkinTone): void {
  try {
    browserStorage()?.setItem(key, tone);
  } catch {
    // Full or forbidden: it lasts as long as the picker.
  }
}
