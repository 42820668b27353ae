import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { AttachedWithWords } from "./attached.tsx";
import { MediaLine } from "./media_line.tsx";
import { onceInView } from "../controls/once_in_view.ts";
import { Play } from "./play.tsx";
import { Retriable } from "./retriable.tsx";
import { thumbnailOf, useFileSource } from "./use_file_source.ts";

/**
 * A film, to be seen on the spot. What is known of it loads once it comes into view; a sealed one
 * does as a whole, when it is to be played.
 */
export function Film({ file, conversation, words }: AttachedWithWords): JSX.Element {
  const opener = conversation.sealedFiles;
  const place = useRef<HTMLDivElement>(null);
  const isSeen = useSignal(false);
  const source = useFileSource(file, opener);
  const poster = useFileSource(thumbnailOf(file), opener);
  const isSealed = file.key !== undefined;
  useEffect(() =>
    onceInView(place.current!, () => {
      isSeen.value = true;
      poster.open();
    }), []);
  return (
    <>
      <div class="film" ref={place}>
        <Play file={file} source={source} poster={poster.address} words={words}>
          <Retriable file={file} source={source} words={words} failure={words.notPlayed}>
            {(address, events) => (
              <video
                src={address}
                poster={isSeen.value ? poster.address : undefined}
                preload={isSeen.value ? "metadata" : "none"}
                controls
                playsInline
                autoPlay={isSealed}
                aria-label={`${words.kinds.video}: ${file.alt || file.name}`}
                {...events}
              />
            )}
          </Retriable>
        </Play>
      </div>
      <MediaLine file={file} opener={opener} words={words} />
    </>
  );
}
