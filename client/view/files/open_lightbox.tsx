import type { ReadonlySignal } from "@preact/signals";
import type { FileTexts } from "../../../lib/texts/texts.ts";
import type { RoomFile } from "../../files/room_file.ts";
import { ask } from "../controls/ask.tsx";
import { Lightbox } from "./lightbox.tsx";
import type { Opener } from "./use_file_source.ts";

/** What is shown large. */
export interface LightboxParts {
  /** All that one may go through, oldest first; it may change meanwhile. */
  readonly pictures: ReadonlySignal<readonly RoomFile[]>;
  /** Id of the one to begin with. */
  readonly first: string;
  readonly opener: Opener;
  readonly words: FileTexts;
  /** Leads to the message at a place. */
  go(seq: number): void;
}

/**
 * Shows a picture large when the link to it is clicked. Whoever wants it in a tab of its own, by the
 * keys or the button for that, gets it there.
 */
export function openLightbox(event: MouseEvent, parts: LightboxParts): void {
  const { currentTarget: opener, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (!(opener instanceof HTMLElement)) return;
  const isElsewhere = ctrlKey || metaKey || shiftKey || altKey;
  if (isElsewhere && opener instanceof HTMLAnchorElement) return;
  event.preventDefault();
  void show(opener, parts);
}

async function show(opener: HTMLElement, parts: LightboxParts): Promise<void> {
  // Safari gives no focus to what is clicked, and it shall come back there.
  opener.focus({ preventScroll: true });
  const gone = new AbortController();
  const watch = watchPlace(opener, () => gone.abort());
  const seq = await ask<number>(
    (answer) => <Lightbox {...parts} go={answer} onClose={() => answer()} />,
    { name: "lightbox", label: parts.words.viewer.heading, signal: gone.signal },
  );
  watch.disconnect();
  if (seq !== undefined) parts.go(seq);
}

/** Tells when the room or the list is gone that something stands in: another one is shown. */
function watchPlace(element: Element, gone: () => void): MutationObserver {
  const place = element.closest(".room, .files-panel");
  const watch = new MutationObserver(() => place?.isConnected === false && gone());
  watch.observe(document.body, { childList: true, subtree: true });
  return watch;
}
