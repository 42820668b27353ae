import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";

/** Widths from which there is space for a column; the style sheet says the same. */
export const columnQueries = {
  rooms: "(width >= 48rem)",
  panel: "(width >= 64rem)",
} as const;

/** Whether a media query holds, for as long as the page lives. */
export function watchMedia(query: string): ReadonlySignal<boolean> {
  const media = matchMedia(query);
  const matches = signal(media.matches);
  media.addEventListener("change", () => matches.value = media.matches);
  return matches;
}
