import { skinTones } from "./emoji_catalogue.ts";
import type { SkinTone } from "./emoji_catalogue.ts";
import type { SettingsStorage } from "../platform/settings.ts";

const key = "parley.skinTone";

/** The skin tone in which one picks emoji, as far as this browser knows. */
export function readSkinTone(storage: SettingsStorage): SkinTone {
  try {
    const kept = storage.getItem(key);
    return skinTones.find((tone) => tone === kept) ?? "none";
  } catch {
    return "none";
  }
}

/** Keeps it for the next time. */
export function writeSkinTone(storage: SettingsStorage, tone: SkinTone): void {
  try {
    storage.setItem(key, tone);
  } catch {
    // Full or forbidden: it lasts as long as the picker.
  }
}
