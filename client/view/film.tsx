import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { FileTexts } from "../../lib/texts/texts.ts";
import type { Attachment } from "../../lib/wire/messages.ts";
import { fileAddress, thumbnailAddress } from "../file_address.ts";
import { Retriable } from "./retriable.tsx";
import { MediaLine } from "./media_line.tsx";
import { onceInView } from "./once_in_view.ts";

/** A film, to be seen on the spot. What is known of it loads once it comes into view. */
export function Film({ file, words }: { file: Attachment; words: FileTexts }): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const isSeen = useSignal(false);
  useEffect(() => onceInView(place.current!, () => isSeen.value = true), []);
  return (
    <>
      <div class="film" ref={place}>
        <Retriable file={file} words={words} failure={words.notPlayed}>
          {(events) => (
            <video
              src={fileAddress(file)}
              poster={isSeen.value ? thumbnailAddress(file) : undefined}
              preload={isSeen.value ? "metadata" : "none"}
              controls
              playsInline
              aria-label={`${words.kinds.video}: ${file.alt || file.name}`}
              {...events}
            />
          )}
        </Retriable>
      </div>
      <MediaLine file={file} words={words} />
    </>
  );
}
